import { assertMayOn } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { Reader } from '../../platform/reading/reader.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import { change, type UnitOfWork } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import type { Interaction } from '../interactions/interaction.entity.js';
import { AddInteraction, type AddInteractionInput } from '../interactions/interaction.rules.js';
import type { InteractionService } from '../interactions/interaction.service.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import type { TaskService } from '../tasks/task.service.js';
import type { Lead } from './lead.entity.js';
import { assertReferences, lockLead } from './lead.rows.js';

/** What is said and written between the practice and a lead. */
export class LeadInteractions {
  readonly #reader: Reader;

  constructor(
    private readonly ground: Ground,
    private readonly interactions: InteractionService,
    private readonly tasks: TaskService,
  ) {
    this.#reader = new Reader(ground);
  }

  /** Adds an interaction; the first outbound one answers the inquiry. Never conflicts with another addition. */
  add(ctx: RequestContext, leadId: string, raw: unknown): Promise<{ id: string; leadId: string }> {
    const useCase = {
      operation: 'addLeadInteraction',
      permission: 'leadClinical:update',
      action: 'CREATE',
      objectType: 'LEAD',
      objectId: isId(leadId) ? leadId : undefined,
    } as const;
    return change(this.ground, ctx, useCase, async unit => {
      const input = parse(AddInteraction, raw);
      const lead = await lockLead(unit, leadId);
      assertMayOn(ctx.signedIn, 'leadClinical:update', lead);
      if (input.followUp) await assertReferences(unit, { assignedToId: input.followUp.assignedToId }, ['followUp']);
      return { id: (await this.enter(unit, lead, input)).id, leadId: lead.id };
    });
  }

  /** Adds an interaction within another use case that holds the lead and has checked permission. */
  async enter(unit: UnitOfWork, lead: Lead, input: AddInteractionInput): Promise<Interaction> {
    const taskId = input.followUp ? this.#followUp(unit, lead, input.followUp) : null;
    const interaction = this.interactions.add(unit, { type: 'LEAD', id: lead.id }, input, taskId);
    const changes = interaction.isOutbound ? lead.noteOutreach(interaction.occurredAt) : {};
    if (Object.keys(changes).length > 0) lead.updatedAt = this.ground.clock.now();
    unit.record([lead.id, interaction.id], changes, { details: { interactionId: interaction.id } });
    unit.publish({
      type: 'LEAD_INTERACTION_ADDED',
      objectType: 'LEAD',
      objectId: lead.id,
      data: { interactionId: interaction.id, fields: Object.keys(changes) },
    });
    return interaction;
  }

  /** An interaction just added, which the audit log already names. */
  async read(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return (await this.#reader.find(ctx, interactionShape, id, selection)).row;
  }

  #followUp(unit: UnitOfWork, lead: Lead, followUp: NonNullable<AddInteractionInput['followUp']>): string {
    const viewer = unit.ctx.signedIn;
    const fallback = lead.assignedToId ?? (viewer.kind === 'STAFF' ? viewer.id : null);
    return this.tasks.createFollowUp(unit, {
      title: followUp.title,
      dueAt: followUp.dueAt ?? null,
      assignedToId: followUp.assignedToId ?? fallback,
      relatedTo: { type: 'LEAD', id: lead.id },
    }).id;
  }
}
