import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { MergeNoun, RowState } from '../../platform/merging/merge-noun.js';
import type { Merging } from '../../platform/merging/merging.js';
import type { Unmerging } from '../../platform/merging/unmerging.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { type Lead, plainFields } from './lead.entity.js';
import { leadMergeFields, type MergeField } from './lead.merge-rules.js';
import { LeadProtection, protectedFields, sealedProperties } from './lead.protected.js';
import { lockAnyLead, lockLead } from './lead.rows.js';

export type LeadMerging = Merging<Lead, MergeField>;
export type LeadUnmerging = Unmerging<Lead>;

/** Fields that a merge changes besides those it can be told to choose. */
const settledFields = ['status', 'firstRespondedAt'] as const;

/** What merging leads is called, and what it settles. */
export const mergedLeads = {
  objectType: 'LEAD',
  plural: 'Leads',
  permission: 'lead:merge',
  fields: leadMergeFields,
} as const;

/** Leads as merging knows them. */
export function mergeableLeads(cipher: Cipher): MergeNoun<Lead, MergeField> {
  const protection = new LeadProtection(cipher);
  return {
    ...mergedLeads,
    table: 'leads',
    times: ['nextFollowUpAt', 'firstRespondedAt'],
    lock: lockLead,
    lockAny: lockAnyLead,
    assertMergeable,
    obstacleTo: lead => (lead.isConverted ? 'The merged lead was converted since.' : null),
    values: lead => ({ ...plainValues(lead), ...protection.open(lead) }),
    state: lead => stateOf(lead, protection),
    settle: (lead, duplicates, values) => settle(lead, duplicates, values, protection),
    restore: (lead, values, before) => restore(lead, values, before, protection),
  };
}

const plainValues = (lead: Lead): Record<string, unknown> =>
  Object.fromEntries(plainFields.map(field => [field, lead[field] ?? null]));

function stateOf(lead: Lead, protection: LeadProtection): RowState {
  const settled = Object.fromEntries(settledFields.map(field => [field, lead[field] ?? null]));
  const fields = { ...plainValues(lead), ...settled, ...protection.open(lead) };
  return { fields, sealed: Object.fromEntries(sealedProperties.map(property => [property, lead[property] ?? null])) };
}

function settle(
  lead: Lead,
  duplicates: Lead[],
  values: Record<string, unknown>,
  protection: LeadProtection,
): AuditChanges {
  // A group of fields, as an address, is taken whole.
  const changes = { ...lead.applyDetails(values), ...protection.replace(lead, values, Object.keys(values)) };
  const answered = [lead, ...duplicates].flatMap(({ firstRespondedAt }) => firstRespondedAt ?? []);
  const first = answered.sort((a, b) => a.getTime() - b.getTime())[0];
  if (first && first.getTime() !== lead.firstRespondedAt?.getTime()) {
    changes.firstRespondedAt = { from: lead.firstRespondedAt ?? null, to: first };
    lead.firstRespondedAt = first;
  }
  return first ? { ...changes, ...lead.noteOutreach(first) } : changes;
}

function restore(lead: Lead, values: Record<string, unknown>, before: RowState, protection: LeadProtection): void {
  const fields = Object.keys(values);
  lead.applyDetails(values);
  const settled = settledFields.filter(field => fields.includes(field));
  Object.assign(lead, Object.fromEntries(settled.map(field => [field, values[field]])));
  const isProtected = (field: string) => (protectedFields as string[]).includes(field);
  protection.replace(lead, values, fields.filter(isProtected));
  // A sealed column whose content is as before gets its very text back, unless its key is gone by now.
  for (const property of sealedProperties) {
    const text = before.sealed[property];
    if (text && protection.isSameContent(lead, property, text)) lead[property] = text;
  }
}

async function assertMergeable(unit: UnitOfWork, leads: Lead[]): Promise<void> {
  if (leads.some(lead => lead.isConverted)) {
    throw new ConflictError('LEAD_CONVERTED', "A converted lead can't be merged.", ['duplicateIds']);
  }
  const converting = await unit.sql(
    `select 1 from lead_conversions where practice_id = $1 and lead_id = any($2) and state = 'PENDING' limit 1`,
    [unit.ctx.practiceId, leads.map(lead => lead.id)],
  );
  if (converting.length > 0) {
    throw new ConflictError('IN_PROGRESS', 'One of these leads is being converted.', ['duplicateIds']);
  }
}
