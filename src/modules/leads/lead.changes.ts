import type { EventHub } from '../../platform/events/hub.js';
import { type RowChange, RowChanges } from '../../platform/events/row-changes.js';
import type { Ground } from '../../platform/ground.js';
import { canSee } from './lead.policy.js';
import type { LeadQueries } from './lead.queries.js';

export const leadChangeKinds = [
  'LEAD_CREATED',
  'LEAD_UPDATED',
  'LEAD_DELETED',
  'LEAD_RESTORED',
  'LEAD_CONVERTED',
  'LEAD_MERGED',
  'LEAD_UNMERGED',
  'LEAD_INTERACTION_ADDED',
  'RESYNC',
] as const;
export type LeadChangeKind = (typeof leadChangeKinds)[number];
export type LeadChange = RowChange<LeadChangeKind>;

/** What happens to leads. */
export class LeadChanges extends RowChanges<LeadChangeKind> {
  constructor(ground: Ground, hub: EventHub, queries: LeadQueries) {
    super(ground, hub, {
      ...{ operation: 'leadChanged', permission: 'lead:read', objectType: 'LEAD', table: 'leads' },
      ...{ kinds: leadChangeKinds, deletion: 'LEAD_DELETED', canSee, queries },
    });
  }
}
