import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { setFields } from '../../platform/database/fields.js';
import type { RelatedTo } from './task.rules.js';
import { assertTransition, isOpen } from './task.status.js';
import type { RelatedType, TaskPriority, TaskStatus, TaskType } from './task.vocabulary.js';

const TaskSchema = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    ...baseColumns,
    title: p.text(),
    description: p.text().strictNullable(),
    type: p.text().$type<TaskType>(),
    priority: p.text().$type<TaskPriority>(),
    status: p.text().$type<TaskStatus>(),
    dueAt: p.datetime(3).strictNullable(),
    relatedType: p.text().$type<RelatedType>().strictNullable(),
    relatedId: p.uuid().strictNullable(),
    assignedToId: p.uuid().strictNullable(),
    completedAt: p.datetime(3).strictNullable(),
    completedById: p.uuid().strictNullable(),
    subtaskCount: p.integer().default(0),
    openSubtaskCount: p.integer().default(0),
    isOnLegalHold: p.boolean().default(false),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
    seriesId: p.uuid().strictNullable(),
    occurrence: p.integer().strictNullable(),
    recurrenceRule: p.text().strictNullable(),
    recurrenceTimeZone: p.text().strictNullable(),
    recurrenceSince: p.integer().strictNullable(),
    recurrenceLocalDue: p.text().strictNullable(),
  },
});

/** The fields of a task that may be set as they are. */
const plainFields = ['title', 'description', 'type', 'priority', 'dueAt', 'assignedToId'] as const;
type TaskDetails = { [F in (typeof plainFields)[number]]?: Task[F] | undefined } & { relatedTo?: RelatedTo | null };

/** Something to be done by someone, about someone or something. */
export class Task extends TaskSchema.class {
  get isOpen(): boolean {
    return isOpen(this.status);
  }

  get relatedTo(): RelatedTo | null {
    return this.relatedType && this.relatedId ? { type: this.relatedType, id: this.relatedId } : null;
  }

  /** Sets the fields that are present; answers what changed. */
  revise({ relatedTo, ...details }: TaskDetails): AuditChanges {
    const related =
      relatedTo === undefined ? {} : { relatedType: relatedTo?.type ?? null, relatedId: relatedTo?.id ?? null };
    const changes = {
      ...setFields<Task, keyof typeof details>(this, plainFields, details),
      ...setFields<Task, 'relatedType' | 'relatedId'>(this, ['relatedType', 'relatedId'], related),
    };
    // A text that long may hold anything; that it changed is enough.
    if (changes.description) changes.description = true;
    return changes;
  }

  /** Notes a change, never at the time of the last one, so that the version moves within one millisecond too. */
  touch(now: Date): void {
    this.updatedAt = new Date(Math.max(now.getTime(), this.updatedAt.getTime() + 1));
  }

  /** Moves the status as the machine allows; COMPLETED says when and by whom, and coming back forgets both. */
  moveTo(status: TaskStatus, by: string | null, at: Date): AuditChanges {
    const from = this.status;
    assertTransition(from, status);
    if (from === status) return {};
    const isDone = status === 'COMPLETED';
    Object.assign(this, { status, completedAt: isDone ? at : null, completedById: isDone ? by : null });
    return { status: { from, to: status } };
  }
}
TaskSchema.setClass(Task);
