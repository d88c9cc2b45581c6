import type { z } from 'zod';
import type { Entry, ImportNoun } from '../../platform/importing/import-noun.js';
import type { ImportUndo } from '../../platform/importing/import-undo.js';
import type { Importer } from '../../platform/importing/importer.js';
import { type Dependent, hasDependents } from '../../platform/merging/dependents.js';
import { normalizeName } from '../../platform/reading/words.js';
import { type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { CreateOrganization } from '../organizations/organization.rules.js';
import type { OrganizationService } from '../organizations/organization.service.js';
import { contactColumns } from './contact.columns.js';
import { contactIdentity } from './contact.duplicates.js';
import { Contact } from './contact.entity.js';
import { CreateContact } from './contact.rules.js';
import type { ContactService } from './contact.service.js';

/** A row of a file: a contact, whose organization may be given by its name. */
const ContactRow = CreateContact.extend({ organization: CreateOrganization.pick({ name: true }).nullish() });
type ContactRowInput = z.output<typeof ContactRow>;

export type ContactImporter = Importer<ContactRowInput, Contact>;
export type ContactImportUndo = ImportUndo;

const useCase = useCasesOf('CONTACT');

/** Why an undo leaves a contact: someone has changed it, or other records are about it. */
export const keepReasons = ['CHANGED', 'IN_USE'] as const;

/** Contacts as their files know them. */
export const importableContacts = (
  contacts: ContactService,
  organizations: OrganizationService,
  dependents: readonly Dependent[],
): ImportNoun<ContactRowInput, Contact> => ({
  word: 'contact',
  entity: Contact,
  identity: contactIdentity,
  columns: contactColumns,
  rules: ContactRow,
  importing: useCase('importContacts', 'contact:import', 'IMPORT'),
  undoing: useCase('undoContactImport', 'contact:import', 'UNDO'),
  references: [
    { field: 'assignedToId', table: 'staff_members', where: 'is_active', what: 'active member of staff' },
    { field: 'organizationId', table: 'organizations', where: 'deleted_at is null', what: 'organization' },
  ],
  draft: (ctx, input) => contacts.draft(ctx, input),
  complete: (unit, entries) => joinOrganizations(unit, organizations, entries),
  kept: `case when t.version > 1 then 'CHANGED' when ${hasDependents(dependents)} then 'IN_USE' end`,
});

/** Puts contacts whose file names their organization into it: the one of that name, or a new one. */
async function joinOrganizations(
  unit: UnitOfWork,
  organizations: OrganizationService,
  entries: readonly Entry<ContactRowInput, Contact>[],
): Promise<void> {
  const named = entries.flatMap(({ draft, input }) =>
    input.organization && !draft.organizationId ? [{ draft, name: input.organization.name }] : [],
  );
  if (named.length === 0) return;
  const ids = await organizations.ofNames(
    unit,
    named.map(({ name }) => name),
  );
  for (const { draft, name } of named) draft.organizationId = ids.get(normalizeName(name)) as string;
}
