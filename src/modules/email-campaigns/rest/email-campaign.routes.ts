import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one } from '../../../platform/rest/answers.js';
import { noBody } from '../../../platform/rest/body.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import { CreateEmailCampaign, UpdateEmailCampaign } from '../email-campaign.rules.js';
import type { EmailCampaignService } from '../email-campaign.service.js';
import { EmailCampaignListQuery, emailCampaignListArgs } from './email-campaign.list-query.js';
import {
  EmailCampaignAnswer,
  emailCampaignSelection,
  ListedEmailCampaignAnswer,
  listedEmailCampaign,
  presentEmailCampaign,
} from './email-campaign.presenter.js';

const tag = 'Email campaigns';
/** Both parts of a message and ten thousand people. */
const bodyLimit = 4_000_000;

/** REST door of email campaigns. */
export class EmailCampaignRoutes {
  constructor(
    private readonly campaigns: EmailCampaignService,
    private readonly queries: EmailCampaignQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    const page = await this.queries.list(ctx, emailCampaignListArgs(call), listSelection(listedEmailCampaign));
    return listed(call, page, presentEmailCampaign);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(presentEmailCampaign(await this.queries.one(ctx, params.id as string, emailCampaignSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.create(ctx, body);
    const campaign = await this.queries.afterChange(ctx, id, emailCampaignSelection);
    return created(campaign ? presentEmailCampaign(campaign) : { id }, `/api/v1/email-campaigns/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.update(ctx, params.id as string, body, expectedVersion);
    return emailCampaignAfter(ctx, this.queries, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.campaigns.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.restore(ctx, params.id as string);
    return emailCampaignAfter(ctx, this.queries, id);
  }

  async archive(ctx: RequestContext, isArchived: boolean, request: RestRequest): Promise<RestAnswer> {
    const { params, expectedVersion } = request;
    const { id } = await this.campaigns.archive(ctx, params.id as string, isArchived, expectedVersion);
    return emailCampaignAfter(ctx, this.queries, id);
  }
}

/** The email campaign after a change; who may change one need not see it: then there is nothing to show. */
export async function emailCampaignAfter(
  ctx: RequestContext,
  queries: EmailCampaignQueries,
  id: string,
): Promise<RestAnswer> {
  const campaign = await queries.afterChange(ctx, id, emailCampaignSelection);
  return campaign ? one(presentEmailCampaign(campaign)) : noContent();
}

export function emailCampaignRoutes(door: EmailCampaignRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/email-campaigns', operation: 'emailCampaigns', tag, isList: true },
      permission: 'emailCampaign:read',
      summary: 'The email campaigns of the practice, newest first',
      query: EmailCampaignListQuery,
      answer: ListedEmailCampaignAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/email-campaigns', operation: 'createEmailCampaign', tag, status: 201 },
      permission: 'emailCampaign:create',
      summary: 'Adds an email campaign, as a draft',
      body: CreateEmailCampaign,
      bodyLimit,
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/email-campaigns/:id', operation: 'emailCampaign', tag },
      permission: 'emailCampaign:read',
      summary: 'One email campaign with its figures',
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/email-campaigns/:id', operation: 'updateEmailCampaign', tag },
      permission: 'emailCampaign:update',
      summary:
        'Changes the fields that are given and leaves the rest, as long as nothing was sent; null empties a field',
      body: UpdateEmailCampaign,
      bodyLimit,
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/email-campaigns/:id', operation: 'deleteEmailCampaign', tag, status: 204 },
      permission: 'emailCampaign:delete',
      summary: 'Deletes an email campaign of which nothing was sent; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/email-campaigns/:id/restore', operation: 'restoreEmailCampaign', tag },
      permission: 'emailCampaign:restore',
      summary: 'Brings a deleted email campaign back',
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'put', path: '/email-campaigns/:id/archive', operation: 'archiveEmailCampaign', tag },
      permission: 'emailCampaign:update',
      body: noBody,
      summary: 'Puts away an email campaign that is SENT or CANCELLED',
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.archive(ctx, true, request),
    },
    {
      ...{ method: 'put', path: '/email-campaigns/:id/unarchive', operation: 'unarchiveEmailCampaign', tag },
      permission: 'emailCampaign:update',
      body: noBody,
      summary: 'Takes an email campaign out again that was put away',
      answer: EmailCampaignAnswer,
      handle: (ctx, request) => door.archive(ctx, false, request),
    },
  ];
}
