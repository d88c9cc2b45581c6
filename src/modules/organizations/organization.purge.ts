import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { removal } from '../../platform/merging/dependents.js';
import { tasksAbout } from '../tasks/task.dependents.js';

const tasks = tasksAbout('ORGANIZATION');

/** Removes organizations that can no longer be restored, once the rows `above` them have let go. */
export function purgeDeletedOrganizations(ground: Ground, above: Purge['dependents']): Promise<number> {
  const useCase = {
    operation: 'purgeOrganizations',
    permission: 'organization:delete',
    action: 'PURGE',
    objectType: 'ORGANIZATION',
  } as const;
  const dependents = [...above, removal(tasks)];
  return purgeDeleted(ground, { useCase, table: 'organizations', dependents, holding: [tasks] });
}
