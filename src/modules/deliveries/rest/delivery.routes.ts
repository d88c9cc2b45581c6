import type { RequestContext } from '../../../platform/context.js';
import { noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import { many, single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { id, instant, oneOf } from '../../../platform/validation.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import type { DeliveryFilterInput } from '../delivery.filter.js';
import type { DeliveryQueries } from '../delivery.queries.js';
import type { DeliveryResolutions } from '../delivery.resolution.js';
import { ResolveDelivery } from '../delivery.rules.js';
import { deliverySortFields } from '../delivery.shape.js';
import { deliveryReasons, deliveryStates } from '../delivery.vocabulary.js';
import { DeliveryAnswer, deliverySelection } from './delivery.presenter.js';

const tag = 'Email campaigns';

const DeliveryListQuery = listQuery(
  {
    state: many(oneOf(deliveryStates)),
    reason: many(oneOf(deliveryReasons)),
    recipientType: many(oneOf(personTypes)),
    recipientId: many(id),
    acceptedFrom: single(instant).describe('Taken by the mail provider at or after this instant.'),
    acceptedTo: single(instant).describe('Taken by the mail provider before this instant.'),
    deliveredFrom: single(instant).describe('Delivered at or after this instant.'),
    deliveredTo: single(instant).describe('Delivered before this instant.'),
    bouncedFrom: single(instant).describe('Bounced for good at or after this instant.'),
    bouncedTo: single(instant).describe('Bounced for good before this instant.'),
  },
  deliverySortFields,
);
const ranges = { accepted: 'acceptedAt', delivered: 'deliveredAt', bounced: 'bouncedAt' };

/** REST door of deliveries. */
export class DeliveryRoutes {
  constructor(
    private readonly resolutions: DeliveryResolutions,
    private readonly queries: DeliveryQueries,
  ) {}

  async list(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const { search: _, ...args } = listArgs<DeliveryFilterInput>(call, { ranges });
    const page = await this.queries.list(ctx, params.id as string, args, listSelection(deliverySelection));
    return listed(call, page, present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, deliverySelection)));
  }

  async resolve(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id: resolved } = await this.resolutions.resolve(ctx, params.id as string, body);
    const delivery = await this.queries.afterChange(ctx, resolved, deliverySelection);
    return delivery ? one(present(delivery)) : noContent();
  }
}

export function deliveryRoutes(door: DeliveryRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/email-campaigns/:id/deliveries', operation: 'deliveries', tag, isList: true },
      permission: 'delivery:read',
      summary:
        'What became of the messages of an email campaign; without those to people who are in its audience by a segment that asks by protected fields, for who may not see clinical fields of leads',
      query: DeliveryListQuery,
      answer: DeliveryAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'get', path: '/deliveries/:id', operation: 'delivery', permission: 'delivery:read', tag },
      summary: 'One delivery',
      answer: DeliveryAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'post', path: '/deliveries/:id/resolve', operation: 'resolveDelivery', tag },
      permission: 'delivery:resolve',
      summary: 'Says what became of a message that no evidence tells of: it is sent again, or taken for sent',
      body: ResolveDelivery,
      answer: DeliveryAnswer,
      handle: (ctx, request) => door.resolve(ctx, request),
    },
  ];
}
