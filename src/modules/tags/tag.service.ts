import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { renameTagOf } from '../../platform/tagging/tagged-noun.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { type TagCount, taggedNouns } from './tag.queries.js';
import { RenameTag } from './tag.rules.js';

export interface RenamedTag {
  /** The tag as it is called now, and how many leads and contacts have it. */
  tag: TagCount;
  /** How many leads, and how many contacts, were given the new name. */
  leads: number;
  contacts: number;
}

/** Something of a noun above that names tags, and goes by the new name from then on. */
export interface TagUse {
  /** What it is called in the log, as `segments`. */
  word: string;
  /** Within the use case that renames the tag; answers how many named it. */
  rename(unit: UnitOfWork, from: string, to: string): Promise<number>;
}

/** Changes of a tag on all that carry or name it, at once. */
export class TagService {
  constructor(
    private readonly ground: Ground,
    private readonly uses: readonly TagUse[],
  ) {}

  /** Renames a tag wherever it stands; one that is there already takes it in. @throws NotFoundError. */
  rename(ctx: RequestContext, raw: unknown): Promise<RenamedTag> {
    return change(this.ground, ctx, useCasesOf('TAG')('renameTag', 'tag:rename', 'UPDATE'), async unit => {
      const { from, to } = parse(RenameTag, raw);
      const now = this.ground.clock.now();
      const leads = await renameTagOf(unit, taggedNouns.LEAD, from, to, now);
      const contacts = await renameTagOf(unit, taggedNouns.CONTACT, from, to, now);
      const counts: Record<string, number> = { leads, contacts };
      for (const use of this.uses) counts[use.word] = await use.rename(unit, from, to);
      if (Object.values(counts).every(count => count === 0)) throw new NotFoundError('TAG', ['from']);
      unit.record([], { tag: { from, to } }, { details: counts });
      unit.publish({ type: 'TAG_RENAMED', objectType: 'TAG', objectId: ctx.practiceId, data: { from, to } });
      return { tag: { tag: to, count: await this.#count(unit, to) }, leads, contacts };
    });
  }

  async #count(unit: UnitOfWork, tag: string): Promise<number> {
    const counts = Object.values(taggedNouns).map(
      ({ table }) =>
        `(select count(*) from ${table} where practice_id = $1 and deleted_at is null and tags @> array[$2::text])`,
    );
    const [row] = await unit.sql<{ count: number }>(`select (${counts.join(' + ')})::int as count`, [
      unit.ctx.practiceId,
      tag,
    ]);
    return row?.count ?? 0;
  }
}
