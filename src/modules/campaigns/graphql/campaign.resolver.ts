import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion as expected } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { CampaignQueries } from '../campaign.queries.js';
import type { CampaignService } from '../campaign.service.js';
import { CreateCampaignInput, UpdateCampaignInput } from './campaign.inputs.js';
import {
  ArchiveCampaignPayload,
  CreateCampaignPayload,
  DeleteCampaignPayload,
  RestoreCampaignPayload,
  UnarchiveCampaignPayload,
  UpdateCampaignPayload,
} from './campaign.payloads.js';
import { CampaignConnection, CampaignType } from './campaign.type.js';
import { CampaignsArgs } from './campaign-list.inputs.js';

/** GraphQL door of campaigns: one, many, and their changes. */
@Resolver()
export class CampaignResolver {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly queries: CampaignQueries,
  ) {}

  @Extensions({ permission: 'campaign:read' })
  @Query(() => CampaignType, {
    nullable: true,
    description: 'One campaign; null when the practice has none with this id.',
  })
  campaign(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'campaign:read' })
  @Query(() => CampaignConnection, { name: 'campaigns', description: 'The campaigns of the practice.' })
  list(@Args(() => CampaignsArgs) args: CampaignsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'campaign:create' })
  @Mutation(() => CreateCampaignPayload, { description: 'Adds a campaign, as a draft.' })
  createCampaign(
    @Arg('input', () => CreateCampaignInput) input: CreateCampaignInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.campaigns.create(ctx, input);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => UpdateCampaignPayload, { description: 'Changes the fields of a campaign that are given.' })
  updateCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateCampaignInput) input: UpdateCampaignInput,
    @Arg('expectedVersion', () => Int, expected('campaign')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.campaigns.update(ctx, id, input, expectedVersion);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:delete' })
  @Mutation(() => DeleteCampaignPayload, {
    description: 'Deletes a campaign that is not ACTIVE and has sent no mail; an owner can restore it for 30 days.',
  })
  deleteCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected('campaign')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const campaign = await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign'));
      const { id: deletedCampaignId } = await this.campaigns.delete(ctx, id, expectedVersion);
      return { campaign, deletedCampaignId };
    });
  }

  @Extensions({ permission: 'campaign:restore' })
  @Mutation(() => RestoreCampaignPayload, {
    description: 'Brings a deleted campaign back, within 30 days; a SCHEDULED one whose start passed is a draft again.',
  })
  restoreCampaign(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.campaigns.restore(ctx, id);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => ArchiveCampaignPayload, {
    description: 'Puts away a campaign that is not ACTIVE, as one whose mail was sent.',
  })
  archiveCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected('campaign')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.campaigns.archive(ctx, id, true, expectedVersion);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => UnarchiveCampaignPayload, { description: 'Takes a campaign out again that was put away.' })
  unarchiveCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected('campaign')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.campaigns.archive(ctx, id, false, expectedVersion);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }
}
