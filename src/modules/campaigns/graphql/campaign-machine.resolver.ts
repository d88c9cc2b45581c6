import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion as expected } from '../../../platform/graphql/list.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { CampaignMachine } from '../campaign.machine.js';
import type { CampaignQueries } from '../campaign.queries.js';
import type { CampaignStep } from '../campaign.status.js';
import { ScheduleCampaignInput } from './campaign.inputs.js';
import {
  ActivateCampaignPayload,
  CancelCampaignPayload,
  CompleteCampaignPayload,
  PauseCampaignPayload,
  ResumeCampaignPayload,
  ScheduleCampaignPayload,
} from './campaign.payloads.js';

const version = expected('campaign');

/** GraphQL door of what moves a campaign through its states. */
@Resolver()
export class CampaignMachineResolver {
  constructor(
    private readonly machine: CampaignMachine,
    private readonly queries: CampaignQueries,
  ) {}

  @Extensions({ permission: 'campaign:schedule' })
  @Mutation(() => ScheduleCampaignPayload, {
    description:
      'Lets a draft begin by itself at its start, which lies in the future; a time no server ran at is made up for.',
  })
  scheduleCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ScheduleCampaignInput, { nullable: true }) input: ScheduleCampaignInput | null,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.machine.schedule(ctx, id, input, expectedVersion);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:activate' })
  @Mutation(() => ActivateCampaignPayload, {
    description:
      'Begins a DRAFT or SCHEDULED campaign, whose segments are frozen into recipients, or goes on with a PAUSED one.',
  })
  activateCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, 'activate', id, expectedVersion, info);
  }

  @Extensions({ permission: 'campaign:pause' })
  @Mutation(() => PauseCampaignPayload, { description: 'Stops an ACTIVE campaign for a while.' })
  pauseCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, 'pause', id, expectedVersion, info);
  }

  @Extensions({ permission: 'campaign:resume' })
  @Mutation(() => ResumeCampaignPayload, { description: 'Goes on with a PAUSED campaign.' })
  resumeCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, 'resume', id, expectedVersion, info);
  }

  @Extensions({ permission: 'campaign:complete' })
  @Mutation(() => CompleteCampaignPayload, { description: 'Ends an ACTIVE or PAUSED campaign.' })
  completeCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, 'complete', id, expectedVersion, info);
  }

  @Extensions({ permission: 'campaign:cancel' })
  @Mutation(() => CancelCampaignPayload, { description: 'Gives up a campaign that is not over.' })
  cancelCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, version) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, 'cancel', id, expectedVersion, info);
  }

  #take(ctx: RequestContext, step: CampaignStep, id: string, version: number | null, info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.machine.take(ctx, step, id, version);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }
}
