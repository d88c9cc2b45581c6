// What happens to workers: deaths at random moments, and others at the moments that hurt most.
import { setTimeout as pause } from 'node:timers/promises';

/** One of the workers that work, or none. */
function victimOf(world) {
  const living = world.workers.flatMap((worker, number) => (worker.isReady() ? [number] : []));
  return living[Math.floor(Math.random() * living.length)];
}

/** Waits until the provider accepts something, or for so long. */
const accepted = (world, withinMs) => Promise.race([world.sandbox.nextAccepted(), pause(withinMs)]);

/** Moments to die at: any; when messages were accepted and nobody knows; when their answer is being noted. */
const moments = [
  async () => undefined,
  async (world, everyMs) => {
    await accepted(world, everyMs);
    await pause(30 * Math.random());
  },
  async (world, everyMs) => {
    await accepted(world, everyMs);
    await pause(world.latencyMs + 40 * Math.random());
  },
];

/**
 * Ends workers this often (`kill`, or `stop` for SIGTERM) until that is done or `isOver` says so, at all kinds of
 * moments. Another worker comes up in the place of each. Answers how many were ended.
 */
export async function endWorkers(world, { times, everyMs, end = 'kill', isOver = () => false }) {
  let done = 0;
  const coming = [];
  while (done < times && !(await isOver())) {
    await pause(2 * everyMs * Math.random());
    await moments[done % moments.length](world, everyMs);
    const number = victimOf(world);
    if (number === undefined) continue;
    await world.workers[number][end]();
    coming.push(world.startWorker(number));
    done += 1;
  }
  await Promise.all(coming);
  return done;
}

/** Freezes a worker at the moment it holds deliveries that it has not attempted yet; how many those are. */
export async function freezeHolding(world, worker) {
  const held = "select count(*)::int as held from deliveries where state = 'CLAIMED'";
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if ((await world.rows(held))[0].held === 0) continue;
    worker.signal('SIGSTOP');
    // what the database was told before still comes to pass
    await pause(100);
    const [{ held: still }] = await world.rows(held);
    if (still > 0) return still;
    worker.signal('SIGCONT');
  }
  return 0;
}
