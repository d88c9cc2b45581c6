import type { RequestContext } from '../../platform/context.js';
import { newRow } from '../../platform/database/rows.js';
import { Subtask } from './subtask.entity.js';
import { Task } from './task.entity.js';
import type { AddSubtaskInput, CreateTaskInput } from './task.rules.js';

/** What a new task is made of; all but the title may be left out. */
export type TaskDraft = CreateTaskInput;

/** A new task from a valid input, not yet kept anywhere. */
export function draftTask(ctx: RequestContext, now: Date, input: TaskDraft): Task {
  const { subtasks } = input;
  const task = Object.assign(new Task(), {
    ...newRow(ctx, now),
    status: input.status ?? 'PENDING',
    subtaskCount: subtasks?.length ?? 0,
    openSubtaskCount: subtasks?.length ?? 0,
  } as const);
  const { title, description, dueAt, relatedTo, assignedToId } = input;
  task.revise({
    ...{ title, dueAt, relatedTo, assignedToId },
    description: description ?? null,
    type: input.type ?? 'OTHER',
    priority: input.priority ?? 'NORMAL',
  });
  return task;
}

/** A new subtask of this task, not yet kept anywhere. */
export function draftSubtask(ctx: RequestContext, now: Date, task: Task, input: AddSubtaskInput, position: number) {
  const { title, dueAt = null, assignedToId = null } = input;
  const base = { ...newRow(ctx, now), practiceId: task.practiceId, taskId: task.id };
  return Object.assign(new Subtask(), { ...base, title, dueAt, assignedToId, isDone: false, position });
}
