import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { Statement } from '../../platform/reading/statement.js';
import type { TaggedNoun } from '../../platform/tagging/tagged-noun.js';
import { observe } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { taggedContacts } from '../contacts/contact.tags.js';
import { taggedLeads } from '../leads/lead.tags.js';
import { TagQuestion, type TagQuestionInput } from './tag.rules.js';

export interface TagCount {
  tag: string;
  count: number;
}

export const taggedNouns = { LEAD: taggedLeads, CONTACT: taggedContacts } as const;

/** Most tags that one answer names. */
const limit = 100;

/** The words that leads and contacts are found by. */
export class TagQueries {
  constructor(private readonly ground: Ground) {}

  /** The most used tags of the leads and contacts the viewer may see. @throws ForbiddenError when it may see none. */
  list(ctx: RequestContext, question: TagQuestionInput): Promise<TagCount[]> {
    const { viewer } = ctx;
    const asked = nounsAsked(question);
    const readable = viewer ? asked.filter(noun => scopeOf(viewer, noun.read) !== 'NONE') : [];
    const { read: permission } = (readable[0] ?? asked[0]) as TaggedNoun;
    const useCase = { operation: 'tags', permission, action: 'READ', objectType: 'TAG' } as const;
    return observe(this.ground, ctx, useCase, async () => {
      const start = (parse(TagQuestion, question).prefix ?? '').toLowerCase();
      const rows = await this.#count(ctx.signedIn, readable, start);
      return { value: rows, report: { ids: [], details: { tags: rows.length } } };
    });
  }

  async #count(viewer: Viewer, nouns: readonly TaggedNoun[], start: string): Promise<TagCount[]> {
    const st = new Statement();
    const prefix = st.bind(start, 'text');
    const tags = nouns.map(({ table, read }) => {
      const own = '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})';
      const visible = scopeOf(viewer, read) === 'OWN' ? own : 'true';
      const where = st.write(`{t}.practice_id = {practice} and {t}.deleted_at is null and ${visible}`, 'r');
      return `select tag from ${table} r, unnest(r.tags) as tag where ${where} and starts_with(lower(tag), ${prefix})`;
    });
    const text = `select tag, count(*)::int as count from (${tags.join(' union all ')}) tagged
      group by tag order by count(*) desc, tag limit ${limit}`;
    const values = st.values({ practice: viewer.practiceId, viewer: viewer.id, now: this.ground.clock.now() });
    return (await this.ground.database.query<TagCount>(text, values)).rows;
  }
}

/** A word that is none of the list is refused with the rest of the question. */
function nounsAsked({ appliesTo }: TagQuestionInput): readonly TaggedNoun[] {
  const known = TagQuestion.shape.appliesTo.safeParse(appliesTo);
  return known.success && known.data ? [taggedNouns[known.data]] : Object.values(taggedNouns);
}
