import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { mergedGroup } from '../../platform/database/fields.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import type { Address } from '../../platform/postal-address.js';
import type { Lead } from './lead.entity.js';
import type { Clinical, ContactDetails, Insurance, Preferences, Service } from './lead.vocabulary.js';

/** The fields of a lead that are kept encrypted, in the clear. */
export interface ProtectedDetails {
  email: string | null;
  phone: string | null;
  dateOfBirth: string | null;
  address: Address | null;
  safeContactNote: string | null;
  interestedServices: Service[];
  presentingConcern: string | null;
  preferences: Preferences | null;
  insurance: Insurance | null;
}
export type ProtectedField = keyof ProtectedDetails;
export type ProtectedPatch = { [F in ProtectedField]?: ProtectedDetails[F] | undefined };

const columnOf = {
  email: 'sealed_email',
  phone: 'sealed_contact_details',
  dateOfBirth: 'sealed_contact_details',
  address: 'sealed_contact_details',
  safeContactNote: 'sealed_contact_details',
  interestedServices: 'sealed_clinical',
  presentingConcern: 'sealed_clinical',
  preferences: 'sealed_clinical',
  insurance: 'sealed_insurance',
} as const satisfies Record<ProtectedField, string>;
type SealedColumn = (typeof columnOf)[ProtectedField];

export const protectedFields = Object.keys(columnOf) as ProtectedField[];

const propertyOf = {
  sealed_email: 'sealedEmail',
  sealed_contact_details: 'sealedContactDetails',
  sealed_clinical: 'sealedClinical',
  sealed_insurance: 'sealedInsurance',
} as const;

export const sealedProperties = Object.values(propertyOf);
type SealedProperty = (typeof sealedProperties)[number];

const nested: readonly ProtectedField[] = ['address', 'preferences', 'insurance'];

/** Opens and seals the protected fields of leads. */
export class LeadProtection {
  constructor(private readonly cipher: Cipher) {}

  /** All protected fields in the clear. */
  open(lead: Lead): ProtectedDetails {
    const contact = this.#open<ContactDetails>(lead, 'sealed_contact_details');
    const clinical = this.#open<Clinical>(lead, 'sealed_clinical');
    return {
      email: this.#open<string>(lead, 'sealed_email'),
      phone: contact?.phone ?? null,
      dateOfBirth: contact?.dateOfBirth ?? null,
      address: contact?.address ?? null,
      safeContactNote: contact?.safeContactNote ?? null,
      interestedServices: clinical?.interestedServices ?? [],
      presentingConcern: clinical?.presentingConcern ?? null,
      preferences: clinical?.preferences ?? null,
      insurance: this.#open<Insurance>(lead, 'sealed_insurance'),
    };
  }

  /** Sets the fields that are present and seals their columns anew; answers the names of those that changed. */
  apply(lead: Lead, patch: ProtectedPatch): AuditChanges {
    const present = protectedFields.filter(field => patch[field] !== undefined);
    if (present.length === 0) return {};
    const before = this.open(lead);
    const after = { ...before };
    for (const field of present) Object.assign(after, { [field]: merged(field, before[field], patch[field]) });
    const changed = present.filter(field => !isDeepStrictEqual(before[field], after[field]));
    for (const column of new Set(changed.map(field => columnOf[field]))) this.#seal(lead, column, after);
    if (changed.includes('email')) lead.emailIndex = this.index(lead.practiceId, 'email', after.email);
    if (changed.includes('phone')) lead.phoneIndex = this.index(lead.practiceId, 'phone', after.phone);
    return Object.fromEntries(changed.map(field => [field, true as const]));
  }

  /** Like `apply`, but the groups of fields that are named lose what is not in their new value. */
  replace(lead: Lead, values: ProtectedPatch, names: readonly string[]): AuditChanges {
    const before = this.open(lead);
    const groups = nested.filter(field => names.includes(field) && !isDeepStrictEqual(before[field], values[field]));
    const rest = Object.fromEntries(
      Object.entries(values).filter(([field]) => !nested.includes(field as ProtectedField)),
    );
    this.apply(lead, Object.fromEntries(groups.map(field => [field, null])));
    this.apply(lead, Object.fromEntries(groups.map(field => [field, values[field]])));
    return { ...Object.fromEntries(groups.map(field => [field, true as const])), ...this.apply(lead, rest) };
  }

  /** Whether a sealed text of this lead's says what the lead says now; false also when its key is gone. */
  isSameContent(lead: Lead, property: SealedProperty, text: string): boolean {
    const column = (Object.keys(propertyOf) as SealedColumn[]).find(
      name => propertyOf[name] === property,
    ) as SealedColumn;
    try {
      return isDeepStrictEqual(this.cipher.open(place(lead, column), text), this.#open(lead, column));
    } catch {
      return false;
    }
  }

  /** The blind index of a normalized address or number. */
  index(practiceId: string, field: 'email' | 'phone', value: string | null | undefined): string | null {
    if (!value) return null;
    return field === 'email'
      ? addressIndexOf(this.cipher, practiceId, value)
      : this.cipher.blindIndex(practiceId, field, value);
  }

  #open<T>(lead: Lead, column: SealedColumn): T | null {
    const sealed = lead[propertyOf[column]];
    return sealed ? this.cipher.open<T>(place(lead, column), sealed) : null;
  }

  #seal(lead: Lead, column: SealedColumn, details: ProtectedDetails): void {
    const value = contentOf(column, details);
    lead[propertyOf[column]] = value === null ? null : this.cipher.seal(place(lead, column), value);
  }
}

const place = (lead: Lead, column: SealedColumn) => ({
  practiceId: lead.practiceId,
  table: 'leads',
  column,
  rowId: lead.id,
});

function contentOf(column: SealedColumn, details: ProtectedDetails): unknown {
  if (column === 'sealed_email') return details.email;
  if (column === 'sealed_insurance') return details.insurance;
  const fields = protectedFields.filter(field => columnOf[field] === column);
  const isEmpty = fields.every(field => details[field] === null || (details[field] as unknown[]).length === 0);
  return isEmpty ? null : Object.fromEntries(fields.map(field => [field, details[field]]));
}

/** A group of fields changes by its members that are present; null empties it. */
function merged(field: ProtectedField, before: unknown, to: unknown): unknown {
  return nested.includes(field) ? mergedGroup(before as object | null, to as object | null) : to;
}
