// A whole send (freeze, claims, letters, ledger, figures) beside a bare script that posts ready-made batches to the
// same provider, with the same batches and as many calls at once.
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Arena } from '../faults/rig/arena.mjs';
import { postmasterOf } from '../faults/rig/postgres.mjs';
import { launch, memoryOf } from '../faults/rig/processes.mjs';
import { until } from '../faults/rig/until.mjs';
import { answerOf } from './answer.mjs';
import { cpuOf, cpuOfFamily } from './cpu.mjs';
import { newsletter } from './newsletter.mjs';
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
const letters = { 'short letter': undefined, newsletter: { mjml: newsletter } };
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

/** Microseconds of processor time for each message, by who spent them, from now until asked. */
function cpuWatch({ arena, api, workers, sandbox }) {
  const look = () => ({
    PostgreSQL: cpuOfFamily(postmasterOf(arena.dataDir)),
    worker: cpuOf(workers[0].pid),
    provider: cpuOf(sandbox.process.pid),
    API: cpuOf(api.pid),
  });
  const before = look();
  return () =>
    Object.fromEntries(
      Object.entries(look()).map(([name, ms]) => [name, ((ms - before[name]) * 1_000) / number('recipients')]),
    );
}

async function wholeSend(world, { template }, name) {
  const { owner, segment } = world;
  await owner.signIn();
  const campaign = await owner.draft({ segment, template, name });
  await world.sandbox.clear();
  const memory = memoryWatch(world.workers[0].pid);
  const cpu = cpuWatch(world);
  const probe = new Probe(owner);
  const from = performance.now();
  await owner.send(campaign);
  await world.reaches(campaign, 'SENT', { withinMs: 1_800_000, everyMs: 100 });
  const ms = performance.now() - from;
  const { accepted } = await world.counters(campaign);
  if (accepted !== number('recipients')) throw new Error(`${accepted} of ${number('recipients')} were accepted.`);
  return { ms, p95: await probe.stop(), memory: memory(), cpu: cpu() };
}

const sampleOf = async world => (await world.sandbox.sample(1))[0].message;

async function bareSend(world) {
  const message = await sampleOf(world);
  const given = { url: world.sandbox.url, count: number('recipients'), batchSize: number('batch'), message };
  const BENCH_BARE = JSON.stringify({ ...given, concurrency: number('concurrency') });
  const script = launch('bench/bare-send.mjs', { ...process.env, BENCH_BARE });
  await script.ready;
  await world.sandbox.clear();
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
  world.segment = await world.owner.segment();
  const idle = await p95While(world.owner, () => pause(10_000));
  await world.startWorker();
  await countedUp(world);
  const sends = [];
  for (const [name, content] of Object.entries(letters)) {
    const letter = { name, template: await world.owner.template(name, content) };
    const rounds = [];
    for (let round = 1; round <= number('rounds'); round++) {
      const whole = await wholeSend(world, letter, `${name} ${round}`);
      const bare = await bareSend(world);
      say(
        `${name}, round ${round}: whole ${seconds(whole.ms)} s, bare ${seconds(bare)} s, API p95 ${whole.p95.toFixed(1)} ms`,
      );
      const cpu = Object.entries(whole.cpu).map(([who, us]) => `${who} ${us.toFixed(0)}`);
      say(`  CPU of a message in us: ${cpu.join(', ')}`);
      rounds.push({ ...whole, bare });
    }
    sends.push({ name, size: JSON.stringify(await sampleOf(world)).length, rounds });
  }
  return { idle, sends };
}

/** The worker counts the people who were just seeded into the statistics: that is none of a send's work. */
const countedUp = world =>
  until('the statistics are counted up', async () => {
    const [{ count }] = await world.rows('select count(*)::int as count from stat_changes');
    return count === 0;
  });

function linesOf(idle, { name, rounds }) {
  const of = pick => median(rounds.map(pick));
  const [whole, bare, p95] = [of(one => one.ms), of(one => one.bare), of(one => one.p95)];
  const peak = Math.max(...rounds.map(one => one.memory.peak));
  const { early, late } = rounds.at(-1).memory;
  const cpu = Object.keys(rounds[0].cpu).map(who => `${who} ${of(one => one.cpu[who]).toFixed(0)}`);
  return [
    [name, 'whole send', `${seconds(whole)} s`, `at most ${seconds(2 * bare)} s`],
    [name, 'bare script', `${seconds(bare)} s`, ''],
    [name, 'whole to bare', (whole / bare).toFixed(2), 'at most 2'],
    [name, 'CPU of a message in us', cpu.join(', '), ''],
    [name, "worker's memory at most", `${peak.toFixed(0)} MB`, 'under 300 MB'],
    [name, 'in its first and last third', `${early.toFixed(0)} and ${late.toFixed(0)} MB`, 'flat'],
    [name, "API's p95 while sending", `${p95.toFixed(1)} ms`, `at most ${(2 * idle).toFixed(1)} ms`],
  ];
}

function report({ idle, sends }) {
  const sizes = sends.map(({ name, size }) => `${name} ${(size / 1_000).toFixed(0)} KB`).join(', ');
  const about = `${number('recipients').toLocaleString('en')} recipients, batches of ${options.batch}, ${options.concurrency} calls at once, one worker, ${cpus().length} cores for all of it: PostgreSQL with its durable settings, worker, API, provider and bare script. The provider answers ${number('latency') ? `after ${options.latency} ms` : 'at once'}. One message as it leaves: ${sizes}. The API's p95 when idle: ${idle.toFixed(1)} ms. The median of ${options.rounds} rounds; the provider begins each with nothing to remember.`;
  return `${about}\n\n${table(
    ['letter', 'measured', 'found', 'bar'],
    sends.flatMap(send => linesOf(idle, send)),
  )}`;
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
