import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import { observe } from '../../platform/use-case.js';
import { cellOf, exportColumns } from './lead.import-columns.js';
import { groupOfField, groupPermission } from './lead.policy.js';
import type { LeadListArgs, LeadQueries } from './lead.queries.js';

export type ExportArgs = Pick<LeadListArgs, 'filter' | 'search' | 'sort'>;

const batchSize = 100;

/** Writes leads as CSV: only columns the viewer may see, each row named in the audit log before it leaves. */
export class LeadExport {
  constructor(
    private readonly ground: Ground,
    private readonly leads: LeadQueries,
  ) {}

  /** Refuses before the first line; then the text in parts, ready to be sent as they come. */
  async exportLeads(ctx: RequestContext, args: ExportArgs): Promise<AsyncIterable<string>> {
    const columns = exportColumns.filter(column => {
      const group = groupOfField(column.split('.')[0]!);
      return !group || scopeOf(ctx.signedIn, groupPermission(group, 'read')) !== 'NONE';
    });
    // The first page is read now, so that a refusal still finds its status.
    const pages = this.#pages(ctx, args, selectionOf(columns));
    const first = await pages.next();
    return lines(columns, first, pages);
  }

  async *#pages(
    ctx: RequestContext,
    { filter, search, sort }: ExportArgs,
    selection: Selection,
  ): AsyncGenerator<PlainRow[]> {
    const useCase = {
      operation: 'exportLeads',
      permission: 'lead:export',
      action: 'EXPORT',
      objectType: 'LEAD',
    } as const;
    for (let after: string | null = null; ; ) {
      const page = await observe(this.ground, ctx, useCase, async () => {
        const value = await this.leads.list(ctx, { filter, search, sort, first: batchSize, after }, selection);
        return { value, report: { ids: value.nodes.map(row => row.id as string) } };
      });
      yield page.nodes;
      if (!page.pageInfo.hasNextPage) return;
      after = page.pageInfo.endCursor;
    }
  }
}

function selectionOf(columns: string[]): Selection {
  const nested = Map.groupBy(columns, column => column.split('.')[0]!);
  return select(
    [...nested].map(([name, parts]) =>
      parts[0] === name ? name : { [name]: parts.map(part => part.slice(name.length + 1)) },
    ),
  );
}

async function* lines(
  columns: string[],
  first: IteratorResult<PlainRow[]>,
  rest: AsyncIterable<PlainRow[]>,
): AsyncGenerator<string> {
  yield line(columns);
  if (first.done) return;
  yield first.value.map(row => line(columns.map(column => cellOf(row, column)))).join('');
  for await (const rows of rest) yield rows.map(row => line(columns.map(column => cellOf(row, column)))).join('');
}

const line = (cells: string[]): string => `${cells.map(quoted).join(',')}\r\n`;
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
