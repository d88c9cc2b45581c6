import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { EmailCampaignMachine } from '../email-campaign.machine.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import type { PersonalStep } from '../email-campaign.status.js';
import { ScheduleEmailCampaignInput } from './email-campaign.inputs.js';
import {
  CancelEmailCampaignPayload,
  PauseEmailCampaignPayload,
  ResumeEmailCampaignPayload,
  ScheduleEmailCampaignPayload,
  SendEmailCampaignPayload,
} from './email-campaign.payloads.js';

const expected = expectedVersion('email campaign');

/** GraphQL door of what moves an email campaign through its states. */
@Resolver()
export class EmailCampaignMachineResolver {
  constructor(
    private readonly machine: EmailCampaignMachine,
    private readonly queries: EmailCampaignQueries,
  ) {}

  @Extensions({ permission: 'emailCampaign:schedule' })
  @Mutation(() => ScheduleEmailCampaignPayload, {
    description:
      'Lets an email campaign start by itself, or at another time than before. One that could not be started within an hour of its time is paused for a person to look at.',
  })
  scheduleEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ScheduleEmailCampaignInput) input: ScheduleEmailCampaignInput,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#after(ctx, info, () => this.machine.schedule(ctx, id, input, version));
  }

  @Extensions({ permission: 'emailCampaign:send' })
  @Mutation(() => SendEmailCampaignPayload, { description: 'Starts a DRAFT or SCHEDULED email campaign now.' })
  sendEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, info, 'send', id, version);
  }

  @Extensions({ permission: 'emailCampaign:pause' })
  @Mutation(() => PauseEmailCampaignPayload, { description: 'Stops a SENDING email campaign for a while.' })
  pauseEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, info, 'pause', id, version);
  }

  @Extensions({ permission: 'emailCampaign:resume' })
  @Mutation(() => ResumeEmailCampaignPayload, {
    description: 'Goes on with a PAUSED email campaign, or starts one that was held at its time.',
  })
  resumeEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, info, 'resume', id, version);
  }

  @Extensions({ permission: 'emailCampaign:cancel' })
  @Mutation(() => CancelEmailCampaignPayload, {
    description: 'Gives up an email campaign; of one that is under way, what has not left does not leave any more.',
  })
  cancelEmailCampaign(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) version: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#take(ctx, info, 'cancel', id, version);
  }

  #take(ctx: RequestContext, info: GraphQLResolveInfo, step: PersonalStep, id: string, version: number | null) {
    return this.#after(ctx, info, () => this.machine.take(ctx, step, id, version));
  }

  #after(ctx: RequestContext, info: GraphQLResolveInfo, change: () => Promise<{ id: string }>) {
    return payload(async () => {
      const { id } = await change();
      return { emailCampaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailCampaign')) };
    });
  }
}
