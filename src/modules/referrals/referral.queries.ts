import './referral.relations.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import { referralCriteria } from './referral.criteria.js';
import type { ReferralFilterInput } from './referral.filter.js';
import { referralShape } from './referral.shape.js';

export type ReferralListArgs = ListArgs<ReferralFilterInput>;

/** Reads referrals in the shape asked for. */
export class ReferralQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One referral; throws NotFoundError when the practice has none. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'referral', permission: 'referral:read' }, referralShape, id, selection);
  }

  /** A page of referrals, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: ReferralListArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'referrals', permission: 'referral:read' } as const;
    const wish = () => listWish(ctx, args, referralCriteria(args.filter, args.search), 'referral:restore');
    return this.#reader.list(ctx, reading, referralShape, wish, selection);
  }

  /** The referral after a change that the audit log already names; null when the viewer does not see it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'referral', referralShape, id, selection);
  }
}
