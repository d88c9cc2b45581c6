import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

const members = 'delete from segment_members where practice_id = $1 and segment_id = any($2)';

const purge: Omit<Purge, 'dependents'> = {
  useCase: { operation: 'purgeSegments', permission: 'segment:delete', action: 'PURGE', objectType: 'SEGMENT' },
  table: 'segments',
};

/** Removes segments that can no longer be restored, once the rows `above` them are gone or have let go. */
export const purgeDeletedSegments = (ground: Ground, above: Purge['dependents']): Promise<number> =>
  purgeDeleted(ground, { ...purge, dependents: [...above, members] });
