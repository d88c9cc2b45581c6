import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { SegmentQueries } from '../segment.queries.js';
import type { SegmentService } from '../segment.service.js';
import { CreateSegmentInput, SegmentsArgs, UpdateSegmentInput } from './segment.inputs.js';
import {
  CreateSegmentPayload,
  DeleteSegmentPayload,
  RestoreSegmentPayload,
  UpdateSegmentPayload,
} from './segment.payloads.js';
import { SegmentConnection, SegmentType } from './segment.type.js';

const expected = expectedVersion('segment');

/** GraphQL door of segments: one, many, and their changes. */
@Resolver()
export class SegmentResolver {
  constructor(
    private readonly segments: SegmentService,
    private readonly queries: SegmentQueries,
  ) {}

  @Extensions({ permission: 'segment:read' })
  @Query(() => SegmentType, {
    nullable: true,
    description: 'One segment; null when the practice has none with this id.',
  })
  segment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'segment:read' })
  @Query(() => SegmentConnection, { name: 'segments', description: 'The segments of the practice.' })
  list(@Args(() => SegmentsArgs) args: SegmentsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'segment:create' })
  @Mutation(() => CreateSegmentPayload, { description: 'Adds a list, or a rule by fields that the viewer may see.' })
  createSegment(
    @Arg('input', () => CreateSegmentInput) input: CreateSegmentInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.segments.create(ctx, input);
      return { segment: await this.queries.afterChange(ctx, id, selectionOf(info, 'segment')) };
    });
  }

  @Extensions({ permission: 'segment:update' })
  @Mutation(() => UpdateSegmentPayload, { description: 'Changes the fields of a segment that are given.' })
  updateSegment(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateSegmentInput) input: UpdateSegmentInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.segments.update(ctx, id, input, expectedVersion);
      return { segment: await this.queries.afterChange(ctx, id, selectionOf(info, 'segment')) };
    });
  }

  @Extensions({ permission: 'segment:delete' })
  @Mutation(() => DeleteSegmentPayload, {
    description: 'Deletes a segment that no campaign uses; an owner can restore it for 30 days.',
  })
  deleteSegment(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const segment = await this.queries.afterChange(ctx, id, selectionOf(info, 'segment'));
      const { id: deletedSegmentId } = await this.segments.delete(ctx, id, expectedVersion);
      return { segment, deletedSegmentId };
    });
  }

  @Extensions({ permission: 'segment:restore' })
  @Mutation(() => RestoreSegmentPayload, { description: 'Brings a deleted segment back, within 30 days.' })
  restoreSegment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.segments.restore(ctx, id);
      return { segment: await this.queries.afterChange(ctx, id, selectionOf(info, 'segment')) };
    });
  }
}
