import type { Permission, Scope } from '../../platform/access/role-matrix.js';
import { mayOn, type OwnedRow, scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { ForbiddenError, UnauthenticatedError } from '../../platform/errors/errors.js';

type GroupNoun = 'lead' | 'leadContactDetails' | 'leadClinical' | 'leadInsurance';

interface Group {
  noun: GroupNoun;
  fields: readonly string[];
}

/** The fields of a lead by the line of the role table that guards them; a field named in none is open to all readers. */
export const leadGroups = {
  identity: {
    noun: 'lead',
    fields: [
      'firstName',
      'lastName',
      'preferredName',
      'fullName',
      'pronouns',
      'email',
      'timeZone',
      'preferredContactMethod',
      'okToEmail',
      'okToText',
      'okToVoicemail',
      'source',
      'sourceDetail',
      'utm',
      'landingPage',
      'referredById',
      'referredBy',
      'campaignId',
      'status',
      'lostReason',
      'stage',
      'assignedToId',
      'assignedTo',
      'tags',
      'nextFollowUpAt',
      'firstRespondedAt',
      'convertedAt',
      'clientId',
      'client',
      'createdById',
      'createdBy',
      'tasks',
      'mergedIntoId',
    ],
  },
  contactDetails: { noun: 'leadContactDetails', fields: ['phone', 'dateOfBirth', 'address', 'safeContactNote'] },
  clinical: {
    noun: 'leadClinical',
    fields: ['interestedServices', 'presentingConcern', 'preferences', 'interactions', 'timeline'],
  },
  insurance: { noun: 'leadInsurance', fields: ['insurance', 'isSelfPay'] },
} as const satisfies Record<string, Group>;

export type LeadGroup = keyof typeof leadGroups;
export const leadGroupNames = Object.keys(leadGroups) as LeadGroup[];

type GroupAction = 'read' | 'update';

export const groupPermission = (group: LeadGroup, action: GroupAction): Permission =>
  `${leadGroups[group].noun}:${action}`;

const groupOf = new Map<string, LeadGroup>(
  leadGroupNames.flatMap(group => leadGroups[group].fields.map(field => [field, group] as const)),
);

/** The group that guards a field; null for id, version, times and the viewerCan… answers. */
export const groupOfField = (field: string): LeadGroup | null => groupOf.get(field) ?? null;

/** How far the viewer's reading of a group reaches, before any break-glass grant. */
export const readScope = (viewer: Viewer, group: LeadGroup): Scope => scopeOf(viewer, groupPermission(group, 'read'));

/**
 * Whether the viewer may read a group on this row. A break-glass grant makes the row count as its own,
 * so it opens exactly the groups that the viewer's roles may read of own rows.
 */
export function canReadGroup(viewer: Viewer, group: LeadGroup, row: OwnedRow, isOpened = false): boolean {
  return mayOn(viewer, groupPermission(group, 'read'), isOpened ? { assignedToId: viewer.id } : row);
}

/** A row is there for the viewer when it may read any group of it; otherwise it looks like a missing one. */
export function canSee(viewer: Viewer, row: OwnedRow, isOpened = false): boolean {
  return leadGroupNames.some(group => canReadGroup(viewer, group, row, isOpened));
}

export function canUpdate(viewer: Viewer, row: OwnedRow): boolean {
  return leadGroupNames.some(group => mayOn(viewer, groupPermission(group, 'update'), row));
}

export function canDelete(viewer: Viewer, row: OwnedRow & { status?: string }): boolean {
  return row.status !== 'CONVERTED' && mayOn(viewer, 'lead:delete', row);
}

export function canConvert(viewer: Viewer, row: OwnedRow & { status?: string }): boolean {
  return row.status !== 'CONVERTED' && mayOn(viewer, 'lead:convert', row);
}

/** The groups that an input touches, by its fields that are present. */
export function groupsTouched(input: object): Set<LeadGroup> {
  const present = Object.entries(input).filter(([, value]) => value !== undefined);
  return new Set(present.map(([field]) => groupOfField(field)).filter(group => group !== null));
}

/** Refuses a viewer who may update no group of any lead, before a row is looked at. */
export function assertMayUpdateSome(viewer: Viewer | null): asserts viewer is Viewer {
  if (!viewer) throw new UnauthenticatedError();
  if (leadGroupNames.every(group => scopeOf(viewer, groupPermission(group, 'update')) === 'NONE')) {
    throw new ForbiddenError();
  }
}

/** Refuses an input that changes a group the viewer may not update on this row. */
export function assertMayUpdate(viewer: Viewer, row: OwnedRow, input: object): void {
  const isAllowed = [...groupsTouched(input)].every(group => mayOn(viewer, groupPermission(group, 'update'), row));
  if (!isAllowed || !canUpdate(viewer, row)) throw new ForbiddenError();
}
