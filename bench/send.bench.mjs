// A whole send (freeze, claims, letters, ledger, figures) beside a bare script that posts ready-made batches to the
// same provider, with the same batches and as many calls at once.
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Arena } from '../faults/rig/arena.mjs';
import { launch, memoryOf } from '../faults/rig/processes.mjs';
import { answerOf } from './answer.mjs';
import { Probe, p95While } from './probe.mjs';
import { median, table, writeToReadme } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    recipients: { type: 'string', default: '100000' },
    batch: { type: 'string', default: '100' },
    concurrency: { type: 'string', default: '4' },
    latency: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '2' },
    'no-readme': { type: 'boolean', default: false },
  },
});
const number = name => Number(options[name]);
const say = text => process.stdout.write(`${text}\n`);
const seconds = ms => (ms / 1_000).toFixed(1);

/** The memory of a process, looked at until it is told to stop. */
function memoryWatch(pid) {
  const seen = [];
  const timer = setInterval(() => seen.push(memoryOf(pid)), 250);
  return () => {
    clearInterval(timer);
    const third = Math.ceil(seen.length / 3);
    return { peak: Math.max(...seen), early: median(seen.slice(0, third)), late: median(seen.slice(-third)) };
  };
}

async function wholeSend(world, round) {
  const { owner } = world;
  await owner.signIn();
  const campaign = await owner.draft({ ...world.parts, name: `Newsletter ${round}` });
  const memory = memoryWatch(world.workers[0].pid);
  const probe = new Probe(owner);
  const from = performance.now();
  await owner.send(campaign);
  await world.reaches(campaign, 'SENT', { withinMs: 1_800_000, everyMs: 100 });
  const ms = performance.now() - from;
  const { accepted } = await world.counters(campaign);
  if (accepted !== number('recipients')) throw new Error(`${accepted} of ${number('recipients')} were accepted.`);
  return { ms, p95: await probe.stop(), memory: memory() };
}

async function bareSend(world) {
  const [{ message }] = await world.sandbox.sample(1);
  const given = { url: world.sandbox.url, count: number('recipients'), batchSize: number('batch'), message };
  const BENCH_BARE = JSON.stringify({ ...given, concurrency: number('concurrency') });
  const script = launch('bench/bare-send.mjs', { ...process.env, BENCH_BARE });
  await script.ready;
  const { ms } = await answerOf(script);
  await script.stop();
  return ms;
}

async function measure(arena) {
  const settings = {
    SEND_BATCH_SIZE: options.batch,
    SEND_CONCURRENCY: options.concurrency,
    SEND_PER_SECOND: '10000',
  };
  say(`Seeding ${number('recipients').toLocaleString('en')} people...`);
  const faults = { latencyMs: number('latency') };
  const world = await arena.world({ people: number('recipients'), settings, faults, isJudging: false });
  await world.owner.prepare();
  world.parts = { segment: await world.owner.segment(), template: await world.owner.template() };
  const idle = await p95While(world.owner, () => pause(10_000));
  await world.startWorker();
  const rounds = [];
  for (let round = 1; round <= number('rounds'); round++) {
    const whole = await wholeSend(world, round);
    const bare = await bareSend(world);
    say(`Round ${round}: whole ${seconds(whole.ms)} s, bare ${seconds(bare)} s, API p95 ${whole.p95.toFixed(1)} ms`);
    rounds.push({ ...whole, bare });
  }
  return { idle, rounds };
}

function report({ idle, rounds }) {
  const of = pick => median(rounds.map(pick));
  const [whole, bare, p95] = [of(one => one.ms), of(one => one.bare), of(one => one.p95)];
  const peak = Math.max(...rounds.map(one => one.memory.peak));
  const { early, late } = rounds.at(-1).memory;
  const lines = [
    ['whole send', 'time', `${seconds(whole)} s`, `at most ${seconds(2 * bare)} s`],
    ['bare script', 'time', `${seconds(bare)} s`, ''],
    ['whole to bare', 'ratio', (whole / bare).toFixed(2), 'at most 2'],
    ['worker', 'memory at most', `${peak.toFixed(0)} MB`, 'under 300 MB'],
    ['worker', 'first and last third', `${early.toFixed(0)} and ${late.toFixed(0)} MB`, 'flat'],
    ['API', 'p95 idle', `${idle.toFixed(1)} ms`, ''],
    ['API', 'p95 while sending', `${p95.toFixed(1)} ms`, `at most ${(2 * idle).toFixed(1)} ms`],
  ];
  const about = `${number('recipients').toLocaleString('en')} recipients, batches of ${options.batch}, ${options.concurrency} calls at once, one worker, ${cpus().length} cores for all of it: PostgreSQL with its durable settings, worker, API, provider and bare script. The provider answers ${number('latency') ? `after ${options.latency} ms` : 'at once'}. The median of ${options.rounds} rounds.`;
  return `${about}\n\n${table(['what', 'measured', 'found', 'bar'], lines)}`;
}

const arena = await Arena.open();
try {
  const text = report(await measure(arena));
  say(`\n${text}`);
  if (!options['no-readme']) writeToReadme('send', text);
} finally {
  await arena.close();
}
process.exit();
