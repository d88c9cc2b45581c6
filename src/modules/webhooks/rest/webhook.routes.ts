import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { accepted, created, noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import { many } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { id, oneOf } from '../../../platform/validation.js';
import type { WebhookQueries } from '../webhook.queries.js';
import { ReplayDeliveries, webhookRules } from '../webhook.rules.js';
import type { WebhookService } from '../webhook.service.js';
import { deliveryStates } from '../webhook.vocabulary.js';
import {
  WebhookAnswer,
  WebhookDeliveryAnswer,
  WebhookWithSecretAnswer,
  webhookDeliverySelection,
  webhookSelection,
} from './webhook.presenter.js';

const tag = 'Webhooks';

/** REST door of webhooks. */
export class WebhookRoutes {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly queries: WebhookQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    return listed(call, await this.queries.list(ctx, listArgs(call, {}), listSelection(webhookSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, webhookSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id, secret } = await this.webhooks.create(ctx, body);
    const webhook = await this.queries.afterChange(ctx, id, webhookSelection);
    return created({ ...present(webhook ?? { id }), secret }, `/api/v1/webhooks/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.webhooks.update(ctx, params.id as string, body, expectedVersion);
    return one(await this.#after(ctx, id));
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.webhooks.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async rotate(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id, secret } = await this.webhooks.rotateSecret(ctx, params.id as string);
    return one({ ...(await this.#after(ctx, id)), secret });
  }

  async replay(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id, replayed } = await this.webhooks.replay(ctx, params.id as string, body);
    return accepted({ ...(await this.#after(ctx, id)), replayed });
  }

  async test(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id, deliveryId } = await this.webhooks.test(ctx, params.id as string);
    return accepted({ ...(await this.#after(ctx, id)), deliveryId });
  }

  async deliveries(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const args = { ...listArgs(call, {}), webhookId: params.id as string };
    return listed(call, await this.queries.deliveries(ctx, args, listSelection(webhookDeliverySelection)), present);
  }

  async #after(ctx: RequestContext, id: string) {
    return present((await this.queries.afterChange(ctx, id, webhookSelection)) ?? { id });
  }
}

/** `eventTypes` are the events there are. */
export function webhookRoutes(door: WebhookRoutes, eventTypes: readonly [string, ...string[]]): Route[] {
  const rules = webhookRules(eventTypes);
  return [
    {
      ...{ method: 'get', path: '/webhooks', operation: 'webhooks', permission: 'webhook:read', tag, isList: true },
      summary: "The practice's webhooks, newest first",
      query: listQuery({}, ['createdAt']),
      answer: WebhookAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/webhooks', operation: 'createWebhook', permission: 'webhook:create', tag },
      status: 201,
      summary: 'Adds a webhook; its secret is shown this once',
      body: rules.create,
      answer: WebhookWithSecretAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/webhooks/:id', operation: 'webhook', permission: 'webhook:read', tag },
      summary: 'One webhook',
      answer: WebhookAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/webhooks/:id', operation: 'updateWebhook', permission: 'webhook:update', tag },
      summary: 'Changes the fields that are given and leaves the rest',
      body: rules.update,
      answer: WebhookAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/webhooks/:id', operation: 'deleteWebhook', permission: 'webhook:delete', tag },
      status: 204,
      summary: 'Removes a webhook and what it was still to be told',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/webhooks/:id/rotate-secret', operation: 'rotateWebhookSecret', tag },
      permission: 'webhook:update',
      summary: 'Makes a new secret, shown this once; for a day calls are signed with the old one as well',
      answer: WebhookWithSecretAnswer,
      handle: (ctx, request) => door.rotate(ctx, request),
    },
    {
      ...{ method: 'post', path: '/webhooks/:id/replay', operation: 'replayWebhook', tag, status: 202 },
      permission: 'webhook:update',
      summary: 'Tells events again: dead ones, one, or all since an instant',
      body: ReplayDeliveries,
      answer: WebhookAnswer.extend({ replayed: z.int() }).meta({ id: 'ReplayedWebhook' }),
      handle: (ctx, request) => door.replay(ctx, request),
    },
    {
      ...{ method: 'post', path: '/webhooks/:id/test', operation: 'testWebhook', tag, status: 202 },
      permission: 'webhook:update',
      summary: 'Tells this webhook alone an event that means nothing',
      answer: WebhookAnswer.extend({ deliveryId: z.guid() }).meta({ id: 'TestedWebhook' }),
      handle: (ctx, request) => door.test(ctx, request),
    },
    {
      ...{ method: 'get', path: '/webhooks/:id/deliveries', operation: 'webhookDeliveries', tag, isList: true },
      permission: 'webhook:read',
      summary: 'What a webhook was told or is still to be told, newest first',
      query: listQuery({ state: many(oneOf(deliveryStates)), objectId: many(id) }, ['at']),
      answer: WebhookDeliveryAnswer,
      handle: (ctx, request) => door.deliveries(ctx, request),
    },
  ];
}
