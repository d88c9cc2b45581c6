import { lockPresent, lockRow } from '../../platform/database/rows.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import type { MergeNoun } from '../../platform/merging/merge-noun.js';
import type { MergeFields } from '../../platform/merging/merge-plan.js';
import type { Merging } from '../../platform/merging/merging.js';
import type { Unmerging } from '../../platform/merging/unmerging.js';
import { Contact, type ContactField, contactFields } from './contact.entity.js';

export type ContactMerging = Merging<Contact, ContactField>;
export type ContactUnmerging = Unmerging<Contact>;

const fields: MergeFields<ContactField> = {
  all: contactFields,
  united: ['tags', 'specialties'],
  cautious: ['okToEmail'],
};

/** What merging contacts is called, and what it settles. */
export const mergedContacts = {
  objectType: 'CONTACT',
  plural: 'Contacts',
  permission: 'contact:merge',
  fields,
} as const;

/** Contacts as merging knows them. */
export const mergeableContacts = (cipher: Cipher): MergeNoun<Contact, ContactField> => ({
  ...mergedContacts,
  table: 'contacts',
  times: [],
  lock: (unit, id, path) => lockPresent(unit, Contact, 'CONTACT', id, path),
  lockAny: (unit, id) => lockRow(unit, Contact, id),
  values: fieldsOf,
  state: contact => ({ fields: fieldsOf(contact), sealed: {} }),
  // A nested field, as an address, is taken whole.
  settle: (contact, _, values) => contact.replaceDetails(values, cipher),
  restore: (contact, values) => contact.replaceDetails(values, cipher),
});

function fieldsOf(contact: Contact): Record<string, unknown> {
  return Object.fromEntries(contactFields.map(field => [field, contact[field] ?? null]));
}
