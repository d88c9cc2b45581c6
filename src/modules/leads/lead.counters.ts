import type { Ground } from '../../platform/ground.js';
import type { Statement } from '../../platform/reading/statement.js';
import { wholePractice } from './lead.statistics-rows.js';

/** The number of a practice's leads of these statuses and sources, as an expression of a list's statement. */
export function totalSql(st: Statement, { status, source }: { status?: string[]; source?: string[] }): string {
  const among = (part: number, words: string[] | undefined) =>
    words ? `split_part(key, '|', ${part}) = any(${st.bind(words, 'text[]')})` : 'true';
  return `(select coalesce(sum(count), 0)
    from lead_stat_read({practice}, '${wholePractice}', null, null, array['status'])
    where ${among(1, status)} and ${among(2, source)})`;
}

/** Keeps the cells that statistics and totals are read from. */
export class LeadCounters {
  constructor(private readonly ground: Ground) {}

  /** Takes up to `batch` changes into the cells, as long as there are any; answers how many. */
  async fold(batch = 5_000, atMost = 200): Promise<number> {
    let folded = 0;
    for (let round = 0; round < atMost; round++) {
      const { rows } = await this.ground.database.query<{ n: number }>('select lead_stat_fold($1) as n', [batch]);
      folded += rows[0]!.n;
      if (rows[0]!.n < batch) break;
    }
    return folded;
  }

  /** Cuts a practice's cells anew from its rows; a change of its time zone does so by itself. */
  async rebuild(practiceId: string): Promise<void> {
    await this.ground.database.query('select lead_stat_rebuild($1)', [practiceId]);
  }
}
