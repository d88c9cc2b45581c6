import { type Purge, type PurgeAbove, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { removal } from '../../platform/merging/dependents.js';
import { tasksAbout } from '../tasks/task.dependents.js';

const tasks = tasksAbout('LEAD');

/** What hangs on a lead, in the order in which it can go. */
const dependents = [
  `delete from client_history where interaction_id in
     (select id from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = any($2))`,
  `delete from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = any($2)`,
  removal(tasks),
  `delete from raised_tasks where practice_id = $1 and cause <> 'REFERRAL_ACKNOWLEDGEMENT' and cause_id = any($2)`,
  'update lead_import_issues set lead_id = null where practice_id = $1 and lead_id = any($2)',
  'delete from break_glass_grants where practice_id = $1 and lead_id = any($2)',
  'delete from insurance_verifications where practice_id = $1 and lead_id = any($2)',
  'delete from lead_conversions where practice_id = $1 and lead_id = any($2)',
  'delete from lead_merges where practice_id = $1 and (primary_id = any($2) or duplicate_ids && $2)',
  'update leads set merged_into_id = null where practice_id = $1 and merged_into_id = any($2)',
];

const purge: Omit<Purge, 'dependents'> = {
  useCase: { operation: 'purgeLeads', permission: 'lead:delete', action: 'PURGE', objectType: 'LEAD' },
  table: 'leads',
  // A lead that others were merged into waits for them, so that a merge is never half there; and whom the client
  // management has a record of, begun by a conversion that never ended, isn't forgotten here.
  unless: `exists (select 1 from leads m where m.merged_into_id = t.id
      and (m.is_on_legal_hold or m.deleted_at >= $2 or m.deleted_at is null))
    or exists (select 1 from clients c where c.lead_id = t.id)`,
};

/** Leads stay when the contact who referred them goes for good. */
export const forgetReferrers = `update leads set referred_by_id = null, version = version + 1
  where practice_id = $1 and referred_by_id = any($2)`;

/**
 * Removes leads that can no longer be restored, once the rows `above` them are gone or have let go. Consent records
 * stay: they name an opaque id.
 */
export const purgeDeletedLeads = (ground: Ground, above: PurgeAbove): Promise<number> =>
  purgeDeleted(ground, {
    ...purge,
    dependents: [...above.dependents, ...dependents],
    holding: [tasks, ...above.holding],
  });
