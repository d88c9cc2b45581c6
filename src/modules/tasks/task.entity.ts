import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

export const taskTypes = ['FOLLOW_UP', 'CALL', 'EMAIL', 'MEETING', 'DOCUMENT', 'REVIEW', 'OTHER'] as const;
export type TaskType = (typeof taskTypes)[number];
export const taskPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof taskPriorities)[number];
export const taskStatuses = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export const relatedTypes = ['LEAD', 'CONTACT', 'ORGANIZATION', 'CAMPAIGN', 'EMAIL_CAMPAIGN', 'CLIENT'] as const;
export type RelatedType = (typeof relatedTypes)[number];

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
  },
});

/** Something to be done by someone, about someone or something. */
export class Task extends TaskSchema.class {}
TaskSchema.setClass(Task);
