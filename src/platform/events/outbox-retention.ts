import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { replayWindow } from './outbox-reader.js';

/** Kept a little longer than replayed, so that nothing vanishes under a replay that is running. */
const margin = 3_600_000;
const batch = 5_000;

/** Removes events that no subscriber may ask for any more, and remembers how far; answers how many. */
export async function purgeOutbox(database: Pick<Database, 'query'>, clock: Clock): Promise<number> {
  const before = new Date(clock.now().getTime() - replayWindow - margin);
  for (let total = 0; ; ) {
    const { rows } = await database.query<{ gone: number }>(
      `with gone as (
         delete from outbox where sequence in (select sequence from outbox where at < $1 order by at limit $2)
         returning sequence
       ), floor as (
         update outbox_floor set sequence = greatest(outbox_floor.sequence, (select max(sequence) from gone))
         where exists (select from gone)
       )
       select count(*)::int as gone from gone`,
      [before, batch],
    );
    const gone = rows[0]?.gone ?? 0;
    total += gone;
    if (gone < batch) return total;
  }
}
