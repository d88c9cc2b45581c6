import './contact.relations.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import { contactCriteria } from './contact.criteria.js';
import type { ContactFilterInput } from './contact.filter.js';
import { contactShape } from './contact.shape.js';

export type ContactListArgs = ListArgs<ContactFilterInput>;

/** Reads contacts in the shape asked for. */
export class ContactQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One contact; throws NotFoundError when the practice has none, ForbiddenError when it is not for this viewer. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const reading = { operation: 'contact', permission: 'contact:read' } as const;
    return this.#reader.one(ctx, reading, contactShape, id, selection);
  }

  /** A page of contacts, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: ContactListArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'contacts', permission: 'contact:read' } as const;
    const wish = () => listWish(ctx, args, contactCriteria(args.filter, args.search), 'contact:restore');
    return this.#reader.list(ctx, reading, contactShape, wish, selection);
  }

  /** The contact after a change that the audit log already names; null when the viewer does not see it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'contact', contactShape, id, selection);
  }
}
