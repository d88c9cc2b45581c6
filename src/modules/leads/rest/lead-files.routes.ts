import { z } from 'zod';
import { withSpooledCsv } from '../../../platform/csv/csv-source.js';
import { figures } from '../../../platform/rest/answers.js';
import type { ListCall } from '../../../platform/rest/paging.js';
import { flag, single } from '../../../platform/rest/query.js';
import type { Route } from '../../../platform/rest/route.js';
import { oneOf } from '../../../platform/validation.js';
import type { LeadExport } from '../lead.export.js';
import type { LeadImporter } from '../lead.import.js';
import { importDuplicateRules } from '../lead.import-ledger.js';
import type { LeadImportUndo } from '../lead.import-undo.js';
import { LeadListQuery, leadListArgs } from './lead.list-query.js';
import { LeadImportAnswer, UndoneImportAnswer } from './lead-flows.answers.js';

const tag = 'Leads';
const longestFile = 512 * 1024 * 1024;

const ImportQuery = z.strictObject({
  dryRun: single(flag).describe('Only says what would be done.'),
  onDuplicate: single(oneOf(importDuplicateRules)).describe(
    'For a person who is an open lead already; SKIP unless given.',
  ),
  force: single(flag).describe('Imports a file again that was imported before.'),
});

/** REST door of imports and exports: CSV in and out, as streams. */
export function fileRoutes(imports: LeadImporter, undos: LeadImportUndo, exports: LeadExport): Route[] {
  return [
    {
      ...{ method: 'post', path: '/leads/import', operation: 'importLeads', permission: 'lead:import', tag },
      summary: 'Adds leads from CSV; a file that was broken off is taken up where it stopped',
      query: ImportQuery,
      rawBody: ['text/csv'],
      answer: LeadImportAnswer,
      handle: async (ctx, { stream, query }) =>
        figures(await withSpooledCsv(stream, longestFile, source => imports.run(ctx, source, query))),
    },
    {
      ...{ method: 'post', path: '/leads/imports/:id/undo', operation: 'undoLeadImport', tag },
      permission: 'lead:import',
      summary: 'Deletes the leads of an import, except those that were worked on since',
      answer: UndoneImportAnswer,
      handle: async (ctx, { params }) => figures(await undos.undo(ctx, params.id as string)),
    },
    {
      ...{ method: 'get', path: '/leads/export', operation: 'exportLeads', permission: 'lead:export', tag },
      summary: 'Leads as CSV, with the columns that the caller may see',
      query: LeadListQuery,
      produces: 'text/csv',
      handle: async (ctx, { query }) => ({
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="leads.csv"',
        },
        stream: await exports.exportLeads(ctx, leadListArgs(query as unknown as ListCall)),
      }),
    },
  ];
}
