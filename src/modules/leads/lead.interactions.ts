import { assertMayOn } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { Interaction } from '../interactions/interaction.entity.js';
import { AddInteraction, type AddInteractionInput } from '../interactions/interaction.rules.js';
import type { FollowUps } from '../tasks/task.follow-ups.js';
import type { Lead } from './lead.entity.js';
import type { LeadRaisedTasks } from './lead.raised-tasks.js';
import { lockLead } from './lead.rows.js';

/** What is said and written between the practice and a lead. */
export class LeadInteractions {
  constructor(
    private readonly ground: Ground,
    private readonly followUps: FollowUps,
    private readonly raisedTasks: LeadRaisedTasks,
  ) {}

  /** Adds an interaction; the first outbound one answers the inquiry. Never conflicts with another addition. */
  add(ctx: RequestContext, leadId: string, raw: unknown): Promise<{ id: string; leadId: string }> {
    const adding = useCasesOf('LEAD')('addLeadInteraction', 'leadClinical:update', 'CREATE', leadId);
    return change(this.ground, ctx, adding, async unit => {
      const interaction = await this.enterOn(unit, leadId, parse(AddInteraction, raw));
      return { id: interaction.id, leadId: interaction.subjectId };
    });
  }

  /** Adds an interaction to this lead within another use case. @throws NotFoundError, ForbiddenError. */
  async enterOn(unit: UnitOfWork, leadId: string, input: AddInteractionInput): Promise<Interaction> {
    const lead = await lockLead(unit, leadId);
    assertMayOn(unit.ctx.signedIn, 'leadClinical:update', lead);
    return this.enter(unit, lead, input);
  }

  /** Adds an interaction within another use case that holds the lead and has checked permission. */
  async enter(unit: UnitOfWork, lead: Lead, input: AddInteractionInput): Promise<Interaction> {
    const { id, assignedToId } = lead;
    const interaction = await this.followUps.interact(unit, { type: 'LEAD', id, assignedToId }, input);
    const changes = interaction.isOutbound ? lead.noteOutreach(interaction.occurredAt) : {};
    if (Object.keys(changes).length > 0) {
      lead.updatedAt = this.ground.clock.now();
      await this.raisedTasks.settle(unit, lead);
    }
    const details = { interactionId: interaction.id };
    unit.record([id, interaction.id], changes, { action: 'CREATE', objectType: 'LEAD', details });
    unit.publish({
      type: 'LEAD_INTERACTION_ADDED',
      objectType: 'LEAD',
      objectId: id,
      data: { interactionId: interaction.id, fields: Object.keys(changes) },
    });
    return interaction;
  }

  /** An interaction just added, which the audit log already names. */
  read(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.followUps.read(ctx, id, selection);
  }
}
