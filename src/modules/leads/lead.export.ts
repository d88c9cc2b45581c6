import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { exportColumns } from '../../platform/csv/csv-columns.js';
import { exportCsv } from '../../platform/csv/csv-export.js';
import type { Ground } from '../../platform/ground.js';
import { useCasesOf } from '../../platform/use-case.js';
import { leadColumns } from './lead.columns.js';
import { groupOfField, groupPermission } from './lead.policy.js';
import type { LeadListArgs, LeadQueries } from './lead.queries.js';

export type ExportArgs = Pick<LeadListArgs, 'filter' | 'search' | 'sort'>;

const useCase = useCasesOf('LEAD')('exportLeads', 'lead:export', 'EXPORT');

/** Writes leads as CSV: only columns the viewer may see. */
export class LeadExport {
  constructor(
    private readonly ground: Ground,
    private readonly leads: LeadQueries,
  ) {}

  /** Refuses before the first line; then the text in parts. */
  exportLeads(ctx: RequestContext, { filter, search, sort }: ExportArgs): Promise<AsyncIterable<string>> {
    const columns = exportColumns(leadColumns).filter(column => {
      const group = groupOfField(column.split('.')[0]!);
      return !group || scopeOf(ctx.signedIn, groupPermission(group, 'read')) !== 'NONE';
    });
    return exportCsv(this.ground, ctx, useCase, columns, (page, selection) =>
      this.leads.list(ctx, { filter, search, sort, ...page }, selection),
    );
  }
}
