import { newId } from '../../platform/clock.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { Interaction, type SubjectType } from './interaction.entity.js';
import type { AddInteractionInput } from './interaction.rules.js';

export interface Subject {
  type: SubjectType;
  id: string;
}

/** The only writer of interactions; whose noun is spoken with checks permission and audits. */
export class InteractionService {
  constructor(private readonly ground: Ground) {}

  /** Adds an interaction within another use case, naming the task that follows it up. */
  add(unit: UnitOfWork, subject: Subject, input: AddInteractionInput, followUpTaskId: string | null): Interaction {
    const viewer = unit.ctx.signedIn;
    const now = this.ground.clock.now();
    const id = newId();
    const place = { practiceId: unit.ctx.practiceId, table: 'interactions', column: 'sealed_summary', rowId: id };
    const interaction = Object.assign(new Interaction(), {
      id,
      practiceId: unit.ctx.practiceId,
      createdAt: now,
      updatedAt: now,
      createdById: viewer.kind === 'SYSTEM' ? null : viewer.id,
      subjectType: subject.type,
      subjectId: subject.id,
      kind: input.kind,
      direction: input.direction,
      occurredAt: input.occurredAt ?? now,
      durationMinutes: input.durationMinutes ?? null,
      sealedSummary: input.summary ? this.ground.cipher.seal(place, input.summary) : null,
      outcome: input.outcome ?? null,
      staffId: viewer.kind === 'STAFF' ? viewer.id : null,
      followUpTaskId,
    });
    unit.em.persist(interaction);
    return interaction;
  }
}
