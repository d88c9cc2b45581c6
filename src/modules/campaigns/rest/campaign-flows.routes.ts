import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { created, figures, noContent, present } from '../../../platform/rest/answers.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { CampaignExpenses } from '../campaign.expenses.js';
import type { CampaignMachine } from '../campaign.machine.js';
import { stepPermission } from '../campaign.policy.js';
import type { CampaignQueries } from '../campaign.queries.js';
import type { CampaignRecipients } from '../campaign.recipients.js';
import { AddCampaignRecipients, RecordCampaignExpense, ScheduleCampaign } from '../campaign.rules.js';
import type { CampaignStep } from '../campaign.status.js';
import { CampaignAnswer, ExpenseAnswer, expenseSelection, RecipientsAnswer } from './campaign.presenter.js';
import { campaignAfter } from './campaign.routes.js';

const tag = 'Campaigns';

/** REST door of what happens to a campaign: its steps, its recipients, its expenses. */
export class CampaignFlowRoutes {
  constructor(
    private readonly machine: CampaignMachine,
    private readonly recipients: CampaignRecipients,
    private readonly expenses: CampaignExpenses,
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

  async addRecipients(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    return figures(await this.recipients.add(ctx, params.id as string, body));
  }

  async removeRecipient(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    await this.recipients.remove(ctx, params.id as string, { type: params.type, id: params.recipientId });
    return noContent();
  }

  async recordExpense(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id, campaignId } = await this.expenses.record(ctx, params.id as string, body);
    const expense = await this.queries.expense(ctx, id, expenseSelection);
    return created(present(expense ?? { id }), `/api/v1/campaigns/${campaignId}`);
  }
}

const nothing = z.strictObject({});

const summaries: Record<Exclude<CampaignStep, 'schedule'>, string> = {
  activate:
    'Begins a DRAFT or SCHEDULED campaign, whose segments are frozen into recipients, or goes on with a PAUSED one',
  pause: 'Stops an ACTIVE campaign for a while',
  resume: 'Goes on with a PAUSED campaign',
  complete: 'Ends an ACTIVE or PAUSED campaign',
  cancel: 'Gives up a campaign that is not over',
};

export function campaignFlowRoutes(door: CampaignFlowRoutes): Route[] {
  const steps = Object.entries(summaries).map(([step, summary]): Route => {
    const name = step as CampaignStep;
    return {
      ...{ method: 'put', path: `/campaigns/:id/${step}`, operation: `${step}Campaign`, tag },
      permission: stepPermission(name),
      summary,
      body: nothing,
      answer: CampaignAnswer,
      handle: (ctx, request) => door.take(ctx, name, request),
    };
  });
  return [
    {
      ...{ method: 'put', path: '/campaigns/:id/schedule', operation: 'scheduleCampaign', tag },
      permission: 'campaign:schedule',
      summary: 'Lets a draft begin by itself at its start, which lies in the future',
      body: ScheduleCampaign,
      answer: CampaignAnswer,
      handle: (ctx, request) => door.schedule(ctx, request),
    },
    ...steps,
    {
      ...{ method: 'put', path: '/campaigns/:id/recipients', operation: 'addCampaignRecipients', tag },
      permission: 'campaign:update',
      summary: 'Adds people, and all who are in segments now',
      body: AddCampaignRecipients,
      answer: RecipientsAnswer,
      handle: (ctx, request) => door.addRecipients(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/campaigns/:id/recipients/:type/:recipientId', tag, status: 204 },
      operation: 'removeCampaignRecipient',
      permission: 'campaign:update',
      summary: 'Takes somebody out; no segment brings them back',
      handle: (ctx, request) => door.removeRecipient(ctx, request),
    },
    {
      ...{ method: 'post', path: '/campaigns/:id/expenses', operation: 'recordCampaignExpense', tag, status: 201 },
      permission: 'campaign:update',
      summary: 'Records money spent, or taken back by a negative amount',
      body: RecordCampaignExpense,
      answer: ExpenseAnswer,
      handle: (ctx, request) => door.recordExpense(ctx, request),
    },
  ];
}
