import type { Jobs } from '../platform/jobs/jobs.js';
import type { Services } from './services.js';

/** Everything that happens without anyone asking; each noun adds its lines. */
export function defineJobs(jobs: Jobs, { ground }: Services): void {
  const { database } = ground;
  jobs.define('forgetIdempotencyKeys', {
    cron: '17 * * * *',
    handler: () => database.query('delete from idempotency_keys where expires_at < now()'),
  });
  jobs.define('forgetEvents', {
    cron: '23 * * * *',
    // A day is promised for replay; an hour more, so that no replay meets a gap.
    handler: () => database.query(`delete from outbox where at < now() - interval '25 hours'`),
  });
}
