import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { mergedGroup, setFields } from '../../platform/database/fields.js';
import type { Address } from '../../platform/postal-address.js';
import { normalizeName } from '../../platform/reading/words.js';
import type { UpdateOrganizationInput } from './organization.rules.js';

const OrganizationSchema = defineEntity({
  name: 'Organization',
  tableName: 'organizations',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    name: p.text(),
    nameKey: p.text(),
    kind: p.text().strictNullable(),
    phone: p.text().strictNullable(),
    website: p.text().strictNullable(),
    address: p.json().$type<Address>().strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

const fields = ['name', 'kind', 'phone', 'website', 'address'] as const;

/** A clinic, school, firm or other body whose people the practice knows. */
export class Organization extends OrganizationSchema.class {
  /** Sets the fields that are present; answers what changed. */
  applyDetails({ address, ...details }: UpdateOrganizationInput): AuditChanges {
    const merged = address === undefined ? undefined : mergedGroup(this.address ?? null, address);
    const changes = setFields(this, fields, { ...details, address: merged });
    this.nameKey = normalizeName(this.name);
    return changes;
  }
}
OrganizationSchema.setClass(Organization);
