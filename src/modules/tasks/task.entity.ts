import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';
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
    deletedAt: p.datetime(3).strictNullable(),
    seriesId: p.uuid().strictNullable(),
    occurrence: p.integer().strictNullable(),
    recurrenceRule: p.text().strictNullable(),
    recurrenceTimeZone: p.text().strictNullable(),
    recurrenceSince: p.integer().strictNullable(),
    recurrenceLocalDue: p.text().strictNullable(),
  },
});

/** Something to be done by someone, about someone or something. */
export class Task extends TaskSchema.class {}
TaskSchema.setClass(Task);
