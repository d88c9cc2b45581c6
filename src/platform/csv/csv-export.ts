import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { type Page, type PlainRow, type Selection, select } from '../reading/selection.js';
import { observe, type UseCase } from '../use-case.js';
import { csvLine } from './csv-cells.js';
import { cellOf } from './csv-columns.js';

const batchSize = 100;

/** A page of the rows that an export writes. */
export type PageOf = (page: { first: number; after: string | null }, selection: Selection) => Promise<Page>;

/**
 * Writes a list as CSV, each row named in the audit log before it leaves. Refuses before the first line; then the
 * text in parts, ready to be sent as they come.
 */
export async function exportCsv(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  columns: readonly string[],
  pageOf: PageOf,
): Promise<AsyncIterable<string>> {
  const pages = pagesOf(ground, ctx, useCase, selectionOf(columns), pageOf);
  // The first page is read now, so that a refusal still finds its status.
  const first = await pages.next();
  return lines(columns, first, pages);
}

async function* pagesOf(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  selection: Selection,
  pageOf: PageOf,
): AsyncGenerator<PlainRow[]> {
  for (let after: string | null = null; ; ) {
    const page = await observe(ground, ctx, useCase, async () => {
      const value = await pageOf({ first: batchSize, after }, selection);
      return { value, report: { ids: value.nodes.map(row => row.id as string) } };
    });
    yield page.nodes;
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

function selectionOf(columns: readonly string[]): Selection {
  const nested = Map.groupBy(columns, column => column.split('.')[0]!);
  return select(
    [...nested].map(([name, parts]) =>
      parts[0] === name ? name : { [name]: parts.map(part => part.slice(name.length + 1)) },
    ),
  );
}

async function* lines(
  columns: readonly string[],
  first: IteratorResult<PlainRow[]>,
  rest: AsyncIterable<PlainRow[]>,
): AsyncGenerator<string> {
  const text = (rows: PlainRow[]) => rows.map(row => csvLine(columns.map(column => cellOf(row, column)))).join('');
  yield csvLine(columns);
  if (first.done) return;
  yield text(first.value);
  for await (const rows of rest) yield text(rows);
}
