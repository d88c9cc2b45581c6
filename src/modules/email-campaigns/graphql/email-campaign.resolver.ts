import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import type { EmailCampaignService } from '../email-campaign.service.js';
import { CreateEmailCampaignInput, UpdateEmailCampaignInput } from './email-campaign.inputs.js';
import {
  ArchiveEmailCampaignPayload,
  CreateEmailCampaignPayload,
  DeleteEmailCampaignPayload,
  RestoreEmailCampaignPayload,
  UnarchiveEmailCampaignPayload,
  UpdateEmailCampaignPayload,
} from './email-campaign.payloads.js';
import { EmailCampaignConnection, EmailCampaignType } from './email-campaign.type.js';
import { EmailCampaignsArgs } from './email-campaign-list.inputs.js';

const expected = expectedVersion('email campaign');

/** GraphQL door of email campaigns: one, many, and their changes. */
@Resolver()
export class EmailCampaignResolver {
  constructor(
    private readonly campaigns: EmailCampaignService,
    private readonly queries: EmailCampaignQueries,
  ) {}

  @Extensions({ permission: 'emailCampaign:read' })
  @Query(() => EmailCampaignType, {
    nullable: true,
    description: 'One email campaign; null when the practice has none with this id.',
  })
  emailCampaign(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'emailCampaign:read' })
  @Query(() => EmailCampaignConnection, {
    name: 'emailCampaigns',
    description: 'The email campaigns of the practice, those that were put away too.',
  })
  list(
    @Args(() => EmailCampaignsArgs) args: EmailCampaignsArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'emailCampaign:create' })
  @Mutation(() => CreateEmailCampaignPayload, { description: 'Adds an email campaign, as a draft.' })
  createEmailCampaign(
    @Arg('input', () => CreateEmailCampaignInput) input: CreateEmailCampaignInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#after(ctx, info, () => this.campaigns.create(ctx, input));
  }

  @Extensions({ permission: 'emailCampaign:update' })
  @Mutation(() => UpdateEmailCampaignPayload, {
    description: 'Changes the fields of an email campaign that are given, as long as nothing of it was sent.',
  })
  updateEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateEmailCampaignInput) input: UpdateEmailCampaignInput,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#after(ctx, info, () => this.campaigns.update(ctx, id, input, version));
  }

  @Extensions({ permission: 'emailCampaign:delete' })
  @Mutation(() => DeleteEmailCampaignPayload, {
    description: 'Deletes an email campaign of which nothing was sent; an owner can restore it for 30 days.',
  })
  deleteEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const emailCampaign = await this.queries.afterChange(ctx, id, selectionOf(info, 'emailCampaign'));
      const { id: deletedEmailCampaignId } = await this.campaigns.delete(ctx, id, version);
      return { emailCampaign, deletedEmailCampaignId };
    });
  }

  @Extensions({ permission: 'emailCampaign:restore' })
  @Mutation(() => RestoreEmailCampaignPayload, {
    description: 'Brings a deleted email campaign back, within 30 days; one whose time passed is a draft again.',
  })
  restoreEmailCampaign(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.#after(ctx, info, () => this.campaigns.restore(ctx, id));
  }

  @Extensions({ permission: 'emailCampaign:update' })
  @Mutation(() => ArchiveEmailCampaignPayload, {
    description: 'Puts away an email campaign that is SENT or CANCELLED.',
  })
  archiveEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#after(ctx, info, () => this.campaigns.archive(ctx, id, true, version));
  }

  @Extensions({ permission: 'emailCampaign:update' })
  @Mutation(() => UnarchiveEmailCampaignPayload, {
    description: 'Takes an email campaign out again that was put away.',
  })
  unarchiveEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#after(ctx, info, () => this.campaigns.archive(ctx, id, false, version));
  }

  #after(ctx: RequestContext, info: GraphQLResolveInfo, change: () => Promise<{ id: string }>) {
    return payload(async () => {
      const { id } = await change();
      return { emailCampaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailCampaign')) };
    });
  }
}
