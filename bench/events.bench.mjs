// What the provider reports, at a steady rate: how soon it is taken, and whether all of it is there in the end.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Arena } from '../faults/rig/arena.mjs';
import { launch, memoryOf } from '../faults/rig/processes.mjs';
import { webhookAuthorization } from '../faults/rig/sandbox.mjs';
import { until } from '../faults/rig/until.mjs';
import { eventsOf, shuffled } from '../faults/scenarios/events.mjs';
import { answerOf } from './answer.mjs';
import { quantile } from './probe.mjs';
import { table, writeToReadme } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    'no-readme': { type: 'boolean', default: false },
  },
});
const number = name => Number(options[name]);
const say = text => process.stdout.write(`${text}\n`);
const count = number('per-second') * number('seconds');

/** A practice whose messages were all accepted, and about which the provider now has so much to tell. */
async function open(arena) {
  say('Sending what is reported of...');
  const world = await arena.world({
    people: Math.ceil(count / 3),
    settings: { SEND_BATCH_SIZE: '500', SEND_PER_SECOND: '10000' },
    isJudging: false,
  });
  world.campaign = await world.owner.readyToSend();
  await world.startWorker();
  await world.owner.send(world.campaign);
  await world.reaches(world.campaign, 'SENT', { withinMs: 600_000 });
  return world;
}

async function load(world) {
  const events = shuffled(eventsOf(world.sandbox.accepted(), count));
  const file = join(world.folder, 'events.jsonl');
  writeFileSync(file, events.map(event => JSON.stringify(event)).join('\n'));
  const { practice } = await world.owner.ask('{ practice { postmarkWebhookUrl } }');
  const given = {
    url: practice.postmarkWebhookUrl,
    file,
    perSecond: number('per-second'),
    authorization: webhookAuthorization,
  };
  const teller = launch('bench/hooks-load.mjs', { ...process.env, BENCH_HOOKS: JSON.stringify(given) });
  await teller.ready;
  const told = await answerOf(teller);
  await teller.stop();
  return { ...told, told: events.length };
}

const waitingOf = async world =>
  (await world.rows('select count(*)::int as n from mail_events where applied_at is null'))[0].n;

async function measure(arena) {
  const world = await open(arena);
  say(`Telling ${count.toLocaleString('en')} events...`);
  const result = await load(world);
  const waiting = await waitingOf(world);
  const from = performance.now();
  await until('all are applied', async () => (await waitingOf(world)) === 0, { withinMs: 600_000, everyMs: 250 });
  const [{ stored }] = await world.rows('select count(*)::int as stored from mail_events');
  return {
    ...result,
    waiting,
    appliedMs: performance.now() - from,
    stored,
    memory: memoryOf(world.api.pid),
  };
}

function report({ times, answers, told, stored, waiting, appliedMs, ms, memory }) {
  const at = share => `${quantile(times, share).toFixed(0)} ms`;
  const taken = answers[200] ?? 0;
  const lines = [
    ['events', 'told', told.toLocaleString('en'), `in ${(ms / 1_000).toFixed(1)} s`],
    ['events', 'answered 200', taken.toLocaleString('en'), 'all'],
    ['events', 'lost', String(told - stored), '0'],
    ['answer', 'p50, p95, p99', [0.5, 0.95, 0.99].map(at).join(', '), 'p95 under 200 ms'],
    ['applied', 'behind at the end', `${waiting.toLocaleString('en')}, ${(appliedMs / 1_000).toFixed(1)} s`, ''],
    ['API', 'memory', `${memory.toFixed(0)} MB`, ''],
  ];
  const about = `${options['per-second']} webhooks a second for ${options.seconds} s, of all kinds, shuffled, at a fixed rate whatever is answered; one API, one worker that applies them, ${cpus().length} cores for all of it and for who tells them.`;
  return `${about}\n\n${table(['what', 'measured', 'found', 'bar'], lines)}`;
}

const arena = await Arena.open();
try {
  const text = report(await measure(arena));
  say(`\n${text}`);
  if (!options['no-readme']) writeToReadme('events', text);
} finally {
  await arena.close();
}
process.exit();
