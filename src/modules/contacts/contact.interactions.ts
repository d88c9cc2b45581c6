import { assertMayOn } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { lockPresent } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { Interaction } from '../interactions/interaction.entity.js';
import { AddInteraction, type AddInteractionInput } from '../interactions/interaction.rules.js';
import type { FollowUps } from '../tasks/task.follow-ups.js';
import { Contact } from './contact.entity.js';

/**
 * What is said and written between the practice and a contact. It is work with colleagues, not care: who sees the
 * contact sees it, and what is about a person in care belongs to the lead.
 */
export class ContactInteractions {
  constructor(
    private readonly ground: Ground,
    private readonly followUps: FollowUps,
  ) {}

  /** Adds an interaction, with the task that follows it up. Never conflicts with another addition. */
  add(ctx: RequestContext, contactId: string, raw: unknown): Promise<{ id: string; contactId: string }> {
    const adding = useCasesOf('CONTACT')('addContactInteraction', 'contact:update', 'CREATE', contactId);
    return change(this.ground, ctx, adding, async unit => {
      const interaction = await this.enterOn(unit, contactId, parse(AddInteraction, raw));
      return { id: interaction.id, contactId: interaction.subjectId };
    });
  }

  /** Adds an interaction with this contact within another use case. @throws NotFoundError, ForbiddenError. */
  async enterOn(unit: UnitOfWork, contactId: string, input: AddInteractionInput): Promise<Interaction> {
    const contact = await lockPresent(unit, Contact, 'CONTACT', contactId);
    assertMayOn(unit.ctx.signedIn, 'contact:update', contact);
    const { id, assignedToId } = contact;
    const interaction = await this.followUps.interact(unit, { type: 'CONTACT', id, assignedToId }, input);
    const details = { interactionId: interaction.id };
    unit.record([id, interaction.id], undefined, { action: 'CREATE', objectType: 'CONTACT', details });
    unit.publish({
      type: 'CONTACT_INTERACTION_ADDED',
      objectType: 'CONTACT',
      objectId: id,
      data: { interactionId: interaction.id },
    });
    return interaction;
  }

  /** An interaction just added, which the audit log already names. */
  read(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.followUps.read(ctx, id, selection);
  }
}
