import { fileRoutes } from '../../../platform/rest/file-routes.js';
import { mergeRoutes } from '../../../platform/rest/merge-routes.js';
import type { Route } from '../../../platform/rest/route.js';
import { type ContactDuplicates, contactReasons } from '../contact.duplicates.js';
import type { ContactExport } from '../contact.export.js';
import { type ContactImporter, type ContactImportUndo, keepReasons } from '../contact.import.js';
import { type ContactMerging, type ContactUnmerging, mergedContacts } from '../contact.merge.js';
import { ContactListQuery, contactListArgs } from './contact.list-query.js';
import { ContactAnswer, contactSelection } from './contact.presenter.js';

/** REST door of files of contacts. */
export const contactFileRoutes = (
  importer: ContactImporter,
  undo: ContactImportUndo,
  exports: ContactExport,
): Route[] =>
  fileRoutes({
    ...{ word: 'contact', plural: 'Contacts', importer, undo, keepReasons, listQuery: ContactListQuery },
    exportCsv: (ctx, call) => exports.exportContacts(ctx, contactListArgs(call)),
  });

/** REST door of contacts that are one person. */
export const contactMergeRoutes = (
  duplicates: ContactDuplicates,
  merging: ContactMerging,
  unmerging: ContactUnmerging,
): Route[] =>
  mergeRoutes({
    ...{ noun: mergedContacts, reasons: contactReasons, duplicates, merging, unmerging },
    ...{ selection: contactSelection, answer: ContactAnswer },
  });
