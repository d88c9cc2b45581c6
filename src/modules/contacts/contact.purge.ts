import { type PurgeAbove, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { removal } from '../../platform/merging/dependents.js';
import { tasksAbout } from '../tasks/task.dependents.js';

const tasks = tasksAbout('CONTACT');

/** What hangs on a contact, in the order in which it can go; nouns above add theirs before these. */
const ownDependents = [
  `delete from interactions where practice_id = $1 and subject_type = 'CONTACT' and subject_id = any($2)`,
  removal(tasks),
  'update contact_import_issues set contact_id = null where practice_id = $1 and contact_id = any($2)',
  'delete from contact_merges where practice_id = $1 and (primary_id = any($2) or duplicate_ids && $2)',
  'update contacts set merged_into_id = null where practice_id = $1 and merged_into_id = any($2)',
];

/**
 * Removes contacts that can no longer be restored, once the rows `above` them are gone or have let go. Consent
 * records stay: they name an opaque id.
 */
export function purgeDeletedContacts(ground: Ground, above: PurgeAbove): Promise<number> {
  return purgeDeleted(ground, {
    useCase: { operation: 'purgeContacts', permission: 'contact:delete', action: 'PURGE', objectType: 'CONTACT' },
    table: 'contacts',
    // A contact that others were merged into waits for them, so that a merge is never half there.
    unless: `exists (select 1 from contacts m where m.merged_into_id = t.id
      and (m.is_on_legal_hold or m.deleted_at >= $2 or m.deleted_at is null))`,
    dependents: [...above.dependents, ...ownDependents],
    holding: [tasks, ...above.holding],
  });
}
