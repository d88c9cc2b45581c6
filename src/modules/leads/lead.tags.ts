import { z } from 'zod';
import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { observe } from '../../platform/use-case.js';
import { line, orBlank, parse } from '../../platform/validation.js';

export interface TagCount {
  tag: string;
  count: number;
}

const TagPrefix = z.strictObject({ prefix: orBlank(line(50)) });

/** Most tags that one answer names. */
const limit = 100;

const statement = `
  select tag, count(*)::int as count
  from leads, unnest(tags) as tag
  where practice_id = $1 and deleted_at is null and starts_with(lower(tag), $2)
    and ($3::uuid is null or assigned_to_id = $3 or created_by_id = $3)
  group by tag order by count(*) desc, tag limit ${limit}`;

/** The words that leads are found by. */
export class LeadTags {
  constructor(private readonly ground: Ground) {}

  /** The most used tags of the leads the viewer may see, that begin with a prefix in any case. */
  list(ctx: RequestContext, prefix?: string | null): Promise<TagCount[]> {
    const useCase = { operation: 'tags', permission: 'lead:read', action: 'READ', objectType: 'LEAD' } as const;
    return observe(this.ground, ctx, useCase, async () => {
      const start = parse(TagPrefix, { prefix }).prefix ?? '';
      const own = scopeOf(ctx.signedIn, 'lead:read') === 'OWN' ? ctx.signedIn.id : null;
      const values = [ctx.practiceId, start.toLowerCase(), own];
      const { rows } = await this.ground.database.query<TagCount>(statement, values);
      return { value: rows, report: { ids: [], details: { tags: rows.length } } };
    });
  }
}
