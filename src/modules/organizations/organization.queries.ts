import './organization.relations.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import { organizationCriteria } from './organization.criteria.js';
import type { OrganizationFilterInput } from './organization.filter.js';
import { organizationShape } from './organization.shape.js';

export type OrganizationListArgs = ListArgs<OrganizationFilterInput>;

/** Reads organizations in the shape asked for. */
export class OrganizationQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One organization; throws NotFoundError when the practice has none. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const reading = { operation: 'organization', permission: 'organization:read' } as const;
    return this.#reader.one(ctx, reading, organizationShape, id, selection);
  }

  /** A page of organizations, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: OrganizationListArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'organizations', permission: 'organization:read' } as const;
    const wish = () => listWish(ctx, args, organizationCriteria(args.filter, args.search), 'organization:restore');
    return this.#reader.list(ctx, reading, organizationShape, wish, selection);
  }

  /** The organization after a change that the audit log already names; null when the viewer does not see it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'organization', organizationShape, id, selection);
  }
}
