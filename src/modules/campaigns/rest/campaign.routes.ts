import type { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { noBody } from '../../../platform/rest/body.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { CampaignQueries } from '../campaign.queries.js';
import { CreateCampaign, UpdateCampaign } from '../campaign.rules.js';
import type { CampaignService } from '../campaign.service.js';
import { CampaignListQuery, campaignListArgs } from './campaign.list-query.js';
import { campaignSelection, ListedCampaignAnswer, listedCampaign } from './campaign.presenter.js';

const tag = 'Campaigns';
/** REST door of campaigns. */
export class CampaignRoutes {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly queries: CampaignQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    return listed(call, await this.queries.list(ctx, campaignListArgs(call), listSelection(listedCampaign)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, campaignSelection())));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.create(ctx, body);
    const campaign = await this.queries.afterChange(ctx, id, campaignSelection());
    return created(present(campaign ?? { id }), `/api/v1/campaigns/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.update(ctx, params.id as string, body, expectedVersion);
    return campaignAfter(ctx, this.queries, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.campaigns.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.campaigns.restore(ctx, params.id as string);
    return campaignAfter(ctx, this.queries, id);
  }

  async archive(ctx: RequestContext, isArchived: boolean, request: RestRequest): Promise<RestAnswer> {
    const { params, expectedVersion } = request;
    const { id } = await this.campaigns.archive(ctx, params.id as string, isArchived, expectedVersion);
    return campaignAfter(ctx, this.queries, id);
  }
}

/** The campaign after a change; who may change one need not see it: then there is nothing to show. */
export async function campaignAfter(ctx: RequestContext, queries: CampaignQueries, id: string): Promise<RestAnswer> {
  const campaign = await queries.afterChange(ctx, id, campaignSelection());
  return campaign ? one(present(campaign)) : noContent();
}

/** `answer`: one campaign, with the figures that upper nouns add. */
export function campaignRoutes(door: CampaignRoutes, answer: z.ZodType): Route[] {
  return [
    {
      ...{ method: 'get', path: '/campaigns', operation: 'campaigns', permission: 'campaign:read', tag, isList: true },
      summary: 'The campaigns of the practice, newest first',
      query: CampaignListQuery,
      answer: ListedCampaignAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/campaigns', operation: 'createCampaign', tag, status: 201 },
      permission: 'campaign:create',
      summary: 'Adds a campaign, as a draft',
      body: CreateCampaign,
      answer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/campaigns/:id', operation: 'campaign', permission: 'campaign:read', tag },
      summary: 'One campaign with its figures',
      answer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/campaigns/:id', operation: 'updateCampaign', permission: 'campaign:update', tag },
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateCampaign,
      answer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/campaigns/:id', operation: 'deleteCampaign', tag, status: 204 },
      permission: 'campaign:delete',
      summary: 'Deletes a campaign that is not ACTIVE and has sent no mail; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/campaigns/:id/restore', operation: 'restoreCampaign', tag },
      permission: 'campaign:restore',
      summary: 'Brings a deleted campaign back',
      answer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'put', path: '/campaigns/:id/archive', operation: 'archiveCampaign', tag },
      permission: 'campaign:update',
      body: noBody,
      summary: 'Puts away a campaign that is not ACTIVE, as one whose mail was sent',
      answer,
      handle: (ctx, request) => door.archive(ctx, true, request),
    },
    {
      ...{ method: 'put', path: '/campaigns/:id/unarchive', operation: 'unarchiveCampaign', tag },
      permission: 'campaign:update',
      body: noBody,
      summary: 'Takes a campaign out again that was put away',
      answer,
      handle: (ctx, request) => door.archive(ctx, false, request),
    },
  ];
}
