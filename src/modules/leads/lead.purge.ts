import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import { restorableDays } from './lead.service.js';

const dayMs = 86_400_000;
const batch = 100;

/**
 * Removes leads that were deleted longer ago than they can be restored, with all that hangs on them, unless
 * a legal hold keeps them. Consent records stay: they name an opaque id. Answers how many leads went.
 */
export async function purgeDeletedLeads(ground: Ground): Promise<number> {
  const before = new Date(ground.clock.now().getTime() - restorableDays * dayMs);
  const { rows } = await ground.database.query<{ practice_id: string }>(
    'select distinct practice_id from leads where deleted_at < $1 and not is_on_legal_hold',
    [before],
  );
  let purged = 0;
  for (const { practice_id } of rows) {
    let last: number;
    do {
      last = await purgeBatch(ground, practice_id, before);
      purged += last;
    } while (last === batch);
  }
  return purged;
}

function purgeBatch(ground: Ground, practiceId: string, before: Date): Promise<number> {
  const ctx = RequestContext.system(practiceId, 'worker');
  const useCase = { operation: 'purgeLeads', permission: 'lead:delete', action: 'PURGE', objectType: 'LEAD' } as const;
  return transact(ground, ctx, useCase, async unit => {
    // A lead that others were merged into waits for them, so that a merge is never half there.
    const due = await unit.sql<{ id: string }>(
      `select l.id from leads l
       where l.practice_id = $1 and l.deleted_at < $2 and not l.is_on_legal_hold
         and not exists (select 1 from leads m where m.merged_into_id = l.id and (m.is_on_legal_hold or m.deleted_at >= $2 or m.deleted_at is null))
       order by l.deleted_at, l.id limit ${batch} for update of l skip locked`,
      [practiceId, before],
    );
    const ids = due.map(row => row.id);
    if (ids.length > 0) await remove(unit, practiceId, ids);
    return ids.length;
  });
}

/** What hangs on a lead, in the order in which it can go. */
const dependents = [
  `delete from client_history where interaction_id in
     (select id from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = any($2))`,
  `delete from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = any($2)`,
  `delete from tasks where practice_id = $1 and related_type = 'LEAD' and related_id = any($2)`,
  'delete from break_glass_grants where practice_id = $1 and lead_id = any($2)',
  'delete from insurance_verifications where practice_id = $1 and lead_id = any($2)',
  'delete from lead_conversions where practice_id = $1 and lead_id = any($2)',
  'delete from lead_merges where practice_id = $1 and (primary_id = any($2) or duplicate_ids && $2)',
  'update leads set merged_into_id = null where practice_id = $1 and merged_into_id = any($2)',
];

async function remove(unit: UnitOfWork, practiceId: string, ids: string[]): Promise<void> {
  for (const statement of dependents) await unit.sql(statement, [practiceId, ids]);
  await unit.sql('delete from leads where practice_id = $1 and id = any($2)', [practiceId, ids]);
  unit.record(ids);
}
