import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { ReferralOutcomes } from '../referral.outcome.js';
import type { ReferralQueries } from '../referral.queries.js';
import type { ReferralService } from '../referral.service.js';
import { RecordReferralInput, ShareReferralOutcomeInput, UpdateReferralInput } from './referral.inputs.js';
import {
  AcknowledgeReferralPayload,
  DeleteReferralPayload,
  RecordReferralPayload,
  ReferralConnection,
  ReferralType,
  RestoreReferralPayload,
  ShareReferralOutcomePayload,
  UpdateReferralPayload,
} from './referral.type.js';
import { ReferralsArgs } from './referral-list.inputs.js';

const expected = expectedVersion('referral');
const one = { nullable: true, description: 'One referral; null when the practice has none with this id.' };
const acknowledged = { description: 'Tells that a referral was heard of; the task that asked for it is done.' };
const shared = { description: 'Notes that the contact was told the outcome; only under the person’s consent.' };

/** GraphQL door of referrals. */
@Resolver()
export class ReferralResolver {
  constructor(
    private readonly referrals: ReferralService,
    private readonly outcomes: ReferralOutcomes,
    private readonly queries: ReferralQueries,
  ) {}

  @Extensions({ permission: 'referral:read' })
  @Query(() => ReferralType, one)
  referral(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'referral:read' })
  @Query(() => ReferralConnection, { name: 'referrals', description: 'The referrals of the practice.' })
  list(@Args(() => ReferralsArgs) args: ReferralsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'referral:create' })
  @Mutation(() => RecordReferralPayload, { description: 'Writes a referral down; an inbound one names who referred.' })
  recordReferral(
    @Arg('input', () => RecordReferralInput) input: RecordReferralInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#answer(ctx, info, () => this.referrals.record(ctx, input));
  }

  @Extensions({ permission: 'referral:update' })
  @Mutation(() => UpdateReferralPayload, { description: 'Changes the fields of a referral that are given.' })
  updateReferral(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateReferralInput) input: UpdateReferralInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#answer(ctx, info, () => this.referrals.update(ctx, id, input, expectedVersion));
  }

  @Extensions({ permission: 'referral:update' })
  @Mutation(() => AcknowledgeReferralPayload, acknowledged)
  acknowledgeReferral(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#answer(ctx, info, () => this.referrals.acknowledge(ctx, id, expectedVersion));
  }

  @Extensions({ permission: 'referral:update' })
  @Mutation(() => ShareReferralOutcomePayload, shared)
  shareReferralOutcome(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ShareReferralOutcomeInput, { nullable: true }) input: ShareReferralOutcomeInput | null,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#answer(ctx, info, () => this.outcomes.share(ctx, id, input, expectedVersion));
  }

  @Extensions({ permission: 'referral:delete' })
  @Mutation(() => DeleteReferralPayload, { description: 'Deletes a referral; an owner can restore it for 30 days.' })
  deleteReferral(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const referral = await this.queries.afterChange(ctx, id, selectionOf(info, 'referral'));
      const { id: deletedReferralId } = await this.referrals.delete(ctx, id, expectedVersion);
      return { referral, deletedReferralId };
    });
  }

  @Extensions({ permission: 'referral:restore' })
  @Mutation(() => RestoreReferralPayload, { description: 'Brings a deleted referral back, within 30 days.' })
  restoreReferral(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.#answer(ctx, info, () => this.referrals.restore(ctx, id));
  }

  #answer(ctx: RequestContext, info: GraphQLResolveInfo, change: () => Promise<{ id: string }>) {
    return payload(async () => {
      const { id } = await change();
      return { referral: await this.queries.afterChange(ctx, id, selectionOf(info, 'referral')) };
    });
  }
}
