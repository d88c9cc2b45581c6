import type { RequestContext } from '../../platform/context.js';
import { exportCsv } from '../../platform/csv/csv-export.js';
import type { Ground } from '../../platform/ground.js';
import { useCasesOf } from '../../platform/use-case.js';
import { exportedContactColumns } from './contact.columns.js';
import type { ContactListArgs, ContactQueries } from './contact.queries.js';

const useCase = useCasesOf('CONTACT')('exportContacts', 'contact:export', 'EXPORT');

/** Writes contacts as CSV. */
export class ContactExport {
  constructor(
    private readonly ground: Ground,
    private readonly contacts: ContactQueries,
  ) {}

  /** Refuses before the first line; then the text in parts. */
  exportContacts(
    ctx: RequestContext,
    { filter, search, sort }: Pick<ContactListArgs, 'filter' | 'search' | 'sort'>,
  ): Promise<AsyncIterable<string>> {
    return exportCsv(this.ground, ctx, useCase, exportedContactColumns, (page, selection) =>
      this.contacts.list(ctx, { filter, search, sort, ...page }, selection),
    );
  }
}
