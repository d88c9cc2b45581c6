import type { RequestContext } from '../../../platform/context.js';
import { created, figures, noContent, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { CampaignExpenses } from '../campaign.expenses.js';
import type { CampaignPartArgs, CampaignQueries } from '../campaign.queries.js';
import type { CampaignRecipients } from '../campaign.recipients.js';
import { AddCampaignRecipients, RecordCampaignExpense } from '../campaign.rules.js';
import {
  ExpenseAnswer,
  expenseSelection,
  RecipientAnswer,
  RecipientsAnswer,
  recipientSelection,
} from './campaign.presenter.js';

const tag = 'Campaigns';

const callOf = ({ query }: RestRequest) => query as unknown as ListCall;
/** Such a list has no filter. */
const partArgs = (call: ListCall): CampaignPartArgs => {
  const { filter: _, search: _none, ...args } = listArgs(call, {});
  return args;
};

/** REST door of whom a campaign reaches and what it costs. */
export class CampaignLedgerRoutes {
  constructor(
    private readonly recipients: CampaignRecipients,
    private readonly expenses: CampaignExpenses,
    private readonly queries: CampaignQueries,
  ) {}

  async listRecipients(ctx: RequestContext, request: RestRequest): Promise<RestAnswer> {
    const [call, id] = [callOf(request), request.params.id as string];
    const page = await this.queries.recipients(ctx, id, partArgs(call), listSelection(recipientSelection));
    return listed(call, page, present);
  }

  async addRecipients(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    return figures(await this.recipients.add(ctx, params.id as string, body));
  }

  async removeRecipient(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    await this.recipients.remove(ctx, params.id as string, { type: params.type, id: params.recipientId });
    return noContent();
  }

  async listExpenses(ctx: RequestContext, request: RestRequest): Promise<RestAnswer> {
    const [call, id] = [callOf(request), request.params.id as string];
    const page = await this.queries.expenses(ctx, id, partArgs(call), listSelection(expenseSelection));
    return listed(call, page, present);
  }

  async recordExpense(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id, campaignId } = await this.expenses.record(ctx, params.id as string, body);
    const expense = await this.queries.expense(ctx, id, expenseSelection);
    return created(present(expense ?? { id }), `/api/v1/campaigns/${campaignId}`);
  }
}

export function campaignLedgerRoutes(door: CampaignLedgerRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/campaigns/:id/recipients', operation: 'campaignRecipients', tag, isList: true },
      permission: 'campaign:read',
      summary:
        'Whom a campaign is to reach, in the order they joined; without those who came by a segment that asks by protected fields, for who may not see clinical fields of leads',
      query: listQuery({}, ['addedAt']),
      answer: RecipientAnswer,
      handle: (ctx, request) => door.listRecipients(ctx, request),
    },
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
      ...{ method: 'get', path: '/campaigns/:id/expenses', operation: 'campaignExpenses', tag, isList: true },
      permission: 'campaign:read',
      summary: 'What was spent on a campaign, latest first',
      query: listQuery({}, ['spentOn']),
      answer: ExpenseAnswer,
      handle: (ctx, request) => door.listExpenses(ctx, request),
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
