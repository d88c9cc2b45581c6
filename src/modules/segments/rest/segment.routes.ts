import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { SegmentQueries } from '../segment.queries.js';
import { CreateSegment, UpdateSegment } from '../segment.rules.js';
import type { SegmentService } from '../segment.service.js';
import { SegmentListQuery, segmentListArgs } from './segment.list-query.js';
import { SegmentAnswer, segmentSelection } from './segment.presenter.js';

const tag = 'Segments';

/** REST door of segments. */
export class SegmentRoutes {
  constructor(
    private readonly segments: SegmentService,
    private readonly queries: SegmentQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const wanted = listSelection(segmentSelection);
    return listed(call, await this.queries.list(ctx, segmentListArgs(call), wanted), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, segmentSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.segments.create(ctx, body);
    const segment = await this.queries.afterChange(ctx, id, segmentSelection);
    return created(present(segment ?? { id }), `/api/v1/segments/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.segments.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.segments.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.segments.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  /** Who may change a segment need not see it: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const segment = await this.queries.afterChange(ctx, id, segmentSelection);
    return segment ? one(present(segment)) : noContent();
  }
}

export function segmentRoutes(door: SegmentRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/segments', operation: 'segments', permission: 'segment:read', tag, isList: true },
      summary: 'The segments of the practice, newest first',
      query: SegmentListQuery,
      answer: SegmentAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{
        method: 'post',
        path: '/segments',
        operation: 'createSegment',
        permission: 'segment:create',
        tag,
        status: 201,
      },
      summary: 'Adds a list, or a rule by fields that the caller may see',
      body: CreateSegment,
      answer: SegmentAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/segments/:id', operation: 'segment', permission: 'segment:read', tag },
      summary: 'One segment',
      answer: SegmentAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/segments/:id', operation: 'updateSegment', permission: 'segment:update', tag },
      summary: 'Changes the fields that are given and leaves the rest',
      body: UpdateSegment,
      answer: SegmentAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/segments/:id', operation: 'deleteSegment', tag, status: 204 },
      permission: 'segment:delete',
      summary: 'Deletes a segment that no campaign uses; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/segments/:id/restore', operation: 'restoreSegment', tag },
      permission: 'segment:restore',
      summary: 'Brings a deleted segment back',
      answer: SegmentAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
  ];
}
