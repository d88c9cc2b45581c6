import type { RequestContext } from '../../platform/context.js';
import { actorId } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { StaffNotifications } from '../staff/staff.notifications.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import { draftSubtask, draftTask, type TaskDraft } from './task.draft.js';
import { Task } from './task.entity.js';
import type { TaskRecurrence } from './task.recurrence.js';
import type { RelatedNouns } from './task.related.js';
import type { TaskReminders } from './task.reminders.js';
import { factsOf, finishSubtasks, lockTask } from './task.rows.js';
import { CreateTask, UpdateTask, type UpdateTaskInput } from './task.rules.js';
import { assertInitial, isOpen } from './task.status.js';
import type { TaskStatus } from './task.vocabulary.js';

const useCase = useCasesOf('TASK');

interface TaskParts {
  related: RelatedNouns;
  notifications: StaffNotifications;
  reminders: TaskReminders;
  recurrence: TaskRecurrence;
}

/** The only writer of tasks: the use cases of one task. Completion and subtasks stand beside it. */
export class TaskService {
  constructor(
    private readonly ground: Ground,
    private readonly parts: TaskParts,
  ) {}

  /** Adds a task. @throws ValidationError, ConflictError INVALID_TRANSITION of one that is to begin as done. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createTask', 'task:create', 'CREATE'), async unit => {
      const input = parse(CreateTask, raw);
      assertInitial(input.status ?? 'PENDING');
      await this.#assertReferences(unit, input);
      for (const [at, { assignedToId }] of (input.subtasks ?? []).entries()) {
        await assertActiveStaff(unit, assignedToId, ['subtasks', String(at), 'assignedToId']);
      }
      return { id: (await this.enter(unit, input)).id };
    });
  }

  /** Adds a task within another use case, which has checked permission, assignee and what the task is about. */
  async enter(unit: UnitOfWork, draft: TaskDraft): Promise<Task> {
    const now = this.ground.clock.now();
    const task = draftTask(unit.ctx, now, draft);
    const subtasks = (draft.subtasks ?? []).map((part, at) => draftSubtask(unit.ctx, now, task, part, at));
    unit.em.persist([task, ...subtasks]);
    if (draft.recurrence) await this.parts.recurrence.set(unit, task, draft.recurrence);
    if (draft.reminders?.length) await this.parts.reminders.set(unit, task, draft.reminders);
    unit.record(task.id, undefined, { action: 'CREATE', objectType: 'TASK' });
    unit.publish({ type: 'TASK_CREATED', objectType: 'TASK', objectId: task.id, data: factsOf(task) });
    await this.#tellAssignee(unit, task);
    return task;
  }

  /** Changes the fields that are present. @throws StaleVersionError, ConflictError INVALID_TRANSITION, OPEN_SUBTASKS. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateTask', 'task:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateTask, raw);
      const task = await lockTask(unit, 'task:update', id, expectedVersion);
      await this.#assertReferences(unit, input, task);
      await this.apply(unit, task, input);
      return { id: task.id };
    });
  }

  /** Changes a task within another use case, which holds it and has checked permission; gives its next occurrence. */
  async apply(unit: UnitOfWork, task: Task, input: UpdateTaskInput): Promise<Task | null> {
    const { status, completeSubtasks, reminders, recurrence, ...details } = input;
    const now = this.ground.clock.now();
    const before = { status: task.status, assignedToId: task.assignedToId ?? null };
    const changes = { ...task.revise(details), ...task.moveTo(status ?? task.status, actorId(unit.ctx), now) };
    const isDone = changes.status !== undefined && task.status === 'COMPLETED';
    if (isDone) await finishSubtasks(unit, task, completeSubtasks === true, now);
    if (recurrence !== undefined || changes.dueAt) {
      Object.assign(changes, await this.parts.recurrence.set(unit, task, recurrence));
    }
    if (reminders !== undefined || changes.dueAt || changes.status) {
      Object.assign(changes, await this.parts.reminders.set(unit, task, reminders));
    }
    unit.record(task.id, changes);
    const fields = Object.keys(changes);
    if (fields.length === 0) return null;
    task.touch(now);
    const data = { ...factsOf(task), fields, previousAssignedToId: before.assignedToId };
    unit.publish({ type: eventOf(before.status, task.status), objectType: 'TASK', objectId: task.id, data });
    if (changes.assignedToId) await this.#tellAssignee(unit, task);
    return isDone ? this.parts.recurrence.next(unit, task) : null;
  }

  /** Takes a task out of sight, and its reminders out of time. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteTask', 'task:delete', 'DELETE', id), async unit => {
      const task = await lockTask(unit, 'task:delete', id, expectedVersion);
      const now = this.ground.clock.now();
      Object.assign(task, { deletedAt: now, deletedById: actorId(ctx) });
      task.touch(now);
      await this.parts.reminders.set(unit, task);
      unit.record(task.id);
      unit.publish({ type: 'TASK_DELETED', objectType: 'TASK', objectId: task.id, data: factsOf(task) });
      return { id: task.id };
    });
  }

  /** Brings a deleted task back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreTask', 'task:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const task = await lockRestorable(unit, Task, id, now);
      Object.assign(task, { deletedAt: null, deletedById: null });
      task.touch(now);
      await this.parts.reminders.set(unit, task);
      unit.record(task.id);
      unit.publish({ type: 'TASK_RESTORED', objectType: 'TASK', objectId: task.id, data: factsOf(task) });
      return { id: task.id };
    });
  }

  /** Refuses an assignee who does not work here, and a relation to what is not there or not for this viewer. */
  async #assertReferences(
    unit: UnitOfWork,
    { assignedToId, relatedTo }: Pick<UpdateTaskInput, 'assignedToId' | 'relatedTo'>,
    known?: Task,
  ): Promise<void> {
    if (assignedToId !== known?.assignedToId) await assertActiveStaff(unit, assignedToId);
    const isKnown = relatedTo?.type === known?.relatedType && relatedTo?.id === known?.relatedId;
    if (relatedTo && !isKnown) await this.parts.related.assertVisible(unit, relatedTo);
  }

  /** Tells who is to do a task that somebody else gave it; the notice names nobody the task may be about. */
  async #tellAssignee(unit: UnitOfWork, { id, assignedToId, dueAt }: Task): Promise<void> {
    if (!assignedToId || assignedToId === actorId(unit.ctx)) return;
    const until = dueAt ? `, due ${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
    const notice = { kind: 'TASK_ASSIGNED', text: `A task was assigned to you${until}.` };
    await this.parts.notifications.notify(unit, assignedToId, { ...notice, objectType: 'TASK', objectId: id });
  }
}

/** The word for a change, by where it took the task. */
function eventOf(from: TaskStatus, to: TaskStatus): string {
  if (from !== to && to === 'COMPLETED') return 'TASK_COMPLETED';
  return isOpen(to) && !isOpen(from) ? 'TASK_REOPENED' : 'TASK_UPDATED';
}
