// One email campaign from beginning to end, with something that happens meanwhile.
import { check, soundness } from './judge.mjs';
import { Watch } from './watch.mjs';

/** Seconds that are short enough for a run and still in the order of the real ones. */
export const times = { lease: 6, timeout: 4, grace: 6, searchLagMs: 3_000 };

const settings = {
  SEND_BATCH_SIZE: '100',
  SEND_CONCURRENCY: '1',
  SEND_PER_SECOND: '10000',
  SEND_LEASE_SECONDS: String(times.lease),
  POSTMARK_TIMEOUT_SECONDS: String(times.timeout),
  SEND_UNKNOWN_GRACE_SECONDS: String(times.grace),
};

/** A world whose workers are about to send. `faults` are the sandbox's, `more` settings of the product. */
export async function opened({ arena, dist, recipients, faults = {}, more = {}, sql = [], workers = 2 }) {
  const given = { latencyMs: 50, searchLagMs: times.searchLagMs, ...faults };
  const world = await arena.world({ people: recipients, settings: { ...settings, ...more }, faults: given, dist });
  world.latencyMs = given.latencyMs;
  for (const statement of sql) await world.rows(statement);
  world.campaign = await world.owner.readyToSend();
  await world.startWorkers(workers);
  return world;
}

/** Sends, lets `harm` happen meanwhile and waits for the end; the checks of the whole. */
export async function sent(options, harm = async () => []) {
  const world = await opened(options);
  try {
    const { campaign } = world;
    const watch = new Watch(world, campaign);
    await world.owner.send(campaign);
    const checks = await harm(world);
    await world.reaches(campaign, 'SENT', { withinMs: 60_000 + options.recipients * 20 });
    return [
      ...(await soundness(world, campaign, options)),
      ...checks,
      ...(await watch.stop()),
      ...unknowns(watch, options),
    ];
  } finally {
    await world.close();
  }
}

const unknowns = (watch, { mostUnknown }) =>
  mostUnknown === undefined ? [] : [check('UNKNOWN at the peak', watch.peak, mostUnknown)];
