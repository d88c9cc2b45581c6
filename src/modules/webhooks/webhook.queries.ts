import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf, type FilterRule, isOneOf } from '../../platform/reading/criteria.js';
import { oneOfIds, oneOfText } from '../../platform/reading/filter-rules.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import { type Page, type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import type { Statement } from '../../platform/reading/statement.js';
import { parse } from '../../platform/validation.js';
import { type DeliveryFilterField, DeliveryFilterRules } from './webhook.rules.js';
import { webhookDeliveryShape, webhookShape } from './webhook.shape.js';

export interface DeliveryListArgs extends PageArgs {
  webhookId: string;
  filter?: unknown;
}

const deliveryRules: Record<DeliveryFilterField | 'webhookId', FilterRule<object>> = {
  state: oneOfText('state'),
  objectId: oneOfIds('object_id'),
  webhookId: { sql: (value: string, st: Statement) => isOneOf('{t}.webhook_id', [value], 'uuid', st) },
};

/** Reads webhooks and what they were told. */
export class WebhookQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'webhook', permission: 'webhook:read' }, webhookShape, id, selection);
  }

  /** Webhooks, newest first. */
  list(ctx: RequestContext, args: PageArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'webhooks', permission: 'webhook:read' } as const;
    const wish = () => ({ ...args, criteria: null, sort: [{ field: 'createdAt', direction: 'DESC' }] as const });
    return this.#reader.list(ctx, reading, webhookShape, wish, selection);
  }

  /** What one webhook was told or is still to be told, newest first. @throws NotFoundError of an unknown webhook. */
  async deliveries(
    ctx: RequestContext,
    { webhookId, filter, ...page }: DeliveryListArgs,
    selection: Selection,
  ): Promise<Page> {
    const reading = { operation: 'webhookDeliveries', permission: 'webhook:read' } as const;
    await this.#reader.one(ctx, reading, webhookShape, webhookId, select(['id']));
    const wish = () => {
      const wanted = { ...parse(DeliveryFilterRules, filter ?? {}), webhookId };
      const criteria = criteriaOf(deliveryRules, wanted, {});
      return { ...page, criteria, sort: [{ field: 'at', direction: 'DESC' }] as const };
    };
    return this.#reader.list(ctx, reading, webhookDeliveryShape, wish, selection);
  }

  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'webhook', webhookShape, id, selection);
  }
}
