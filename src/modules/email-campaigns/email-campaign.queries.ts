import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf } from '../../platform/reading/criteria.js';
import { oneOfIds } from '../../platform/reading/filter-rules.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import { type Page, type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import type { EmailCampaignChecks } from './email-campaign.checks.js';
import { emailCampaignCriteria } from './email-campaign.criteria.js';
import type { EmailCampaignFilterInput } from './email-campaign.filter.js';
import './campaign-mail.shape.js';
import './email-campaign.relations.js';
import { emailCampaignShape } from './email-campaign.shape.js';
import type { EmailCampaignStatus } from './email-campaign.status.js';
import { figureNames } from './email-campaign-metrics.shape.js';
import { emailCampaignRecipientShape } from './email-campaign-recipient.shape.js';

/** What a list of email campaigns may be asked with; filter and sort are checked here. */
export type EmailCampaignListArgs = ListArgs<EmailCampaignFilterInput>;

const everyFigure = select(['status', { metrics: figureNames }]);
const asNamed = [{ field: 'position', direction: 'ASC' }] as const;

/** Reads email campaigns in the shape asked for. */
export class EmailCampaignQueries {
  readonly #reader: Reader;
  constructor(
    ground: Ground,
    private readonly checks: EmailCampaignChecks,
  ) {
    this.#reader = new Reader(ground);
  }

  /** One email campaign; throws NotFoundError when the practice has none. */
  async one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const useCase = { operation: 'emailCampaign', permission: 'emailCampaign:read' } as const;
    const row = await this.#reader.one(ctx, useCase, emailCampaignShape, id, selection);
    return this.#complete(ctx, id, row, selection);
  }

  /** A page of email campaigns, newest first unless told. */
  list(ctx: RequestContext, args: EmailCampaignListArgs, selection: Selection): Promise<Page> {
    const useCase = { operation: 'emailCampaigns', permission: 'emailCampaign:read' } as const;
    const wish = () => listWish(ctx, args, emailCampaignCriteria(args.filter, args.search), 'emailCampaign:restore');
    return this.#reader.list(ctx, useCase, emailCampaignShape, wish, selection);
  }

  /** Whom it names by hand, in the order they were named. @throws NotFoundError, ForbiddenError. */
  async recipients(ctx: RequestContext, id: string, page: PageArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'emailCampaignRecipients', permission: 'emailCampaign:read' } as const;
    await this.#reader.one(ctx, reading, emailCampaignShape, id, select(['id']));
    const criteria = criteriaOf<object>({ of: oneOfIds('email_campaign_id') }, { of: [id] }, {});
    const wish = () => ({ ...page, criteria, sort: asNamed, about: [id] });
    return this.#reader.list(ctx, reading, emailCampaignRecipientShape, wish, selection);
  }

  /** The email campaign after a change that the audit log already names. */
  async afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    const row = await this.#reader.afterChange(ctx, 'emailCampaign', emailCampaignShape, id, selection);
    return row && this.#complete(ctx, id, row, selection);
  }

  /** What stands in no column: too much to look up for each of a list. */
  async #complete(ctx: RequestContext, id: string, row: PlainRow, selection: Selection): Promise<PlainRow> {
    const isWanted = [...selection.fields.values()].some(({ name }) => name === 'readiness');
    if (!isWanted) return row;
    return Object.assign(row, { readiness: await this.checks.shown(ctx.practiceId, id) });
  }

  /** The status and all figures of one as they are now, null when it is not there; the caller audits what it tells. */
  async figures(ctx: RequestContext, id: string): Promise<{ status: EmailCampaignStatus; metrics: PlainRow } | null> {
    const { row } = await this.#reader.find(ctx, emailCampaignShape, id, everyFigure);
    return row && { status: row.status as EmailCampaignStatus, metrics: row.metrics as PlainRow };
  }
}
