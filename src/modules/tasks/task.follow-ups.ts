import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { Reader } from '../../platform/reading/reader.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { Interaction } from '../interactions/interaction.entity.js';
import type { AddInteractionInput } from '../interactions/interaction.rules.js';
import type { InteractionService, Subject } from '../interactions/interaction.service.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import type { TaskService } from './task.service.js';

/** Interactions and the tasks that follow them up, for the nouns whose people the practice speaks with. */
export class FollowUps {
  readonly #reader: Reader;

  constructor(
    ground: Ground,
    private readonly interactions: InteractionService,
    private readonly tasks: TaskService,
  ) {
    this.#reader = new Reader(ground);
  }

  /**
   * Adds an interaction within another use case that holds the person and has checked permission. What is to be done
   * next falls to whoever has the person, otherwise to the caller, unless it names someone.
   */
  async interact(
    unit: UnitOfWork,
    person: Subject & { assignedToId?: string | null },
    input: AddInteractionInput,
  ): Promise<Interaction> {
    const { type, id, assignedToId } = person;
    const { followUp } = input;
    if (!followUp) return this.interactions.add(unit, { type, id }, input, null);
    await assertActiveStaff(unit, followUp.assignedToId, ['followUp', 'assignedToId']);
    const viewer = unit.ctx.signedIn;
    const task = await this.tasks.enter(unit, {
      title: followUp.title,
      type: 'FOLLOW_UP',
      dueAt: followUp.dueAt,
      assignedToId: followUp.assignedToId ?? assignedToId ?? (viewer.kind === 'STAFF' ? viewer.id : null),
      relatedTo: { type, id },
    });
    return this.interactions.add(unit, { type, id }, input, task.id);
  }

  /** An interaction just added, which the audit log already names. */
  async read(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return (await this.#reader.find(ctx, interactionShape, id, selection)).row;
  }
}
