import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { lockLead } from './lead.rows.js';

/** Who referred a lead, as referrals tell it. */
export class LeadReferrers {
  constructor(private readonly ground: Ground) {}

  /**
   * Notes within another use case that a contact, if any, sent this person: the first one who did stays. A source
   * that said nothing becomes REFERRAL. @throws NotFoundError, ForbiddenError of a lead that is not the viewer's.
   */
  async note(unit: UnitOfWork, leadId: string, contactId: string | null, path: string[]): Promise<void> {
    const lead = await lockLead(unit, leadId, path);
    if (!contactId || lead.referredById) return;
    const source = lead.source === 'OTHER' ? ('REFERRAL' as const) : undefined;
    const changes = lead.applyDetails({ referredById: contactId, source });
    lead.updatedAt = this.ground.clock.now();
    unit.record(lead.id, changes, { action: 'UPDATE', objectType: 'LEAD' });
    const data = { fields: Object.keys(changes) };
    unit.publish({ type: 'LEAD_UPDATED', objectType: 'LEAD', objectId: lead.id, data });
  }
}
