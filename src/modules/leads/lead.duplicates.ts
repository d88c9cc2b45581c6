import { scopeOf } from '../../platform/access/viewer.js';
import type { DuplicateNoun, DuplicateSearch } from '../../platform/merging/duplicate-search.js';
import type { Identity } from '../../platform/merging/duplicates.js';
import { canReadGroup, canSee } from './lead.policy.js';
import { leadShape } from './lead.shape.js';
import { openStatuses } from './lead.status.js';

export type DuplicateReason = 'EMAIL' | 'PHONE';
export type LeadDuplicates = DuplicateSearch<DuplicateReason>;

/** By what two open leads are taken for one person. */
export const leadIdentity: Identity<DuplicateReason> = {
  objectType: 'LEAD',
  table: 'leads',
  signs: { EMAIL: 'emailIndex', PHONE: 'phoneIndex' },
  among: `t.status in (${openStatuses.map(status => `'${status}'`).join(', ')})`,
  known: 'An open lead',
};

/** How open leads that may be one person are found. */
export const duplicateLeads: DuplicateNoun<DuplicateReason> = {
  useCase: { operation: 'leadDuplicates', permission: 'lead:read', action: 'READ', objectType: 'LEAD' },
  identity: leadIdentity,
  shape: leadShape,
  canSee: (viewer, row) => canSee(viewer, row),
  canName: (viewer, row) => canReadGroup(viewer, 'identity', row),
  maySeeSign: (viewer, reason) => reason !== 'PHONE' || scopeOf(viewer, 'leadContactDetails:read') !== 'NONE',
};
