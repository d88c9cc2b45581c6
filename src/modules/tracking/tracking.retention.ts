import type { Ground } from '../../platform/ground.js';

/** What came back is kept no longer; what statistics and suppressions need of it stands in the ledger by then. */
export const forgottenAfterDays = 30;

/** One statement's worth, so that none holds its rows for long. */
const batchSize = 5_000;

/** Deletes what is too old, applied or not. */
export async function forgetMailEvents({ database, clock }: Ground): Promise<number> {
  const before = new Date(clock.now().getTime() - forgottenAfterDays * 86_400_000);
  const text = `delete from mail_events where id in (
    select id from mail_events where received_at < $1 order by received_at limit $2)`;
  for (let all = 0; ; ) {
    const { rowCount } = await database.query(text, [before, batchSize]);
    all += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return all;
  }
}
