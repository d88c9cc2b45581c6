import { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { type Dependent, hasDependents } from '../merging/dependents.js';
import { transact, type UnitOfWork, type UseCase } from '../use-case.js';
import { restorableSince } from './restoring.js';

/** How rows of one noun go for good. Its table has practice_id, deleted_at and is_on_legal_hold. */
export interface Purge {
  useCase: UseCase;
  table: string;
  /** Another condition on the row `t`, by the code; `$2` is the instant before which it was deleted. */
  unless?: string;
  /** What hangs on a row, in the order in which it can go; `$1` is the practice and `$2` the ids. */
  dependents: readonly string[];
  /** What of it a legal hold may be on, which then keeps the row as well. */
  holding?: readonly Dependent[];
}

/** What of the nouns above hangs on rows of a noun, as its purge wants to know it. */
export type PurgeAbove = Required<Pick<Purge, 'dependents' | 'holding'>>;

const held = (one: Dependent): Dependent => ({
  ...one,
  where: [one.where ?? 'true', 'd.is_on_legal_hold'].join(' and '),
});

const batch = 100;

/**
 * Removes rows that were deleted longer ago than they can be restored, with all that hangs on them, unless a legal
 * hold keeps them. Answers how many went.
 */
export async function purgeDeleted(ground: Ground, purge: Purge): Promise<number> {
  const before = restorableSince(ground.clock.now());
  const { rows } = await ground.database.query<{ practice_id: string }>(
    `select distinct practice_id from ${purge.table} where deleted_at < $1 and not is_on_legal_hold`,
    [before],
  );
  let purged = 0;
  for (const { practice_id } of rows) {
    let last: number;
    do {
      last = await purgeBatch(ground, practice_id, before, purge);
      purged += last;
    } while (last === batch);
  }
  return purged;
}

function purgeBatch(ground: Ground, practiceId: string, before: Date, purge: Purge): Promise<number> {
  const ctx = RequestContext.system(practiceId, 'worker');
  return transact(ground, ctx, purge.useCase, async unit => {
    const due = await unit.sql<{ id: string }>(
      `select t.id from ${purge.table} t
       where t.practice_id = $1 and t.deleted_at < $2 and not t.is_on_legal_hold and not (${purge.unless ?? 'false'})
         and not ${hasDependents((purge.holding ?? []).map(held))}
       order by t.deleted_at, t.id limit ${batch} for update of t skip locked`,
      [practiceId, before],
    );
    const ids = due.map(row => row.id);
    if (ids.length > 0) await remove(unit, ids, purge);
    return ids.length;
  });
}

async function remove(unit: UnitOfWork, ids: string[], { dependents, table }: Purge): Promise<void> {
  const { practiceId } = unit.ctx;
  for (const statement of dependents) await unit.sql(statement, [practiceId, ids]);
  await unit.sql(`delete from ${table} where practice_id = $1 and id = any($2)`, [practiceId, ids]);
  unit.record(ids);
}
