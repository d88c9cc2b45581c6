import { fileRoutes } from '../../../platform/rest/file-routes.js';
import { mergeRoutes } from '../../../platform/rest/merge-routes.js';
import type { Route } from '../../../platform/rest/route.js';
import type { LeadDuplicates } from '../lead.duplicates.js';
import type { LeadExport } from '../lead.export.js';
import { keepReasons, type LeadImporter, type LeadImportUndo } from '../lead.import.js';
import { type LeadMerging, type LeadUnmerging, mergedLeads } from '../lead.merge.js';
import { LeadListQuery, leadListArgs } from './lead.list-query.js';
import { LeadAnswer, leadSelection } from './lead.presenter.js';

const naming = { word: 'lead', plural: 'Leads' };

/** REST door of files of leads. */
export const leadFileRoutes = (importer: LeadImporter, undo: LeadImportUndo, exports: LeadExport): Route[] =>
  fileRoutes({
    ...naming,
    ...{ importer, undo, keepReasons, listQuery: LeadListQuery },
    exportCsv: (ctx, call) => exports.exportLeads(ctx, leadListArgs(call)),
  });

/** REST door of leads that are one person. */
export const leadMergeRoutes = (duplicates: LeadDuplicates, merging: LeadMerging, unmerging: LeadUnmerging): Route[] =>
  mergeRoutes({
    ...{ noun: mergedLeads, reasons: ['EMAIL', 'PHONE'], duplicates, merging, unmerging },
    ...{ selection: leadSelection, answer: LeadAnswer },
  });
