import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf } from '../../platform/reading/criteria.js';
import { oneOfIds } from '../../platform/reading/filter-rules.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import { type Page, type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import type { Shape, SortKey } from '../../platform/reading/shape.js';
import { campaignCriteria } from './campaign.criteria.js';
import type { CampaignFilterInput } from './campaign.filter.js';
import { campaignShape } from './campaign.shape.js';
import './campaign.relations.js';
import { campaignExpenseShape } from './campaign-expense.shape.js';
import { everyMetric } from './campaign-metrics.shape.js';
import { campaignRecipientShape } from './campaign-recipient.shape.js';

/** What a list of campaigns may be asked with; filter and sort are checked here. */
export interface CampaignListArgs extends PageArgs {
  filter?: CampaignFilterInput | null;
  sort?: readonly SortKey[] | null;
  /** Words that names have words beginning with. */
  search?: string | null;
}

/** What a list of the recipients or the expenses of one campaign may be asked with. */
export interface CampaignPartArgs extends PageArgs {
  sort?: readonly SortKey[] | null;
}

const newestFirst: readonly SortKey[] = [{ field: 'createdAt', direction: 'DESC' }];
const joiningOrder: readonly SortKey[] = [{ field: 'addedAt', direction: 'ASC' }];
const latestSpent: readonly SortKey[] = [{ field: 'spentOn', direction: 'DESC' }];

/** Reads campaigns in the shape asked for. */
export class CampaignQueries {
  readonly #reader: Reader;
  #figures: Selection | null = null;
  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One campaign; throws NotFoundError when the practice has none. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'campaign', permission: 'campaign:read' }, campaignShape, id, selection);
  }

  /** A page of campaigns, newest first unless told. */
  list(ctx: RequestContext, args: CampaignListArgs, selection: Selection): Promise<Page> {
    const useCase = { operation: 'campaigns', permission: 'campaign:read' } as const;
    return this.#reader.list(ctx, useCase, campaignShape, () => wishOf(ctx, args), selection);
  }

  /** Whom a campaign is to reach, in the order they joined unless told. @throws NotFoundError, ForbiddenError. */
  recipients(ctx: RequestContext, id: string, args: CampaignPartArgs, selection: Selection): Promise<Page> {
    return this.#partOf(ctx, 'campaignRecipients', campaignRecipientShape, joiningOrder, id, args, selection);
  }

  /** What was spent on a campaign, latest first unless told. @throws NotFoundError, ForbiddenError. */
  expenses(ctx: RequestContext, id: string, args: CampaignPartArgs, selection: Selection): Promise<Page> {
    return this.#partOf(ctx, 'campaignExpenses', campaignExpenseShape, latestSpent, id, args, selection);
  }

  async #partOf(
    ctx: RequestContext,
    operation: string,
    shape: Shape,
    order: readonly SortKey[],
    id: string,
    { sort, ...page }: CampaignPartArgs,
    selection: Selection,
  ): Promise<Page> {
    const reading = { operation, permission: 'campaign:read' } as const;
    await this.#reader.one(ctx, reading, campaignShape, id, select(['id']));
    const criteria = criteriaOf<object>({ campaignId: oneOfIds('campaign_id') }, { campaignId: [id] }, {});
    const wish = () => ({ ...page, criteria, sort: sort?.length ? sort : order, about: [id] });
    return this.#reader.list(ctx, reading, shape, wish, selection);
  }

  /** The campaign after a change that the audit log already names. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'campaign', campaignShape, id, selection);
  }

  /** An expense after it was recorded, which the audit log already names. */
  expense(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'campaign', campaignExpenseShape, id, selection);
  }

  /** Made at the first call, when every noun has added its own. */
  #everyFigure(): Selection {
    this.#figures ??= select([{ metrics: everyMetric() }]);
    return this.#figures;
  }

  /** All figures of a campaign as they are now, null when it is not there; the caller audits what it tells. */
  async figures(ctx: RequestContext, id: string): Promise<PlainRow | null> {
    const { row } = await this.#reader.find(ctx, campaignShape, id, this.#everyFigure());
    return (row?.metrics as PlainRow | undefined) ?? null;
  }
}

function wishOf(ctx: RequestContext, { filter, search, sort, ...page }: CampaignListArgs) {
  const { criteria, isDeleted, count } = campaignCriteria(filter, search);
  if (isDeleted) assertMay(ctx.viewer, 'campaign:restore');
  const present = isDeleted ? '{t}.deleted_at is not null' : undefined;
  return { ...page, sort: sort?.length ? sort : newestFirst, criteria, present, count };
}
