import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import { type Page, type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import type { Statement } from '../../platform/reading/statement.js';
import { templateCriteria } from './template.criteria.js';
import type { TemplateFilterInput } from './template.filter.js';
import { templateShape, templateVersionShape } from './template.shape.js';

export type TemplateListArgs = ListArgs<TemplateFilterInput>;

const reading = { operation: 'emailTemplate' as string, permission: 'emailTemplate:read' } as const;
const latestFirst: readonly SortKey[] = [{ field: 'number', direction: 'DESC' }];

/** Reads templates in the shape asked for, and what was published of them. */
export class TemplateQueries {
  readonly #reader: Reader;
  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One template, read under the word of what it is for; throws NotFoundError when the practice has none. */
  one(ctx: RequestContext, id: string, selection: Selection, operation = reading.operation): Promise<PlainRow> {
    return this.#reader.one(ctx, { ...reading, operation }, templateShape, id, selection);
  }

  /** A page of templates, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: TemplateListArgs, selection: Selection): Promise<Page> {
    const wish = () => listWish(ctx, args, templateCriteria(args.filter, args.search), 'emailTemplate:restore');
    return this.#reader.list(ctx, { ...reading, operation: 'emailTemplates' }, templateShape, wish, selection);
  }

  /** The template after a change that the audit log already names. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'emailTemplate', templateShape, id, selection);
  }

  /** A page of what was published of a template, latest first. @throws NotFoundError. */
  async versions(ctx: RequestContext, id: string, args: PageArgs, selection: Selection): Promise<Page> {
    const listing = { ...reading, operation: 'emailTemplateVersions' };
    await this.#reader.one(ctx, listing, templateShape, id, select(['id']));
    const ofTemplate = (st: Statement) => [`{t}.template_id = ${st.bind(id, 'uuid')}`];
    const criteria = { groups: new Set<string>(), fields: [], write: ofTemplate };
    const wish = () => ({ ...args, sort: latestFirst, criteria, about: [id] });
    return this.#reader.list(ctx, listing, templateVersionShape, wish, selection);
  }
}
