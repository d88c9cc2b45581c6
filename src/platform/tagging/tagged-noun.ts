import type { Permission } from '../access/role-matrix.js';
import type { UnitOfWork } from '../use-case.js';

/** A noun whose rows carry tags: its table has practice_id, tags, version, updated_at, deleted_at and their owners. */
export interface TaggedNoun {
  /** LEAD, and its events are LEAD_UPDATED. */
  objectType: string;
  table: string;
  read: Permission;
}

const batch = 1_000;

/** The tags of `t` with one renamed in its place; who has the new one already, in any case, keeps it once. */
const renamed = `(
  select array_agg(kept.tag order by kept.place) from (
    select distinct on (lower(told.tag)) told.tag, told.place
    from (
      select case when tag = $2 then $3 else tag end as tag, place from unnest(t.tags) with ordinality as own (tag, place)
    ) told
    order by lower(told.tag), told.tag = $3 desc, told.place
  ) kept
)`;

/**
 * Gives all rows that have one tag another instead, deleted ones too, as they may come back; each row's version
 * rises, and each is named in the log. Answers how many present rows changed.
 */
export async function renameTagOf(unit: UnitOfWork, noun: TaggedNoun, from: string, to: string, now: Date) {
  const changed = await renameWhere(unit, noun, 'deleted_at is null', [from, to, now]);
  for (const objectId of changed) {
    const { objectType } = noun;
    unit.publish({ type: `${objectType}_UPDATED`, objectType, objectId, data: { fields: ['tags'] } });
  }
  await renameWhere(unit, noun, 'deleted_at is not null', [from, to, now]);
  return changed.length;
}

async function renameWhere(unit: UnitOfWork, { table, objectType }: TaggedNoun, state: string, told: unknown[]) {
  const ids: string[] = [];
  for (;;) {
    const rows = await unit.sql<{ id: string }>(
      `with due as materialized (
         select id from ${table} where practice_id = $1 and ${state} and tags @> array[$2::text]
         order by id limit ${batch} for update
       )
       update ${table} t set tags = ${renamed}, version = t.version + 1, updated_at = $4
       from due where t.id = due.id returning t.id`,
      [unit.ctx.practiceId, ...told],
    );
    if (rows.length > 0) {
      const changes = { tags: { from: [told[0]], to: [told[1]] } };
      unit.record(
        rows.map(row => row.id),
        changes,
        { objectType },
      );
    }
    ids.push(...rows.map(row => row.id));
    if (rows.length < batch) return ids;
  }
}
