import type { UnitOfWork } from '../use-case.js';

/** Rows of some table that hang on the rows of a noun, and follow them in a merge; given by who owns the table. */
export interface Dependent {
  /** What they are called in answers: `interactions` are told of as `movedInteractions`. */
  name: string;
  table: string;
  /** The column that names the row they hang on. */
  column: string;
  /** Which rows of the table, `d`, are meant. */
  where?: string;
  /** The column that tells the rows of one owner apart; `id` unless told. */
  key?: string;
  /** Where an owner has one row for a key at the most, a row whose key the new owner has already stays where it is. */
  isOnePerKey?: boolean;
}

/** What went over from one row, by the names of the dependents. */
export type MovedKeys = Record<string, string[]>;

const keyOf = ({ key = 'id' }: Dependent) => key;
const ofOwners = ({ column, where }: Dependent, owners: string) =>
  `d.practice_id = $1 and d.${column} ${owners}${where ? ` and ${where}` : ''}`;

/** Leaves out a row whose key the new owner, `$3`, has already. */
function free(one: Dependent): string {
  if (!one.isOnePerKey) return '';
  const owned = ofOwners(one, '= $3').replaceAll('d.', 'other.');
  return ` and not exists (select 1 from ${one.table} other where other.${keyOf(one)} = d.${keyOf(one)} and ${owned})`;
}

/** How many rows would go over from these to another, by the names of the dependents. */
export async function countDependents(
  unit: UnitOfWork,
  dependents: readonly Dependent[],
  fromIds: string[],
  toId: string,
): Promise<Record<string, number>> {
  const counts = dependents.map(one => {
    const what = one.isOnePerKey ? `distinct d.${keyOf(one)}` : '*';
    const from = `from ${one.table} d where ${ofOwners(one, '= any($2)')}${free(one)}`;
    return `(select count(${what}) ${from})::int as "${one.name}"`;
  });
  const values = [unit.ctx.practiceId, fromIds, toId];
  const [row] = await unit.sql<Record<string, number>>(`select ${counts.join(', ')}, $3::uuid as "to"`, values);
  const { to: _, ...counted } = row as Record<string, number>;
  return counted;
}

/** Gives what hangs on one row to another, all or those named; answers their keys. */
export async function moveDependents(
  unit: UnitOfWork,
  dependents: readonly Dependent[],
  fromId: string,
  toId: string,
  only?: MovedKeys,
): Promise<MovedKeys> {
  const moved: MovedKeys = {};
  for (const one of dependents) {
    const key = keyOf(one);
    const rows = await unit.sql<{ key: string }>(
      `update ${one.table} d set ${one.column} = $3
       where ${ofOwners(one, '= $2')} and ($4::uuid[] is null or d.${key} = any($4))${free(one)} returning d.${key} as key`,
      [unit.ctx.practiceId, fromId, toId, only ? (only[one.name] ?? []) : null],
    );
    moved[one.name] = rows.map(row => row.key);
  }
  return moved;
}

/** SQL that holds where something hangs on the row `t`. */
export const hasDependents = (dependents: readonly Dependent[]): string => {
  const some = dependents.map(
    ({ table, column, where }) =>
      `exists (select 1 from ${table} d where d.practice_id = t.practice_id and d.${column} = t.id${where ? ` and ${where}` : ''})`,
  );
  return some.length > 0 ? `(${some.join(' or ')})` : 'false';
};

/** The statement by which the dependents of rows that are removed for good go too; `$1` is the practice, `$2` the ids. */
export const removal = (one: Dependent): string => `delete from ${one.table} d where ${ofOwners(one, '= any($2)')}`;
