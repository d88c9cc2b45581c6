// Many sockets on two API processes while an email campaign is sent: how soon a change is told, what that takes, and
// whether everyone has the true figures after one of the processes died.
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../dist/platform/process/ports.js';
import { Arena } from '../faults/rig/arena.mjs';
import { launch, memoryOf } from '../faults/rig/processes.mjs';
import { until } from '../faults/rig/until.mjs';
import { answerOf } from './answer.mjs';
import { table, writeToReadme } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    sockets: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '40' },
    'no-readme': { type: 'boolean', default: false },
  },
});
const number = name => Number(options[name]);
const say = text => process.stdout.write(`${text}\n`);
const perSecond = 300;
/** For the measure, and as long again for the death of a process. */
const recipients = perSecond * (number('seconds') + 30);

async function open(arena) {
  const settings = { SEND_BATCH_SIZE: '50', SEND_PER_SECOND: String(perSecond) };
  const world = await arena.world({ people: recipients, settings, isJudging: false });
  const port = String(await freePort());
  const other = { environment: { ...world.environment, PORT: port } };
  other.start = async () => {
    other.api = launch('dist/api.js', other.environment, { isQuiet: true });
    await other.api.ready;
  };
  await other.start();
  world.closers.push(() => other.api.kill());
  world.campaign = await world.owner.readyToSend();
  return { world, other, urls: [world.environment.PUBLIC_URL, `http://127.0.0.1:${port}`] };
}

/** Enough keys that nobody has more than ten sockets on one process. */
async function keysOf(world) {
  const keys = [];
  const query = `mutation ($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { secret userErrors { code path message } } }`;
  for (let at = 0; at < Math.ceil(number('sockets') / 2 / 10); at++) {
    const input = { name: `Watcher ${at}`, permissions: ['emailCampaign:read'] };
    keys.push((await world.owner.ask(query, { input })).createApiKey.secret);
  }
  return keys;
}

function memoryWatch(pids) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(
      peak,
      pids().reduce((sum, pid) => sum + memoryOf(pid), 0),
    );
  }, 250);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

async function measure(arena) {
  const { world, other, urls } = await open(arena);
  const given = { urls, keys: await keysOf(world), sockets: number('sockets'), emailCampaignId: world.campaign.id };
  const watchers = launch('bench/live-sockets.mjs', { ...process.env, BENCH_LIVE: JSON.stringify(given) });
  world.closers.push(() => watchers.kill());
  await watchers.ready;
  const ask = async (name, value) => (await answerOf(watchers, { name, given: value })).value;
  say('Connecting...');
  await ask('connect');
  const allOpen = () => until('all sockets are open', async () => (await ask('open')) === given.sockets);
  await allOpen();
  const memory = memoryWatch(() => [world.api.pid, other.api.pid]);
  await world.startWorker();
  await world.owner.send(world.campaign);
  await pause(number('seconds') * 1_000);
  const events = await eventsOf(world);
  await pause(1_000);
  const lags = await ask('lags', events);
  say(`p95 ${lags.p95} ms; one API process dies...`);
  await other.api.kill();
  await pause(1_000);
  const from = performance.now();
  await other.start();
  await allOpen();
  const backMs = performance.now() - from;
  await world.reaches(world.campaign, 'SENT', { withinMs: 300_000 });
  const expected = await truthOf(world);
  const healed = async () => {
    const state = await ask('state');
    return state.totals.length === 1 && state.totals[0].text === expected && state;
  };
  const state = await until('every socket has the true figures', healed, { withinMs: 30_000, everyMs: 500 });
  return { lags, events: events.length, memory: memory(), backMs, ...state };
}

/** Everything that was told of so far. */
async function eventsOf(world) {
  const rows = await world.rows(
    `select sequence::text, extract(epoch from at) * 1000 as at from outbox
     where type = 'EMAIL_CAMPAIGN_PROGRESSED' order by outbox.sequence`,
  );
  return rows.map(row => ({ sequence: row.sequence, at: Number(row.at) }));
}

const figures =
  'recipients pending claimed sending accepted rejected suppressed cancelled unknown delivered bounced complained';

/** What the query answers, in the words of the subscription. */
async function truthOf(world) {
  const query = `query ($id: ID!) { emailCampaign(id: $id) { status metrics { ${figures} } } }`;
  await world.owner.signIn();
  const { emailCampaign } = await world.owner.ask(query, { id: world.campaign.id });
  return JSON.stringify([emailCampaign.status, emailCampaign.metrics]);
}

function report({ lags, events, memory, backMs, messages, reconnects, totals }) {
  const ms = value => `${value.toFixed(0)} ms`;
  const lines = [
    ['event to message', 'p50, p95, p99', [lags.p50, lags.p95, lags.p99].map(ms).join(', '), 'p95 under 500 ms'],
    ['events', 'told in messages', `${events.toLocaleString('en')} in ${messages.toLocaleString('en')}`, ''],
    ['events', 'not told to somebody', String(lags.missing), '0'],
    ['both API processes', 'memory at most', `${memory.toFixed(0)} MB`, 'under 800 MB'],
    ['after a kill -9', 'sockets that came back', `${reconnects}, all in ${ms(backMs)}`, 'all'],
    ['at the end', 'sockets with the figures of the query', String(totals[0].count), options.sockets],
  ];
  const about = `${options.sockets} sockets on two API processes watch an email campaign of ${recipients.toLocaleString('en')} recipients that is sent at ${perSecond} a second; ${cpus().length} cores for all of it and for who watches. From the instant of an event to the message that has it, the pause of 250 ms between messages included.`;
  return `${about}\n\n${table(['what', 'measured', 'found', 'bar'], lines)}`;
}

const arena = await Arena.open();
try {
  const text = report(await measure(arena));
  say(`\n${text}`);
  if (!options['no-readme']) writeToReadme('live', text);
} finally {
  await arena.close();
}
process.exit();
