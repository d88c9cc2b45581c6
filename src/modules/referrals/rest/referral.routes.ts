import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { ReferralOutcomes } from '../referral.outcome.js';
import type { ReferralQueries } from '../referral.queries.js';
import { RecordReferral, ShareReferralOutcome, UpdateReferral } from '../referral.rules.js';
import type { ReferralService } from '../referral.service.js';
import { ReferralListQuery, referralListArgs } from './referral.list-query.js';
import { ReferralAnswer, referralSelection } from './referral.presenter.js';

const tag = 'Referrals';

/** REST door of referrals. */
export class ReferralRoutes {
  constructor(
    private readonly referrals: ReferralService,
    private readonly outcomes: ReferralOutcomes,
    private readonly queries: ReferralQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const page = await this.queries.list(ctx, referralListArgs(call), listSelection(referralSelection));
    return listed(call, page, present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, referralSelection)));
  }

  async record(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.referrals.record(ctx, body);
    const referral = await this.queries.afterChange(ctx, id, referralSelection);
    return created(present(referral ?? { id }), `/api/v1/referrals/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    return this.#after(ctx, await this.referrals.update(ctx, params.id as string, body, expectedVersion));
  }

  async acknowledge(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    return this.#after(ctx, await this.referrals.acknowledge(ctx, params.id as string, expectedVersion));
  }

  async share(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    return this.#after(ctx, await this.outcomes.share(ctx, params.id as string, body, expectedVersion));
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.referrals.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return this.#after(ctx, await this.referrals.restore(ctx, params.id as string));
  }

  /** Who may change a referral need not see it: then there is nothing to show. */
  async #after(ctx: RequestContext, { id }: { id: string }): Promise<RestAnswer> {
    const referral = await this.queries.afterChange(ctx, id, referralSelection);
    return referral ? one(present(referral)) : noContent();
  }
}

export function referralRoutes(door: ReferralRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/referrals', operation: 'referrals', permission: 'referral:read', tag, isList: true },
      summary: 'The referrals of the practice, newest first',
      query: ReferralListQuery,
      answer: ReferralAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/referrals', operation: 'recordReferral', permission: 'referral:create', tag },
      status: 201,
      summary: 'Writes a referral down; an inbound one names its contact as who referred the lead',
      body: RecordReferral,
      answer: ReferralAnswer,
      handle: (ctx, request) => door.record(ctx, request),
    },
    {
      ...{ method: 'get', path: '/referrals/:id', operation: 'referral', permission: 'referral:read', tag },
      summary: 'One referral',
      answer: ReferralAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/referrals/:id', operation: 'updateReferral', permission: 'referral:update', tag },
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateReferral,
      answer: ReferralAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/referrals/:id', operation: 'deleteReferral', tag, status: 204 },
      permission: 'referral:delete',
      summary: 'Deletes a referral; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/referrals/:id/restore', operation: 'restoreReferral', tag },
      permission: 'referral:restore',
      summary: 'Brings a deleted referral back',
      answer: ReferralAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'post', path: '/referrals/:id/acknowledge', operation: 'acknowledgeReferral', tag },
      permission: 'referral:update',
      summary: 'Tells that a referral was heard of; the task that asked for it is done',
      answer: ReferralAnswer,
      handle: (ctx, request) => door.acknowledge(ctx, request),
    },
    {
      ...{ method: 'post', path: '/referrals/:id/share-outcome', operation: 'shareReferralOutcome', tag },
      permission: 'referral:update',
      summary: 'Notes that the contact was told the outcome; only under the person’s consent',
      body: ShareReferralOutcome,
      answer: ReferralAnswer,
      handle: (ctx, request) => door.share(ctx, request),
    },
  ];
}
