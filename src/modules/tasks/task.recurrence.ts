import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { RecurrenceWish } from './recurrence.rules.js';
import { draftTask } from './task.draft.js';
import type { Task } from './task.entity.js';
import { countOf, nextOccurrence, type Occurrence, type Recurrence } from './task.recurrence-calendar.js';
import { copySubtasks, shiftBetween } from './task.recurrence-copies.js';
import type { TaskReminders } from './task.reminders.js';
import { factsOf } from './task.rows.js';

/** Tasks that come back: each completed one makes the next of its series, once. */
export class TaskRecurrence {
  constructor(
    private readonly ground: Ground,
    private readonly reminders: TaskReminders,
  ) {}

  /**
   * Sets how a task comes back (null: no more), within a change that has set its due time; call it without a wish
   * after every change of the due time. Answers what changed.
   * A new rule holds from this occurrence on, and COUNT counts from it; an occurrence made already keeps its own.
   * @throws ValidationError at `recurrence.rule`, or at `dueAt` when there is none.
   */
  async set(unit: UnitOfWork, task: Task, wish?: RecurrenceWish | null): Promise<AuditChanges> {
    const before = recurrenceOf(task);
    const timeZone = wish && (wish.timeZone ?? before?.timeZone ?? (await practiceZone(unit)));
    const after = wish === undefined ? before : wish && { rule: wish.rule, timeZone: timeZone! };
    if (after) assertDue(task);
    if (before?.rule === after?.rule && before?.timeZone === after?.timeZone) return {};
    if (after) {
      assertComesBack(after, task.dueAt!);
      task.seriesId ??= newId();
      task.occurrence ??= 1;
    }
    Object.assign(task, {
      recurrenceRule: after?.rule ?? null,
      recurrenceTimeZone: after?.timeZone ?? null,
      recurrenceSince: after ? task.occurrence : null,
      recurrenceLocalDue: null,
    });
    return { recurrence: { from: before, to: after ?? null } };
  }

  /**
   * Makes the occurrence after a completed one, within its completion, which holds the task's lock and has set its
   * fields. It counts from the due time, however late the completion. Null when the series has ended, does not
   * recur, or has its next one: completing again after a reopening makes no second.
   */
  async next(unit: UnitOfWork, task: Task): Promise<Task | null> {
    const recurrence = recurrenceOf(task);
    if (!recurrence || !task.dueAt || (await hasNext(unit, task))) return null;
    const coming = this.#coming(task, recurrence);
    if (!coming) return null;
    const next = this.#occurrence(unit, task, coming);
    unit.em.persist(next);
    // What hangs on a task is added by statements that want to find its row.
    await unit.em.flush();
    const shift = shiftBetween(task, coming);
    await copySubtasks(unit, task, next, shift);
    await this.reminders.copy(unit, task, next, shift);
    const series = { seriesId: next.seriesId, occurrence: next.occurrence, previousId: task.id };
    unit.record(next.id, undefined, { action: 'CREATE', objectType: 'TASK', details: series });
    const data = { ...factsOf(next), ...series };
    unit.publish({ type: 'TASK_CREATED', objectType: 'TASK', objectId: next.id, data });
    return next;
  }

  #coming(task: Task, recurrence: Recurrence): Occurrence | null {
    const count = countOf(recurrence.rule);
    if (count !== null && task.occurrence! - task.recurrenceSince! + 1 >= count) return null;
    try {
      return nextOccurrence(recurrence, task.dueAt!, task.recurrenceLocalDue);
    } catch (error) {
      // The due time has been moved since the rule was accepted; the work that is done still counts as done.
      this.ground.logger.error({ err: error, taskId: task.id }, 'a recurring task does not come round');
      return null;
    }
  }

  #occurrence(unit: UnitOfWork, task: Task, { dueAt, wall }: Occurrence): Task {
    const { title, description, type, priority, relatedTo, assignedToId, createdById } = task;
    const { seriesId, recurrenceRule, recurrenceTimeZone, recurrenceSince } = task;
    const details = { title, description, type, priority, relatedTo, assignedToId, dueAt };
    return Object.assign(draftTask(unit.ctx, this.ground.clock.now(), details), {
      createdById,
      subtaskCount: task.subtaskCount,
      openSubtaskCount: task.subtaskCount,
      seriesId,
      occurrence: task.occurrence! + 1,
      recurrenceRule,
      recurrenceTimeZone,
      recurrenceSince,
      recurrenceLocalDue: wall.toString(),
    });
  }
}

function recurrenceOf({ recurrenceRule: rule, recurrenceTimeZone: timeZone }: Task): Recurrence | null {
  return rule && timeZone ? { rule, timeZone } : null;
}

function assertDue({ dueAt }: Task): void {
  if (!dueAt) throw ValidationError.at('dueAt', 'REQUIRED', 'A task that comes back needs a due time to count from.');
}

function assertComesBack(recurrence: Recurrence, dueAt: Date): void {
  const refused = 'This rule gives no occurrence after the due time.';
  try {
    if (nextOccurrence(recurrence, dueAt)) return;
  } catch {
    // What the calendar makes nothing of is as good as no rule.
  }
  throw ValidationError.at(['recurrence', 'rule'], 'INVALID', refused);
}

/** Whether the next one was made, be it deleted since; the unique index makes this certain. */
async function hasNext(unit: UnitOfWork, task: Task): Promise<boolean> {
  const rows = await unit.sql('select 1 from tasks where practice_id = $1 and series_id = $2 and occurrence = $3', [
    task.practiceId,
    task.seriesId,
    task.occurrence! + 1,
  ]);
  return rows.length > 0;
}

async function practiceZone(unit: UnitOfWork): Promise<string> {
  const text = 'select time_zone as "timeZone" from practices where id = $1';
  const [row] = await unit.sql<{ timeZone: string }>(text, [unit.ctx.practiceId]);
  return row!.timeZone;
}
