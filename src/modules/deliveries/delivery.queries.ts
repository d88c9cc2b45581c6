import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import { auditFailure, useCasesOf } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { deliveryCriteria } from './delivery.criteria.js';
import type { DeliveryFilterInput } from './delivery.filter.js';
import './delivery.relations.js';
import { deliveryShape } from './delivery.shape.js';
import type { DeliveryState } from './delivery.vocabulary.js';

/** What a list of the deliveries of an email campaign may be asked with; filter and sort are checked here. */
export interface DeliveryListArgs extends PageArgs {
  /** In one of these states; the same as `filter.state`. */
  state?: readonly DeliveryState[] | null;
  filter?: DeliveryFilterInput | null;
  sort?: readonly SortKey[] | null;
}

const useCase = useCasesOf('DELIVERY');
/** By the id alone: those of a campaign were all made at one moment. */
const inOrder: readonly SortKey[] = [];

/** Reads deliveries in the shape asked for. */
export class DeliveryQueries {
  readonly #reader: Reader;
  constructor(private readonly ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One delivery; throws NotFoundError when the practice has none. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'delivery', permission: 'delivery:read' }, deliveryShape, id, selection);
  }

  /** What became of an email campaign's messages. @throws NotFoundError when the practice has no such campaign. */
  async list(
    ctx: RequestContext,
    emailCampaignId: string,
    args: DeliveryListArgs,
    selection: Selection,
  ): Promise<Page> {
    const reading = { operation: 'deliveries', permission: 'delivery:read' } as const;
    const wish = () => wishOf(emailCampaignId, args);
    await this.#assertCampaign(ctx, emailCampaignId);
    return this.#reader.list(ctx, reading, deliveryShape, wish, selection);
  }

  /** The delivery after a change that the audit log already names. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'delivery', deliveryShape, id, selection);
  }

  /** The noun of the campaign stands above; all that is asked here is whether it is there. */
  #assertCampaign(ctx: RequestContext, id: string): Promise<void> {
    return auditFailure(this.ground, ctx, useCase('deliveries', 'delivery:read', 'READ', id), async () => {
      const text = 'select 1 from email_campaigns where practice_id = $1 and id = $2 and deleted_at is null';
      const found = isId(id) ? await this.ground.database.query(text, [ctx.practiceId, id]) : null;
      if (!found?.rowCount) throw new NotFoundError('EMAIL_CAMPAIGN');
    });
  }
}

function wishOf(emailCampaignId: string, { state, filter, sort, ...page }: DeliveryListArgs) {
  const asked = state?.length ? { ...filter, state: [...state] } : filter;
  const criteria = deliveryCriteria(emailCampaignId, asked);
  return { ...page, criteria, sort: sort?.length ? sort : inOrder, about: [emailCampaignId] };
}
