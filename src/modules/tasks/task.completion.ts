import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Selection } from '../../platform/reading/selection.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import type { Task } from './task.entity.js';
import type { RelatedNouns } from './task.related.js';
import { lockTask } from './task.rows.js';
import { CompleteTask, type CompleteTaskInput } from './task.rules.js';
import type { TaskService } from './task.service.js';
import { taskShape } from './task.shape.js';

const useCase = useCasesOf('TASK');

export type OutcomeName = 'task' | 'interaction' | 'followUp' | 'nextOccurrence';

export interface CompletedTask {
  id: string;
  /** The interaction that was recorded with it. */
  interactionId: string | null;
  /** The task that follows it up. */
  followUpId: string | null;
  /** The next occurrence of one that comes back. */
  nextId: string | null;
}

/** The end of a task, with what was done and what is to be done next, and its beginning anew. */
export class TaskCompletion {
  readonly #reader: Reader;

  constructor(
    private readonly ground: Ground,
    private readonly tasks: TaskService,
    private readonly related: RelatedNouns,
  ) {
    this.#reader = new Reader(ground);
  }

  /**
   * Completes a task; may record the interaction it was about and set the next follow-up, all or nothing. A task that
   * is completed already stays as it is. @throws ConflictError OPEN_SUBTASKS, INVALID_TRANSITION, StaleVersionError.
   */
  complete(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<CompletedTask> {
    return change(this.ground, ctx, useCase('completeTask', 'task:update', 'UPDATE', id), async unit => {
      const input = parse(CompleteTask, raw);
      const task = await lockTask(unit, 'task:update', id, expectedVersion);
      if (task.status === 'COMPLETED') assertNothingMore(input);
      const { completeSubtasks } = input;
      const next = await this.tasks.apply(unit, task, { status: 'COMPLETED', completeSubtasks });
      return { id: task.id, nextId: next?.id ?? null, ...(await this.#followUp(unit, task, input)) };
    });
  }

  /** Makes a completed or cancelled task PENDING again; one that is PENDING stays so. */
  reopen(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('reopenTask', 'task:update', 'UPDATE', id), async unit => {
      const task = await lockTask(unit, 'task:update', id, expectedVersion);
      if (task.status === 'IN_PROGRESS') {
        const message = "A task can't be reopened from IN_PROGRESS to PENDING, as it is open.";
        throw new ConflictError('INVALID_TRANSITION', message, ['status']);
      }
      await this.tasks.apply(unit, task, { status: 'PENDING' });
      return { id: task.id };
    });
  }

  /** What came of a completion, as the viewer may see it; `wanted` says what is asked of each part. */
  async outcome(ctx: RequestContext, done: CompletedTask, wanted: (name: OutcomeName) => Selection) {
    const task = (id: string | null, name: OutcomeName) =>
      id ? this.#reader.afterChange(ctx, 'task', taskShape, id, wanted(name)) : null;
    const { interactionId } = done;
    return {
      task: await task(done.id, 'task'),
      interaction: interactionId
        ? (await this.#reader.find(ctx, interactionShape, interactionId, wanted('interaction'))).row
        : null,
      followUp: await task(done.followUpId, 'followUp'),
      nextOccurrence: await task(done.nextId, 'nextOccurrence'),
    };
  }

  async #followUp(unit: UnitOfWork, task: Task, { interaction, followUp }: CompleteTaskInput) {
    if (followUp) assertMay(unit.ctx.viewer, 'task:create');
    const next = followUp && { ...followUp, assignedToId: followUp.assignedToId ?? task.assignedToId ?? null };
    const { relatedTo } = task;
    if (interaction) {
      const added = await this.related.addInteraction(unit, relatedTo, { ...interaction, followUp: next });
      return { interactionId: added.id, followUpId: added.followUpTaskId ?? null };
    }
    if (!next) return { interactionId: null, followUpId: null };
    await assertActiveStaff(unit, followUp.assignedToId, ['followUp', 'assignedToId']);
    const added = await this.tasks.enter(unit, { ...next, type: 'FOLLOW_UP', relatedTo });
    return { interactionId: null, followUpId: added.id };
  }
}

/** A repeated call must not record a talk twice, nor be taken for one that did. */
function assertNothingMore({ interaction, followUp }: CompleteTaskInput): void {
  if (!interaction && !followUp) return;
  const message = 'This task is COMPLETED already, and a task goes to COMPLETED once; nothing was recorded.';
  throw new ConflictError('INVALID_TRANSITION', message, ['status']);
}
