import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { tableOf } from './segment.matching.js';

const purge: Purge = {
  useCase: { operation: 'purgeSegments', permission: 'segment:delete', action: 'PURGE', objectType: 'SEGMENT' },
  table: 'segments',
  dependents: ['delete from segment_members where practice_id = $1 and segment_id = any($2)'],
};

/** Removes segments that can no longer be restored, and what lists and mail say of people who are gone for good. */
export async function purgeSegments(ground: Ground): Promise<number> {
  const purged = await purgeDeleted(ground, purge);
  for (const [type, table] of Object.entries(tableOf)) {
    for (const held of ['segment_members', 'mail_engagements']) {
      await ground.database.query(
        `delete from ${held} h where h.person_type = $1 and not exists (select from ${table} p where p.id = h.person_id)`,
        [type],
      );
    }
  }
  return purged;
}
