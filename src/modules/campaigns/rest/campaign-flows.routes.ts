import type { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { noBody } from '../../../platform/rest/body.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { CampaignMachine } from '../campaign.machine.js';
import { stepPermission } from '../campaign.policy.js';
import type { CampaignQueries } from '../campaign.queries.js';
import { ScheduleCampaign } from '../campaign.rules.js';
import type { CampaignStep } from '../campaign.status.js';
import { campaignAfter } from './campaign.routes.js';

const tag = 'Campaigns';

/** REST door of the steps that a campaign goes through. */
export class CampaignFlowRoutes {
  constructor(
    private readonly machine: CampaignMachine,
    private readonly queries: CampaignQueries,
  ) {}

  async schedule(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.machine.schedule(ctx, params.id as string, body, expectedVersion);
    return campaignAfter(ctx, this.queries, id);
  }

  async take(ctx: RequestContext, step: CampaignStep, request: RestRequest): Promise<RestAnswer> {
    const { id } = await this.machine.take(ctx, step, request.params.id as string, request.expectedVersion);
    return campaignAfter(ctx, this.queries, id);
  }
}

const summaries: Record<Exclude<CampaignStep, 'schedule'>, string> = {
  activate:
    'Begins a DRAFT or SCHEDULED campaign, whose segments are frozen into recipients, or goes on with a PAUSED one',
  pause: 'Stops an ACTIVE campaign for a while',
  resume: 'Goes on with a PAUSED campaign',
  complete: 'Ends an ACTIVE or PAUSED campaign',
  cancel: 'Gives up a campaign that is not over',
};

/** `answer`: one campaign, with the figures that upper nouns add. */
export function campaignFlowRoutes(door: CampaignFlowRoutes, answer: z.ZodType): Route[] {
  const steps = Object.entries(summaries).map(([step, summary]): Route => {
    const name = step as CampaignStep;
    return {
      ...{ method: 'put', path: `/campaigns/:id/${step}`, operation: `${step}Campaign`, tag },
      permission: stepPermission(name),
      summary,
      body: noBody,
      answer,
      handle: (ctx, request) => door.take(ctx, name, request),
    };
  });
  return [
    {
      ...{ method: 'put', path: '/campaigns/:id/schedule', operation: 'scheduleCampaign', tag },
      permission: 'campaign:schedule',
      summary: 'Lets a draft begin by itself at its start, which lies in the future',
      body: ScheduleCampaign,
      answer,
      handle: (ctx, request) => door.schedule(ctx, request),
    },
    ...steps,
  ];
}
