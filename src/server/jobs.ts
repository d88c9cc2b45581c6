import { purgeIdempotencyKeys } from '../platform/idempotency/idempotency.js';
import type { Jobs } from '../platform/jobs/jobs.js';
import type { Services } from './services.js';

/** Everything that happens without anyone asking; each noun adds its lines. */
export function defineJobs(jobs: Jobs, { ground, leadConversion, leadStatistics }: Services): void {
  const { database } = ground;
  jobs.define('forgetIdempotencyKeys', {
    cron: '17 * * * *',
    handler: () => purgeIdempotencyKeys(ground),
  });
  jobs.define('forgetEvents', {
    cron: '23 * * * *',
    // A day is promised for replay; an hour more, so that no replay meets a gap.
    handler: () => database.query(`delete from outbox where at < now() - interval '25 hours'`),
  });
  jobs.define('resumeConversions', { everySeconds: 2, handler: () => leadConversion.resumeDue() });
  jobs.define('foldLeadStatistics', { everySeconds: 2, handler: () => leadStatistics.counters.fold() });
}
