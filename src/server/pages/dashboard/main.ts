import { byId } from './elements.js';
import { showLeads } from './leads.js';
import { Sending } from './sending.js';
import { Session } from './session.js';
import { type ConnectionState, Socket } from './socket.js';
import { showTasks } from './tasks.js';

/** What happens elsewhere is told; what begins by itself is looked for this often. */
const look = 10_000;
/** A small email campaign is over within seconds: who looks on must not miss it. */
const lookForSending = 2_000;
/** Changes that come together are shown together. */
const pause = 1_500;

const states: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  waiting: 'Connection lost, trying again…',
};

const session = new Session(() => show());
const socket = new Socket(session, state => {
  const place = byId('connection');
  place.textContent = states[state];
  place.dataset.state = state;
});
const sending = new Sending(session, socket);
let looking: number[] = [];

function show(): void {
  const isOpen = session.isOpen;
  byId('sign-in').hidden = isOpen;
  byId('board').hidden = !isOpen;
  byId('signed-in').hidden = !isOpen;
  if (isOpen) begin();
  else end();
}

function begin(): void {
  socket.start();
  void refresh();
  const lookOn = () => document.visibilityState === 'visible' && sending.refresh().catch(() => undefined);
  looking = [window.setInterval(() => void refresh(), look), window.setInterval(() => void lookOn(), lookForSending)];
  const changes = [
    { field: 'leadChanged', act: soon(() => showLeads(session)) },
    { field: 'taskChanged', act: soon(() => showTasks(session)) },
  ];
  for (const { field, act } of changes) {
    const query = `subscription Changed($after: String) { ${field}(after: $after) { cursor } }`;
    socket.listen({ query, variables: {}, field, told: act });
  }
  byId('board-heading').focus();
}

function end(): void {
  for (const timer of looking) clearInterval(timer);
  socket.stop();
  sending.clear();
}

/** One that fails shows what it had; the next look may work. */
const refresh = () =>
  Promise.allSettled([sending.refresh(), showLeads(session), showTasks(session)]).then(() => undefined);

function soon(act: () => Promise<void>): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      act().catch(() => undefined);
    }, pause);
  };
}

async function signIn(): Promise<void> {
  const value = (id: string) => byId<HTMLInputElement>(id).value.trim();
  const problem = byId('problem');
  problem.textContent = '';
  const secondFactor = value('second-factor') || null;
  const password = byId<HTMLInputElement>('password').value;
  const refusal = await session.signIn({ email: value('email'), password, secondFactor }).catch(() => ({
    code: '',
    message: 'The server can’t be reached.',
  }));
  if (!refusal) {
    byId<HTMLFormElement>('sign-in-form').reset();
    byId('second-factor-line').hidden = true;
    return show();
  }
  const wantsCode = refusal.code === 'SECOND_FACTOR_REQUIRED';
  if (wantsCode) byId('second-factor-line').hidden = false;
  problem.textContent = refusal.message;
  byId(wantsCode ? 'second-factor' : 'password').focus();
}

byId('sign-in-form').addEventListener('submit', event => {
  event.preventDefault();
  void signIn();
});
byId('sign-out').addEventListener('click', () => void session.signOut());
show();
