import { type ZodType, z } from 'zod';
import type { Permission } from '../access/role-matrix.js';
import type { RequestContext } from '../context.js';
import { withSpooledCsv } from '../csv/csv-source.js';
import { importDuplicateRules, importStates } from '../importing/import-ledger.js';
import type { ImportUndo } from '../importing/import-undo.js';
import type { Importer } from '../importing/importer.js';
import { oneOf } from '../validation.js';
import { figures } from './answers.js';
import type { ListCall } from './paging.js';
import { flag, single } from './query.js';
import type { Route } from './route.js';

const longestFile = 512 * 1024 * 1024;

const ImportQuery = z.strictObject({
  dryRun: single(flag).describe('Only says what would be done.'),
  onDuplicate: single(oneOf(importDuplicateRules)).describe('For a person who is there already; SKIP unless given.'),
  force: single(flag).describe('Imports a file again that was imported before.'),
});

/** The files of one noun. */
export interface FileDoor {
  /** `lead`, as in its permissions and the ids of its issues; `Leads`, as in its use cases. */
  word: string;
  plural: string;
  importer: Pick<Importer, 'run'>;
  undo: Pick<ImportUndo, 'undo'>;
  keepReasons: readonly string[];
  exportCsv(ctx: RequestContext, call: ListCall): Promise<AsyncIterable<string>>;
  listQuery: ZodType;
}

/** REST door of imports and exports: CSV in and out, as streams. */
export function fileRoutes(door: FileDoor): Route[] {
  const { plural, word } = door;
  const [noun, rows] = [plural.slice(0, -1), plural.toLowerCase()];
  const about = { tag: plural, permission: `${word}:import` as Permission };
  return [
    {
      ...{ method: 'post', path: `/${rows}/import`, operation: `import${plural}`, ...about },
      summary: `Adds ${rows} from CSV; a file that was broken off is taken up where it stopped`,
      query: ImportQuery,
      rawBody: ['text/csv'],
      answer: importAnswer(noun, word),
      handle: async (ctx, { stream, query }) =>
        figures(await withSpooledCsv(stream, longestFile, source => door.importer.run(ctx, source, query))),
    },
    {
      ...{ method: 'post', path: `/${rows}/imports/:id/undo`, operation: `undo${noun}Import`, ...about },
      summary: `Deletes the ${rows} of an import, except those that were worked on since`,
      answer: undoneAnswer(noun, word, door.keepReasons),
      handle: async (ctx, { params }) => figures(await door.undo.undo(ctx, params.id as string)),
    },
    {
      ...{ method: 'get', path: `/${rows}/export`, operation: `export${plural}`, tag: plural },
      permission: `${word}:export` as Permission,
      summary: `${plural} as CSV, with the columns that the caller may see`,
      query: door.listQuery,
      produces: 'text/csv',
      handle: async (ctx, { query }) => ({
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${rows}.csv"`,
        },
        stream: await door.exportCsv(ctx, query as unknown as ListCall),
      }),
    },
  ];
}

const text = z.string().nullable();

const importAnswer = (noun: string, word: string) =>
  z
    .object({
      id: text,
      state: z.enum(importStates).nullable(),
      dryRun: z.boolean(),
      alreadyImported: z.boolean(),
      rows: z.int(),
      created: z.int(),
      skipped: z.int(),
      failed: z.int(),
      issues: z.array(
        z.object({ line: z.int(), path: z.string(), code: z.string(), message: z.string(), [`${word}Id`]: text }),
      ),
    })
    .meta({ id: `${noun}Import` });

const undoneAnswer = (noun: string, word: string, reasons: readonly string[]) =>
  z
    .object({
      id: z.guid(),
      removed: z.int(),
      keptCount: z.int(),
      kept: z.array(z.object({ [`${word}Id`]: z.guid(), reason: z.enum(reasons) })),
    })
    .meta({ id: `Undone${noun}Import` });
