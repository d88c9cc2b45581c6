import type { Cipher } from '../../platform/encryption/cipher.js';
import { type Lead, plainFields } from './lead.entity.js';
import type { MergeSide } from './lead.merge-plan.js';
import { type MergeField, mergeFields } from './lead.merge-rules.js';
import { type LeadProtection, protectedFields, sealedProperties } from './lead.protected.js';

/** A primary lead as it stood: its fields in the clear, and the very texts of its sealed columns. */
export interface LeadState {
  fields: Record<string, unknown>;
  sealed: Record<(typeof sealedProperties)[number], string | null>;
}

/** What was taken from one duplicate, by id. */
export interface MovedRows {
  id: string;
  interactions: string[];
  tasks: string[];
}

/** All that is needed to part merged leads again. */
export interface Snapshot {
  before: LeadState;
  after: LeadState;
  moved: MovedRows[];
}

/** Fields that a merge may change besides those it can be told to choose. */
const settledFields = ['status', 'firstRespondedAt'] as const;

export function sideOf(lead: Lead, protection: LeadProtection): MergeSide {
  const open: Record<string, unknown> = { ...plainValues(lead), ...protection.open(lead) };
  return { id: lead.id, values: Object.fromEntries(mergeFields.map(f => [f, open[f]])) as Record<MergeField, unknown> };
}

export function stateOf(lead: Lead, protection: LeadProtection): LeadState {
  const settled = Object.fromEntries(settledFields.map(field => [field, lead[field] ?? null]));
  const fields = { ...plainValues(lead), ...settled, ...protection.open(lead) };
  const sealed = Object.fromEntries(sealedProperties.map(property => [property, lead[property] ?? null]));
  // Through JSON, as the snapshot will come back: times become texts on both sides of a comparison.
  return JSON.parse(JSON.stringify({ fields, sealed })) as LeadState;
}

const plainValues = (lead: Lead): Record<string, unknown> =>
  Object.fromEntries(plainFields.map(field => [field, lead[field] ?? null]));

export const isProtected = (field: string): boolean => (protectedFields as string[]).includes(field);

const place = (practiceId: string, rowId: string) => ({
  practiceId,
  table: 'lead_merges',
  column: 'sealed_snapshot',
  rowId,
});

export const sealSnapshot = (cipher: Cipher, practiceId: string, id: string, snapshot: Snapshot): string =>
  cipher.seal(place(practiceId, id), snapshot);

export const openSnapshot = (cipher: Cipher, practiceId: string, id: string, sealed: string): Snapshot =>
  cipher.open<Snapshot>(place(practiceId, id), sealed);
