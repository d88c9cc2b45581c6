import type { Database } from '../database/database.js';
import type { Statement } from '../reading/statement.js';
import { wholePractice } from './lines.js';

/**
 * The number of a practice's rows, as an expression of a list's statement, out of one metric of its cells. `words` are
 * those asked for in each part of the metric's key, undefined for any.
 */
function countedBy(
  st: Statement,
  noun: string,
  metric: string,
  words: readonly (readonly string[] | undefined)[],
): string {
  const asked = words.flatMap((among, at) =>
    among ? `split_part(key, '|', ${at + 1}) = any(${st.bind(among, 'text[]')})` : [],
  );
  return `(select coalesce(sum(count), 0)
    from stat_read('${noun}', {practice}, '${wholePractice}', null, null, array['${metric}'])
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
): ((st: Statement) => string) | undefined {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  const metric = Object.entries(metrics).find(([, fields]) => asked.every(([name]) => fields.includes(name)));
  if (!metric) return undefined;
  // rows without a value have an empty word there
  const words = new Map(asked.map(([name, value]) => [name, (value ?? ['']) as string[]]));
  return st =>
    countedBy(
      st,
      noun,
      metric[0],
      metric[1].map(field => words.get(field)),
    );
}

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

  /** Cuts a practice's cells anew from its rows; a change of its time zone does so by itself. */
  async rebuild(practiceId: string): Promise<void> {
    await this.database.query('call stat_rebuild($1)', [practiceId]);
  }
}
