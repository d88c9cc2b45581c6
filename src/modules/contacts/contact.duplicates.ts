import { mayOn } from '../../platform/access/viewer.js';
import type { DuplicateNoun, DuplicateSearch } from '../../platform/merging/duplicate-search.js';
import type { Identity } from '../../platform/merging/duplicates.js';
import { useCasesOf } from '../../platform/use-case.js';
import { contactShape } from './contact.shape.js';

export const contactReasons = ['EMAIL', 'PHONE', 'NPI'] as const;
export type ContactReason = (typeof contactReasons)[number];
export type ContactDuplicates = DuplicateSearch<ContactReason>;

/** By what two contacts are taken for one person. */
export const contactIdentity: Identity<ContactReason> = {
  objectType: 'CONTACT',
  table: 'contacts',
  signs: { EMAIL: 'email', PHONE: 'phone', NPI: 'npi' },
  known: 'A contact',
};

/** How contacts that may be one person are found. */
export const duplicateContacts: DuplicateNoun<ContactReason> = {
  useCase: useCasesOf('CONTACT')('contactDuplicates', 'contact:read', 'READ'),
  identity: contactIdentity,
  shape: contactShape,
  canSee: (viewer, row) => mayOn(viewer, 'contact:read', row),
  canName: (viewer, row) => mayOn(viewer, 'contact:read', row),
  maySeeSign: () => true,
};
