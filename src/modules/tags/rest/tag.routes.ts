import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { figures } from '../../../platform/rest/answers.js';
import { single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { line, oneOf } from '../../../platform/validation.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import type { TagQueries } from '../tag.queries.js';
import { RenameTag } from '../tag.rules.js';
import type { TagService } from '../tag.service.js';

const tag = 'Tags';

const TagCountAnswer = z.object({ tag: z.string(), count: z.int() }).meta({ id: 'TagCount' });
const TagsQuery = z.strictObject({
  prefix: single(line(50)).describe('What they begin with, in any case.'),
  appliesTo: single(oneOf(personTypes)).describe('Those of leads or those of contacts; both unless given.'),
});

/** REST door of tags. */
export class TagRoutes {
  constructor(
    private readonly service: TagService,
    private readonly queries: TagQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    return figures(await this.queries.list(ctx, query));
  }

  async rename(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    return figures(await this.service.rename(ctx, body));
  }
}

export function tagRoutes(door: TagRoutes): Route[] {
  return [
    {
      // Leads and contacts have permissions of their own; the core counts those that the caller may see.
      ...{ method: 'get', path: '/tags', operation: 'tags', permission: 'signedIn', tag },
      summary: 'The hundred most used tags of the leads and contacts that the caller may see',
      query: TagsQuery,
      answer: z.array(TagCountAnswer),
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/tags/rename', operation: 'renameTag', permission: 'tag:rename', tag, status: 200 },
      summary: 'Renames a tag on all leads and contacts, in rules and automations, or merges it into one that is there',
      body: RenameTag,
      answer: z.object({ tag: TagCountAnswer, leads: z.int(), contacts: z.int() }),
      handle: (ctx, request) => door.rename(ctx, request),
    },
  ];
}
