import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { mergedGroup, setFields } from '../../platform/database/fields.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import type { Address } from '../../platform/postal-address.js';
import { normalizeName } from '../../platform/reading/words.js';
import type { UpdateContactInput } from './contact.rules.js';
import type { ContactReferralStatus, ContactType, Social } from './contact.vocabulary.js';

const ContactSchema = defineEntity({
  name: 'Contact',
  tableName: 'contacts',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    firstName: p.text().strictNullable(),
    lastName: p.text().strictNullable(),
    nameKey: p.text(),
    credentials: p.text().strictNullable(),
    title: p.text().strictNullable(),
    organizationId: p.uuid().strictNullable(),
    type: p.text().$type<ContactType>(),
    category: p.text().strictNullable(),
    email: p.text().strictNullable(),
    emailIndex: p.text().strictNullable(),
    phone: p.text().strictNullable(),
    fax: p.text().strictNullable(),
    address: p.json().$type<Address>().strictNullable(),
    website: p.text().strictNullable(),
    social: p.json().$type<Social>().strictNullable(),
    npi: p.text().strictNullable(),
    referralStatus: p.text().$type<ContactReferralStatus>(),
    acceptsReferrals: p.boolean(),
    specialties: p.array().$type<string[]>(),
    referralPreferences: p.text().strictNullable(),
    referralNotes: p.text().strictNullable(),
    okToEmail: p.boolean(),
    tags: p.array().$type<string[]>(),
    assignedToId: p.uuid().strictNullable(),
    importId: p.uuid().strictNullable(),
    importRow: p.integer().strictNullable(),
    mergedIntoId: p.uuid().strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** The fields of a contact that a person may set. */
export const contactFields = [
  'firstName',
  'lastName',
  'credentials',
  'title',
  'organizationId',
  'type',
  'category',
  'email',
  'phone',
  'fax',
  'address',
  'website',
  'social',
  'npi',
  'referralStatus',
  'acceptsReferrals',
  'specialties',
  'referralPreferences',
  'referralNotes',
  'okToEmail',
  'tags',
  'assignedToId',
] as const;
export type ContactField = (typeof contactFields)[number];

/** A professional or someone of the community whom the practice knows. */
export class Contact extends ContactSchema.class {
  /** Sets the fields that are present; of a nested one too, what is absent stays. Answers what changed. */
  applyDetails({ address, social, specialties, tags, ...details }: UpdateContactInput, cipher: Cipher): AuditChanges {
    const values = {
      ...details,
      address: address === undefined ? undefined : mergedGroup(this.address ?? null, address),
      social: social === undefined ? undefined : mergedGroup(this.social ?? null, social),
      specialties: specialties === null ? [] : specialties,
      tags: tags === null ? [] : tags,
    };
    return this.replaceDetails(values, cipher);
  }

  /** Sets whole values, of a nested field too; answers what changed. */
  replaceDetails(values: { [F in ContactField]?: Contact[F] | undefined }, cipher: Cipher): AuditChanges {
    const changes = setFields(this, contactFields, values);
    this.nameKey = normalizeName([this.lastName, this.firstName].filter(Boolean).join(' '));
    if ('email' in changes) this.emailIndex = this.email ? addressIndexOf(cipher, this.practiceId, this.email) : null;
    return changes;
  }
}
ContactSchema.setClass(Contact);
