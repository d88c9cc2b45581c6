import type { UnitOfWork } from '../../platform/use-case.js';
import { Subtask } from './subtask.entity.js';
import { draftSubtask } from './task.draft.js';
import type { Task } from './task.entity.js';
import { instantAt, type Occurrence, wallAt, wallOf } from './task.recurrence-calendar.js';

/** Moves a time of one occurrence to the next. */
export type Shift = (at: Date) => Date;

/** By as many days, hours and minutes on the wall as lie between the two due times. */
export function shiftBetween(task: Task, { wall }: Occurrence): Shift {
  const timeZone = task.recurrenceTimeZone!;
  const distance = wall.since(wallOf(task.dueAt!, timeZone, task.recurrenceLocalDue), { largestUnit: 'day' });
  return at => instantAt(wallAt(at, timeZone).add(distance), timeZone);
}

/** Gives the next occurrence the subtasks of the last, none of them done; its own row is there already. */
export async function copySubtasks(unit: UnitOfWork, from: Task, to: Task, shift: Shift): Promise<void> {
  const subtasks = await unit.em.find(Subtask, { taskId: from.id }, { orderBy: { position: 'asc' } });
  for (const { title, assignedToId, dueAt, position, createdById } of subtasks) {
    const input = { title, assignedToId, dueAt: dueAt && shift(dueAt) };
    const copy = draftSubtask(unit.ctx, to.createdAt, to, input, position);
    unit.em.persist(Object.assign(copy, { createdById }));
  }
}
