import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import type { StaffNotifications } from '../staff/staff.notifications.js';
import { Lead } from './lead.entity.js';
import { assertStaff } from './lead.rows.js';
import { OpenLead } from './lead.rules.js';

/** How long an exceptional opening lasts. */
const grantMs = 3_600_000;

export interface OpenedLead {
  id: string;
  expiresAt: Date;
}

/** Exceptional access to a lead that is not the clinician's own: with a reason, for an hour, and known to the owners. */
export class LeadBreakGlass {
  constructor(
    private readonly ground: Ground,
    private readonly notifications: StaffNotifications,
  ) {}

  open(ctx: RequestContext, leadId: string, reason: unknown): Promise<OpenedLead> {
    const useCase = {
      operation: 'openLead',
      permission: 'lead:breakGlass',
      action: 'BREAK_GLASS',
      objectType: 'LEAD',
      objectId: isId(leadId) ? leadId : undefined,
    } as const;
    return change(this.ground, ctx, useCase, async unit => {
      const input = parse(OpenLead, { reason });
      assertStaff(unit);
      const lead = await lockRow(unit, Lead, leadId);
      if (!lead || lead.deletedAt) throw new NotFoundError('LEAD');
      const expiresAt = await this.#grant(unit, lead.id, input.reason);
      unit.record(lead.id, undefined, { reason: input.reason });
      unit.publish({ type: 'LEAD_OPENED', objectType: 'LEAD', objectId: lead.id, data: { staffId: ctx.signedIn.id } });
      await this.notifications.notifyOwners(unit, {
        kind: 'LEAD_OPENED',
        text: 'A clinician opened a lead that is not theirs; the audit log has the reason.',
        objectType: 'LEAD',
        objectId: lead.id,
      });
      return { id: lead.id, expiresAt };
    });
  }

  async #grant(unit: UnitOfWork, leadId: string, reason: string): Promise<Date> {
    const now = this.ground.clock.now();
    const expiresAt = new Date(now.getTime() + grantMs);
    await unit.sql(
      `insert into break_glass_grants (id, practice_id, staff_id, lead_id, reason, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), unit.ctx.practiceId, unit.ctx.signedIn.id, leadId, reason, now, expiresAt],
    );
    return expiresAt;
  }
}
