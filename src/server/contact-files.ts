import { duplicateContacts } from '../modules/contacts/contact.duplicates.js';
import { ContactExport } from '../modules/contacts/contact.export.js';
import { importableContacts } from '../modules/contacts/contact.import.js';
import { mergeableContacts } from '../modules/contacts/contact.merge.js';
import type { ContactQueries } from '../modules/contacts/contact.queries.js';
import type { ContactService } from '../modules/contacts/contact.service.js';
import type { OrganizationService } from '../modules/organizations/organization.service.js';
import { tellingOfSuppressed } from '../modules/suppressions/suppression.imports.js';
import type { Ground } from '../platform/ground.js';
import { ImportUndo } from '../platform/importing/import-undo.js';
import { Importer } from '../platform/importing/importer.js';
import { DuplicateSearch } from '../platform/merging/duplicate-search.js';
import { Merging } from '../platform/merging/merging.js';
import { Unmerging } from '../platform/merging/unmerging.js';
import { contactDependents } from './dependents.js';

interface Parts {
  contacts: ContactService;
  contactQueries: ContactQueries;
  organizations: OrganizationService;
}

/** Contacts by the file, and those that are one person. */
export function contactFiles(ground: Ground, { contacts, contactQueries, organizations }: Parts) {
  const importable = tellingOfSuppressed(importableContacts(contacts, organizations, contactDependents));
  const mergeable = mergeableContacts(ground.cipher);
  return {
    contactDuplicates: new DuplicateSearch(ground, duplicateContacts),
    contactMerging: new Merging(ground, mergeable, contactDependents),
    contactUnmerging: new Unmerging(ground, mergeable, contactDependents),
    contactImport: new Importer(ground, importable),
    contactImportUndo: new ImportUndo(ground, importable),
    contactExport: new ContactExport(ground, contactQueries),
  };
}
