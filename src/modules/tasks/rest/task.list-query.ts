import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, oneOf } from '../../../platform/validation.js';
import type { TaskFilterInput } from '../task.filter.js';
import type { TaskListArgs } from '../task.queries.js';
import { taskSortFields } from '../task.shape.js';
import { relatedTypes, taskPriorities, taskStatuses, taskTypes } from '../task.vocabulary.js';

const bound = (what: string) => single(instant).describe(what);

const filters = {
  status: many(oneOf(taskStatuses)),
  type: many(oneOf(taskTypes)),
  priority: many(oneOf(taskPriorities)),
  assignedToId: many(z.union([z.literal('none'), id])).describe('`none` asks for tasks that nobody has.'),
  createdById: many(id),
  completedById: many(id),
  relatedType: many(oneOf(relatedTypes)),
  relatedId: many(id),
  isOpen: single(flag),
  isOverdue: single(flag),
  isMine: single(flag).describe('Tasks that the caller is to do.'),
  hasOpenSubtasks: single(flag),
  isDeleted: single(flag).describe('Deleted tasks instead, for those who may restore them.'),
  createdFrom: bound('Made at or after this instant.'),
  createdTo: bound('Made before this instant.'),
  updatedFrom: bound('Changed at or after this instant.'),
  updatedTo: bound('Changed before this instant.'),
  dueFrom: bound('Due at or after this instant.'),
  dueTo: bound('Due before this instant.'),
  completedFrom: bound('Done at or after this instant.'),
  completedTo: bound('Done before this instant.'),
};

export const TaskListQuery = listQuery(filters, taskSortFields);

const ranges = { created: 'createdAt', updated: 'updatedAt', due: 'dueAt', completed: 'completedAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const taskListArgs = (call: ListCall): TaskListArgs =>
  listArgs<TaskFilterInput>(call, { ranges, orNone: ['assignedToId'] });
