import type { RequestContext } from '../../../platform/context.js';
import { noBody } from '../../../platform/rest/body.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { EmailCampaignMachine } from '../email-campaign.machine.js';
import { stepPermission } from '../email-campaign.policy.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import { ScheduleEmailCampaign } from '../email-campaign.rules.js';
import type { PersonalStep } from '../email-campaign.status.js';
import { EmailCampaignAnswer } from './email-campaign.presenter.js';
import { emailCampaignAfter } from './email-campaign.routes.js';

const tag = 'Email campaigns';

/** REST door of the steps that an email campaign goes through. */
export class EmailCampaignFlowRoutes {
  constructor(
    private readonly machine: EmailCampaignMachine,
    private readonly queries: EmailCampaignQueries,
  ) {}

  async schedule(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.machine.schedule(ctx, params.id as string, body, expectedVersion);
    return emailCampaignAfter(ctx, this.queries, id);
  }

  async take(ctx: RequestContext, step: PersonalStep, request: RestRequest): Promise<RestAnswer> {
    const { id } = await this.machine.take(ctx, step, request.params.id as string, request.expectedVersion);
    return emailCampaignAfter(ctx, this.queries, id);
  }
}

const summaries: Record<Exclude<PersonalStep, 'schedule'>, string> = {
  send: 'Starts a DRAFT or SCHEDULED email campaign now',
  pause: 'Stops a SENDING email campaign for a while',
  resume: 'Goes on with a PAUSED email campaign, or starts one that was held at its time',
  cancel: 'Gives up an email campaign; what has not left does not leave any more',
};

export function emailCampaignFlowRoutes(door: EmailCampaignFlowRoutes): Route[] {
  const steps = Object.entries(summaries).map(([step, summary]): Route => {
    const name = step as PersonalStep;
    return {
      ...{ method: 'put', path: `/email-campaigns/:id/${step}`, operation: `${step}EmailCampaign`, tag },
      permission: stepPermission(name),
      summary,
      body: noBody,
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.take(ctx, name, request),
    };
  });
  return [
    {
      ...{ method: 'put', path: '/email-campaigns/:id/schedule', operation: 'scheduleEmailCampaign', tag },
      permission: 'emailCampaign:schedule',
      summary: 'Lets an email campaign start by itself, or at another time than before',
      body: ScheduleEmailCampaign,
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.schedule(ctx, request),
    },
    ...steps,
  ];
}
