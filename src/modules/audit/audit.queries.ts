import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, Selection } from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import { id, parse } from '../../platform/validation.js';
import { auditCriteria } from './audit.criteria.js';
import { type AuditFilter, type AuditFilterInput, AuditFilterRules } from './audit.rules.js';
import { auditShape } from './audit.shape.js';

/** What counts as having disclosed a person's record to somebody. */
const disclosing = ['READ', 'EXPORT', 'CONVERT', 'SUBSCRIBE', 'BREAK_GLASS', 'SEND'] as const;
const newestFirst: readonly SortKey[] = [{ field: 'at', direction: 'DESC' }];

interface ListArgs extends PageArgs {
  filter?: AuditFilterInput | null;
}

/** Reads of the practice's own rows of the log; each is a row of the log again. */
export class AuditQueries {
  readonly #reader: Reader;
  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** A page of the log, newest first. */
  list(ctx: RequestContext, args: ListArgs, selection: Selection): Promise<Page> {
    return this.#page(ctx, 'auditLog', args, () => parse(AuditFilterRules, args.filter ?? {}), selection);
  }

  /** Who saw one person's record, got it handed over or wrote to them, newest first. */
  disclosures(ctx: RequestContext, personId: string, args: PageArgs, selection: Selection): Promise<Page> {
    const filter = (): AuditFilter => ({
      objectId: parse(id, personId),
      action: [...disclosing],
      outcome: ['SUCCEEDED'],
    });
    return this.#page(ctx, 'disclosures', args, filter, selection);
  }

  #page(ctx: RequestContext, operation: string, args: PageArgs, filter: () => AuditFilter, selection: Selection) {
    const { first, after, last, before } = args;
    const wish = () => ({ first, after, last, before, sort: newestFirst, criteria: auditCriteria(filter()) });
    return this.#reader.list(ctx, { operation, permission: 'audit:read' }, auditShape, wish, selection);
  }
}
