import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { created, figures, noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { email, id, instant, oneOf } from '../../../platform/validation.js';
import { topicName } from '../mail-topic.rules.js';
import type { SuppressionList } from '../suppression.list.js';
import type { SuppressionQueries } from '../suppression.queries.js';
import { CreateSuppression, ImportSuppressions, type SuppressionFilterInput } from '../suppression.rules.js';
import { suppressionSortFields } from '../suppression.shape.js';
import { suppressionLifters, suppressionOrigins, suppressionReasons } from '../suppression.vocabulary.js';

const tag = 'Suppressions';

const suppressionSelection: Selection = select([
  ...recordFields,
  ...['email', 'reason', 'topic', 'isForServiceToo', 'origin', 'emailCampaignId', 'deliveryId', 'suppressedAt'],
  ...['isLive', 'liftedAt', 'liftedBy', 'viewerCanLift'],
]);

const SuppressionAnswer = z
  .object({
    ...record,
    email: text,
    reason: z.enum(suppressionReasons),
    topic: text,
    isForServiceToo: z.boolean(),
    origin: z.enum(suppressionOrigins),
    emailCampaignId: text,
    deliveryId: text,
    suppressedAt: z.iso.datetime(),
    isLive: z.boolean(),
    liftedAt: time,
    liftedBy: z.enum(suppressionLifters).nullable(),
    viewerCanLift: z.boolean(),
  })
  .meta({ id: 'Suppression' });

const ImportedAnswer = z
  .object({
    added: z.int(),
    alreadyPresent: z.int(),
    rejected: z.array(z.object({ index: z.int(), code: z.enum(['INVALID_FORMAT']) })),
  })
  .meta({ id: 'ImportedSuppressions' });

const filters: z.ZodRawShape = {
  reason: many(oneOf(suppressionReasons)),
  origin: many(oneOf(suppressionOrigins)),
  email: single(email),
  topic: single(topicName),
  isLive: single(flag),
  emailCampaignId: many(id),
  suppressedFrom: single(instant).describe('In force since this instant or later.'),
  suppressedTo: single(instant).describe('In force since before this instant.'),
};
const ranges = { suppressed: 'suppressedAt' };

/** REST door of the list of those who get no more mail. */
export class SuppressionRoutes {
  constructor(
    private readonly suppressions: SuppressionList,
    private readonly queries: SuppressionQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const args = listArgs<SuppressionFilterInput>(call, { ranges });
    return listed(call, await this.queries.list(ctx, args, listSelection(suppressionSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, suppressionSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.suppressions.create(ctx, body);
    const row = await this.queries.afterChange(ctx, id, suppressionSelection);
    return created(present(row ?? { id }), `/api/v1/suppressions/${id}`);
  }

  async import(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    return figures(await this.suppressions.import(ctx, body));
  }

  async lift(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.suppressions.lift(ctx, params.id as string, expectedVersion);
    const row = await this.queries.afterChange(ctx, id, suppressionSelection);
    return row ? one(present(row)) : noContent();
  }
}

export function suppressionRoutes(door: SuppressionRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/suppressions', operation: 'suppressions', permission: 'suppression:read', tag },
      isList: true,
      summary: 'Addresses that get no more mail, and those that did not, newest first',
      query: listQuery(filters, suppressionSortFields),
      answer: SuppressionAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/suppressions', operation: 'createSuppression', tag, status: 201 },
      permission: 'suppression:create',
      summary: 'Puts an address on the list; one that is there stays',
      body: CreateSuppression,
      answer: SuppressionAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'post', path: '/suppressions/import', operation: 'importSuppressions', tag },
      permission: 'suppression:create',
      summary: 'Takes over opt-outs that were kept elsewhere; only the people themselves can end them',
      body: ImportSuppressions,
      answer: ImportedAnswer,
      handle: (ctx, request) => door.import(ctx, request),
    },
    {
      ...{ method: 'get', path: '/suppressions/:id', operation: 'suppression', permission: 'suppression:read', tag },
      summary: 'One suppression',
      answer: SuppressionAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/suppressions/:id/lift', operation: 'liftSuppression', tag },
      permission: 'suppression:delete',
      summary: 'Takes off the list what staff or the mail provider have put there; an opt-out or complaint stays',
      body: z.strictObject({}),
      answer: SuppressionAnswer,
      handle: (ctx, request) => door.lift(ctx, request),
    },
  ];
}
