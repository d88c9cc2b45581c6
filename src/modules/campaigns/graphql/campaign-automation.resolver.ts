import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { CampaignAutomation } from '../campaign.automation.js';
import type { AutomationQueries } from '../campaign.automation-queries.js';
import type { CampaignQueries } from '../campaign.queries.js';
import { SetCampaignAutomationPayload } from './campaign.payloads.js';
import { CampaignStepRunsArgs, SetCampaignAutomationInput } from './campaign-automation.inputs.js';
import { CampaignStepRunConnection } from './campaign-automation.type.js';

/** GraphQL door of what campaigns do by themselves. */
@Resolver()
export class CampaignAutomationResolver {
  constructor(
    private readonly automation: CampaignAutomation,
    private readonly runs: AutomationQueries,
    private readonly queries: CampaignQueries,
  ) {}

  @Extensions({ permission: 'campaign:read' })
  @Query(() => CampaignStepRunConnection, {
    nullable: true,
    description:
      'What a campaign did by itself and is to do, the soonest first; null when there is no such campaign. Empty for who sees no `recipients` in its metrics.',
  })
  campaignStepRuns(
    @Args(() => CampaignStepRunsArgs) args: CampaignStepRunsArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return orNull(() => this.runs.runs(ctx, args, selectionOf(info)));
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => SetCampaignAutomationPayload, {
    description:
      'Sets all steps that a campaign takes by itself. Those set by somebody who may not see clinical fields of leads pass by recipients who came by a segment that asks by protected fields.',
  })
  setCampaignAutomation(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => SetCampaignAutomationInput) input: SetCampaignAutomationInput,
    @Arg('expectedVersion', () => Int, expectedVersion('campaign')) expected: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.automation.set(ctx, id, input, expected);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }
}
