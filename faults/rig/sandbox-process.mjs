// The mail provider as a process of its own: nothing that is done to the product reaches what it remembers.
import { constants, setPriority } from 'node:os';
import { MailSandbox } from '../../dist/platform/mail/sandbox/mail-sandbox.js';
import { faultsOf } from '../judge.mjs';

// A provider is on machines of its own: on this one it gives way to the product.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const [logFile, isJudging] = [process.argv[2], process.argv[3] === 'judge'];
const sandbox = await MailSandbox.start({ logFile, deliveryMs: null, ...(isJudging && { kept: 1_000_000 }) });

/** What is wrong with messages, each kind once, and how many there are. */
const faulty = { count: 0, kinds: new Set() };
let seen = 0;

function look() {
  const news = sandbox.messages(seen);
  if (news.length === 0) return;
  seen += news.length;
  process.send({ accepted: news.length });
  for (const { message } of isJudging ? news : []) {
    const found = faultsOf(message);
    if (found.length > 0) faulty.count += 1;
    for (const kind of found) faulty.kinds.add(kind);
  }
}
if (isJudging) setInterval(look, 5);

const answers = {
  set: faults => void sandbox.faults.set(faults),
  faulty: () => {
    look();
    return { count: faulty.count, kinds: [...faulty.kinds] };
  },
  /** Whole messages, evenly drawn from all that are still kept whole. */
  sample: count => {
    const all = sandbox.messages().filter(({ message }) => message);
    const step = Math.max(1, Math.floor(all.length / count));
    return all.filter((_, at) => at % step === 0).slice(0, count);
  },
  accepted: () => sandbox.messages().length,
  clear: () => sandbox.clear(),
};

process.on('message', ({ id, name, given }) => process.send({ id, value: answers[name](given) ?? null }));
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send({ ready: { url: sandbox.url } });
