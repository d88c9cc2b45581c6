import type { Ground } from '../../platform/ground.js';
import type { Statement } from '../../platform/reading/statement.js';
import { wholePractice } from './lead.statistics-rows.js';
import type { LeadStatus } from './lead.status.js';
import type { LeadSource } from './lead.vocabulary.js';

/** The number of a practice's leads of these statuses and sources, as an expression of a list's statement. */
export function totalSql(st: Statement, { status, source }: { status?: string[]; source?: string[] }): string {
  const among = (part: number, words: string[] | undefined) =>
    words ? `split_part(key, '|', ${part}) = any(${st.bind(words, 'text[]')})` : 'true';
  return `(select coalesce(sum(count), 0)
    from lead_stat_read({practice}, '${wholePractice}', null, null, array['status'])
    where ${among(1, status)} and ${among(2, source)})`;
}

/** Exact numbers of leads that cost the same whatever their number. */
export class LeadCounters {
  constructor(private readonly ground: Ground) {}

  /** How many leads the practice has, of these statuses and sources; deleted and merged ones are not counted. */
  async total(
    practiceId: string,
    narrowing: { status?: readonly LeadStatus[]; source?: readonly LeadSource[] } = {},
  ): Promise<number> {
    const { rows } = await this.ground.database.query<{ total: number }>(
      `select coalesce(sum(count), 0)::int as total
       from lead_stat_read($1, '${wholePractice}', null, null, array['status'])
       where ($2::text[] is null or split_part(key, '|', 1) = any($2))
         and ($3::text[] is null or split_part(key, '|', 2) = any($3))`,
      [practiceId, narrowing.status ?? null, narrowing.source ?? null],
    );
    return rows[0]!.total;
  }

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
