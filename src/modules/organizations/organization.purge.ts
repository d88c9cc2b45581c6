import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

/** What hangs on an organization, in the order in which it can go; nouns above add theirs before these. */
const ownDependents = [
  `delete from tasks where practice_id = $1 and related_type = 'ORGANIZATION' and related_id = any($2)`,
];

/** Removes organizations that can no longer be restored, once the rows `above` them have let go. */
export function purgeDeletedOrganizations(ground: Ground, above: Purge['dependents']): Promise<number> {
  const useCase = {
    operation: 'purgeOrganizations',
    permission: 'organization:delete',
    action: 'PURGE',
    objectType: 'ORGANIZATION',
  } as const;
  return purgeDeleted(ground, { useCase, table: 'organizations', dependents: [...above, ...ownDependents] });
}
