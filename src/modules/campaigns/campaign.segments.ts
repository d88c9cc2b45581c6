import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';

interface Named {
  segmentIds?: string[] | null;
  excludeSegmentIds?: string[] | null;
}

/** Where it stands which segments something reaches. */
export interface SegmentPlace {
  table: string;
  /** The column that names what reaches them. */
  column: string;
}

const ofCampaigns: SegmentPlace = { table: 'campaign_segments', column: 'campaign_id' };

/**
 * Sets which segments a campaign, or something like it, reaches and which it leaves out, as far as they are given;
 * answers what changed.
 */
export async function nameSegments(
  unit: UnitOfWork,
  campaignId: string,
  input: Named,
  { table, column }: SegmentPlace = ofCampaigns,
): Promise<AuditChanges> {
  if (input.segmentIds === undefined && input.excludeSegmentIds === undefined) return {};
  const { practiceId } = unit.ctx;
  const rows = await unit.sql<{ segment_id: string; role: string }>(
    `select segment_id, role from ${table} where practice_id = $1 and ${column} = $2 order by position`,
    [practiceId, campaignId],
  );
  const named = (role: string) => rows.filter(row => row.role === role).map(row => row.segment_id);
  const before = { segmentIds: named('INCLUDE'), excludeSegmentIds: named('EXCLUDE') };
  const after = {
    segmentIds: input.segmentIds === undefined ? before.segmentIds : (input.segmentIds ?? []),
    excludeSegmentIds:
      input.excludeSegmentIds === undefined ? before.excludeSegmentIds : (input.excludeSegmentIds ?? []),
  };
  const both = after.excludeSegmentIds.findIndex(id => after.segmentIds.includes(id));
  if (both >= 0) {
    const path = ['excludeSegmentIds', String(both)];
    throw ValidationError.at(path, 'INVALID', 'A segment is either reached or left out.');
  }
  const fields = (['segmentIds', 'excludeSegmentIds'] as const).filter(
    field => !isDeepStrictEqual(before[field], after[field]),
  );
  if (fields.length === 0) return {};
  for (const field of fields) await assertSegments(unit, after[field], field);
  await unit.sql(`delete from ${table} where practice_id = $1 and ${column} = $2`, [practiceId, campaignId]);
  await unit.sql(
    `insert into ${table} (practice_id, ${column}, segment_id, role, position)
     select $1, $2, s.id, s.role, s.position from (
       select i.id, 'INCLUDE' as role, i.position from unnest($3::uuid[]) with ordinality as i(id, position)
       union all select x.id, 'EXCLUDE', x.position from unnest($4::uuid[]) with ordinality as x(id, position)) s`,
    [practiceId, campaignId, after.segmentIds, after.excludeSegmentIds],
  );
  return Object.fromEntries(fields.map(field => [field, { from: before[field], to: after[field] }]));
}

/** Refuses segments that the practice has not. */
export async function assertSegments(unit: UnitOfWork, ids: readonly string[], field: string): Promise<void> {
  const rows = await unit.sql<{ id: string }>(
    'select id from segments where practice_id = $1 and id = any($2::uuid[]) and deleted_at is null',
    [unit.ctx.practiceId, ids],
  );
  const known = new Set(rows.map(row => row.id));
  const at = ids.findIndex(id => !known.has(id));
  if (at >= 0) throw ValidationError.at([field, String(at)], 'NOT_FOUND', 'There is no such segment.');
}
