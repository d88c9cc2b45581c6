import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const SubtaskSchema = defineEntity({
  name: 'Subtask',
  tableName: 'subtasks',
  properties: {
    ...baseColumns,
    taskId: p.uuid(),
    title: p.text(),
    isDone: p.boolean(),
    assignedToId: p.uuid().strictNullable(),
    dueAt: p.datetime(3).strictNullable(),
    position: p.integer(),
    completedAt: p.datetime(3).strictNullable(),
    completedById: p.uuid().strictNullable(),
  },
});

/** One step of a task. */
export class Subtask extends SubtaskSchema.class {
  /** Ticks it off, or takes that back. */
  mark(isDone: boolean, by: string | null, at: Date): void {
    if (this.isDone === isDone) return;
    Object.assign(this, { isDone, completedAt: isDone ? at : null, completedById: isDone ? by : null });
  }
}
SubtaskSchema.setClass(Subtask);
