import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { setFields } from '../../platform/database/fields.js';
import { actorId, lockRow } from '../../platform/database/rows.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import { Subtask } from './subtask.entity.js';
import { draftSubtask } from './task.draft.js';
import type { Task } from './task.entity.js';
import { factsOf, lockTask } from './task.rows.js';
import { AddSubtask, mostSubtasks, UpdateSubtask, type UpdateSubtaskInput } from './task.rules.js';

const ofTask = useCasesOf('TASK');
const ofSubtask = useCasesOf('SUBTASK');

export interface ChangedSubtask {
  id: string;
  taskId: string;
}

/** The only writer of subtasks. Each change holds their task, and moves its version. */
export class Subtasks {
  constructor(private readonly ground: Ground) {}

  /** Adds one, at the end unless told; never conflicts with another addition. @throws ConflictError LIMIT_REACHED. */
  add(ctx: RequestContext, taskId: string, raw: unknown): Promise<ChangedSubtask> {
    return change(this.ground, ctx, ofTask('addSubtask', 'task:update', 'UPDATE', taskId), async unit => {
      const input = parse(AddSubtask, raw);
      const task = await lockTask(unit, 'task:update', taskId);
      if (task.subtaskCount >= mostSubtasks) {
        throw new ConflictError('LIMIT_REACHED', `A task has at most ${mostSubtasks} subtasks.`, ['id']);
      }
      await assertActiveStaff(unit, input.assignedToId);
      const now = this.ground.clock.now();
      const position = Math.min(input.position ?? task.subtaskCount, task.subtaskCount);
      await shift(unit, task, position, task.subtaskCount, 1);
      const subtask = draftSubtask(ctx, now, task, input, position);
      subtask.mark(input.isDone === true, actorId(ctx), now);
      unit.em.persist(subtask);
      task.subtaskCount += 1;
      if (!subtask.isDone) task.openSubtaskCount += 1;
      return this.#note(unit, task, subtask.id, { subtasks: true });
    });
  }

  /** Changes the fields that are present; its place moves the others. `taskId`: of which task it must be one. */
  update(
    ctx: RequestContext,
    id: string,
    raw: unknown,
    { expectedVersion, taskId }: { expectedVersion?: number | null; taskId?: string } = {},
  ): Promise<ChangedSubtask> {
    return change(this.ground, ctx, ofSubtask('updateSubtask', 'task:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateSubtask, raw);
      const { task, subtask } = await this.#lock(unit, id, taskId, expectedVersion);
      if (input.assignedToId !== subtask.assignedToId) await assertActiveStaff(unit, input.assignedToId);
      const changes = await this.#revise(unit, task, subtask, input);
      if (Object.keys(changes).length === 0) {
        unit.record([task.id, subtask.id]);
        return { id: subtask.id, taskId: task.id };
      }
      subtask.updatedAt = this.ground.clock.now();
      return this.#note(unit, task, subtask.id, changes);
    });
  }

  /** Takes one away for good; those after it move up. */
  delete(
    ctx: RequestContext,
    id: string,
    { expectedVersion, taskId }: { expectedVersion?: number | null; taskId?: string } = {},
  ): Promise<ChangedSubtask> {
    return change(this.ground, ctx, ofSubtask('deleteSubtask', 'task:update', 'DELETE', id), async unit => {
      const { task, subtask } = await this.#lock(unit, id, taskId, expectedVersion);
      unit.em.remove(subtask);
      await shift(unit, task, subtask.position + 1, task.subtaskCount, -1);
      task.subtaskCount -= 1;
      if (!subtask.isDone) task.openSubtaskCount -= 1;
      return this.#note(unit, task, subtask.id, { subtasks: true });
    });
  }

  /** The task first, as every change of its subtasks takes that lock. */
  async #lock(unit: UnitOfWork, id: string, taskId: string | undefined, expectedVersion?: number | null) {
    const where = [unit.ctx.practiceId, isId(id) ? id : null];
    const text = 'select task_id as "taskId" from subtasks where practice_id = $1 and id = $2';
    const [found] = await unit.sql<{ taskId: string }>(text, where);
    if (!found || (taskId !== undefined && taskId.toLowerCase() !== found.taskId)) throw new NotFoundError('SUBTASK');
    const task = await lockTask(unit, 'task:update', found.taskId, expectedVersion);
    const subtask = await lockRow(unit, Subtask, id);
    if (!subtask) throw new NotFoundError('SUBTASK');
    return { task, subtask };
  }

  async #revise(unit: UnitOfWork, task: Task, subtask: Subtask, input: UpdateSubtaskInput): Promise<AuditChanges> {
    const { isDone = subtask.isDone, position = subtask.position, ...details } = input;
    const changes = setFields(subtask, ['title', 'dueAt', 'assignedToId'] as const, details);
    if (isDone !== subtask.isDone) {
      changes.isDone = { from: subtask.isDone, to: isDone };
      task.openSubtaskCount += isDone ? -1 : 1;
      subtask.mark(isDone, actorId(unit.ctx), this.ground.clock.now());
    }
    const [from, to] = [subtask.position, Math.min(position, task.subtaskCount - 1)];
    if (from === to) return changes;
    if (from < to) await shift(unit, task, from + 1, to + 1, -1);
    else await shift(unit, task, to, from, 1);
    subtask.position = to;
    return { ...changes, position: { from, to } };
  }

  #note(unit: UnitOfWork, task: Task, subtaskId: string, changes: AuditChanges): ChangedSubtask {
    task.touch(this.ground.clock.now());
    unit.record([task.id, subtaskId], changes, { details: { subtaskId } });
    const data = { ...factsOf(task), fields: ['subtasks'], subtaskId };
    unit.publish({ type: 'TASK_UPDATED', objectType: 'TASK', objectId: task.id, data });
    return { id: subtaskId, taskId: task.id };
  }
}

/** Moves the subtasks from one place to before another by so many places. */
async function shift(unit: UnitOfWork, task: Task, from: number, before: number, by: 1 | -1): Promise<void> {
  if (from >= before) return;
  await unit.sql(
    `update subtasks set position = position + $5, version = version + 1
     where practice_id = $1 and task_id = $2 and position >= $3 and position < $4`,
    [task.practiceId, task.id, from, before, by],
  );
}
