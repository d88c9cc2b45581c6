import type { Scope } from '../access/role-matrix.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../reading/statement.js';
import { wholePractice } from './lines.js';

/**
 * The number of a practice's rows, or of the viewer's own, as an expression of a list's statement, out of one metric of
 * its cells. `words` are those asked for in each part of the metric's key, undefined for any.
 */
function countedBy(
  st: Statement,
  whose: Scope,
  noun: string,
  metric: string,
  words: readonly (readonly string[] | undefined)[],
): string {
  const asked = words.flatMap((among, at) =>
    among ? `split_part(key, '|', ${at + 1}) = any(${st.bind(among, 'text[]')})` : [],
  );
  const subject = whose === 'OWN' ? '{viewer}' : `'${wholePractice}'`;
  return `(select coalesce(sum(count), 0)
    from stat_read('${noun}', {practice}, ${subject}, null, null, array['${metric}'])
    where ${['true', ...asked].join(' and ')})`;
}

/**
 * The count of a list that asks by nothing but fields in the keys of one metric, `{ status: ['status', 'source'] }`;
 * undefined of any other list, whose rows must be counted one by one.
 */
export function countOf(
  noun: string,
  metrics: Readonly<Record<string, readonly string[]>>,
  filter: object,
): ((st: Statement, whose: Scope) => string) | undefined {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  const metric = Object.entries(metrics).find(([, fields]) => asked.every(([name]) => fields.includes(name)));
  if (!metric) return undefined;
  // rows without a value have an empty word there
  const words = new Map(asked.map(([name, value]) => [name, (value ?? ['']) as string[]]));
  return (st, whose) =>
    countedBy(
      st,
      whose,
      noun,
      metric[0],
      metric[1].map(field => words.get(field)),
    );
}

const formerZone = `
  select z.practice_id as "practiceId", n.source
  from stat_zones z
  join practices p on p.id = z.practice_id and p.time_zone <> z.time_zone
  join stat_nouns n on n.noun = z.noun
  order by 1, 2 limit 1`;

/** Keeps the cells that statistics and totals are read from. */
export class Counters {
  constructor(private readonly database: Database) {}

  /** Takes up to `batch` changes into the cells, as long as there are any; answers how many. */
  async fold(batch = 5_000, atMost = 200): Promise<number> {
    let folded = 0;
    for (let round = 0; round < atMost; round++) {
      const { rows } = await this.database.query<{ n: number }>('select stat_fold($1) as n', [batch]);
      folded += rows[0]!.n;
      if (rows[0]!.n < batch) break;
    }
    return folded;
  }

  /** Cuts a practice's cells anew from its rows. */
  async rebuild(practiceId: string): Promise<void> {
    await this.database.query('call stat_rebuild($1)', [practiceId]);
  }

  /**
   * Cuts cells anew whose days are those of a time zone that the practice has left; until then statistics say, and
   * count by, that zone. One table's cells at a time, each all or nothing, so that a stop loses no more than that.
   */
  async recut(): Promise<number> {
    for (let done = 0; ; done++) {
      const { rows } = await this.database.query<{ practiceId: string; source: string }>(formerZone);
      if (!rows[0]) return done;
      await this.database.query('call stat_rebuild($1, $2)', [rows[0].practiceId, rows[0].source]);
    }
  }
}
