// Sends that are disturbed: by deaths of workers and of the database, and by what the provider answers.
import { setTimeout as pause } from 'node:timers/promises';
import { endWorkers, freezeHolding } from '../harm.mjs';
import { atLeast, atMost, check } from '../judge.mjs';
import { sent, times } from '../send.mjs';

const isSent = world => async () => {
  const rows = await world.rows('select 1 from email_campaigns where id = $1 and status = $2', [
    world.campaign.id,
    'SENT',
  ]);
  return rows.length > 0;
};

/** So that a send by two workers lasts about so long. */
const latencyFor = (ms, recipients) => Math.min(2_500, Math.round((2 * ms) / (recipients / 100)));

export const kills = ({ recipients, kills: count, ...given }) => {
  const everyMs = 2_000;
  const faults = { latencyMs: latencyFor(1.25 * count * everyMs, recipients), searchLagMs: times.searchLagMs };
  return sent({ ...given, recipients, faults, mostUnknown: atMost(count * 100) }, async world => {
    const done = await endWorkers(world, { times: count, everyMs, isOver: isSent(world) });
    return [check('workers killed', done, atLeast(Math.ceil(count * 0.9)))];
  });
};

export const redeploys = ({ recipients, kills: count, ...given }) => {
  const [total, everyMs] = [Math.ceil(count / 5), 1_500];
  const faults = { latencyMs: latencyFor(total * everyMs, recipients) };
  return sent({ ...given, recipients, faults, mostUnknown: 0 }, async world => {
    const done = await endWorkers(world, { times: total, everyMs, end: 'stop', isOver: isSent(world) });
    return [check('workers told to stop', done, atLeast(1))];
  });
};

/** The first calls fail for certain, as a short send draws few, the others by chance. */
async function befallen(world) {
  const { calls, faults } = await world.sandbox.figures();
  const words = Object.entries(faults).map(([name, times]) => `${name} ${times}`);
  return [check(`faults that befell ${calls} calls`, words.length, atLeast(2), words.join(', '))];
}

const disturbed = (given, faults) =>
  sent({ ...given, faults }, async world => {
    await world.reaches(world.campaign, 'SENT', { withinMs: 240_000 });
    return befallen(world);
  });

/** The provider accepts, and its answer never comes. */
export const resets = given =>
  disturbed(given, {
    next: ['RESET_AFTER', null, 'HANG_AFTER', null, 'TIMEOUT_AFTER'],
    calls: { RESET_AFTER: 0.05, HANG_AFTER: 0.01, RESET_BEFORE: 0.02, TIMEOUT_AFTER: 0.02 },
  });

/** Answers that say nothing for certain, and ones that ask to wait. */
export const failures = given =>
  disturbed(given, {
    next: ['FAIL_AFTER', null, 'RATE_LIMITED', null, 'GARBAGE_AFTER', 'SHORT_AFTER', 'FORBIDDEN_PAGE'],
    calls: { FAIL_AFTER: 0.05, FAIL_BEFORE: 0.02, GARBAGE_AFTER: 0.02, RATE_LIMITED: 0.2 },
  });

/** Some messages of a batch are refused for good: nobody else's may suffer, and each has its state. */
export const refusals = given =>
  sent({ ...given, isWhole: false, faults: { messages: { share: 0.02, code: 300 } } }, async world => {
    await world.reaches(world.campaign, 'SENT', { withinMs: 120_000 });
    const { rejected, accepted } = await world.counters(world.campaign);
    return [
      check('REJECTED and ACCEPTED', rejected + accepted, world.template.count),
      check('REJECTED', rejected, atLeast(1)),
    ];
  });

export const database = ({ recipients, ...given }) => {
  const rounds = 5;
  return sent({ ...given, recipients, faults: { latencyMs: latencyFor(rounds * 4_000, recipients) } }, async world => {
    for (let round = 0; round < rounds; round++) {
      await pause(1_000 + 2_000 * Math.random());
      await world.arena.killPostgres();
    }
    const isUp = await fetch(`${world.environment.PUBLIC_URL}/health/ready`);
    return [
      check('times PostgreSQL was killed', rounds, 5),
      check('API after that', isUp.status, 200),
      check('workers that went on', world.workers.filter(worker => worker.isReady()).length, 2),
    ];
  });
};

/** A worker stands still past its lease, another one takes over, and the first goes on as if nothing had been. */
export const zombies = ({ recipients, kills: count, ...given }) => {
  const rounds = Math.max(2, Math.ceil(count / 10));
  const stillMs = (times.lease + 3) * 1_000;
  const faults = { latencyMs: latencyFor(rounds * (stillMs + 2_000), recipients) };
  return sent({ ...given, recipients, faults, workers: 1 }, async world => {
    let [frozen, held] = [0, 0];
    for (let round = 0; round < rounds && !(await isSent(world)()); round++) {
      const first = world.workers[0];
      const caught = await freezeHolding(world, first);
      const other = await world.startWorker(1);
      await pause(stillMs);
      first.signal('SIGCONT');
      await pause(1_500);
      if (caught > 0) frozen += 1;
      held += caught;
      // the one that took over is the next to stand still
      await first.stop();
      world.workers = [other];
    }
    return [check(`times a worker stood still, holding ${held} altogether`, frozen, atLeast(Math.ceil(rounds / 2)))];
  });
};

/** The rate is the database's: deaths and new workers don't raise it. */
export const rate = ({ recipients, ...given }) => {
  const perSecond = Math.ceil(recipients / 15);
  return sent({ ...given, recipients, more: { SEND_PER_SECOND: String(perSecond) } }, async world => {
    await endWorkers(world, { times: 4, everyMs: 1_500, isOver: isSent(world) });
    await world.reaches(world.campaign, 'SENT', { withinMs: 120_000 });
    const at = world.sandbox.accepted().map(message => message.at);
    return [check(`most in 3 s at ${perSecond} a second`, most(at, 3_000), atMost(4 * perSecond + 100))];
  });
};

/** The most of these instants within any span of so many milliseconds. */
function most(instants, spanMs) {
  let [first, found] = [0, 0];
  for (const [last, at] of instants.entries()) {
    while (at - instants[first] > spanMs) first += 1;
    found = Math.max(found, last - first + 1);
  }
  return found;
}
