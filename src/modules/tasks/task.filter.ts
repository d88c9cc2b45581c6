import {
  type FilterInputOf,
  type FilterOf,
  filterRules,
  flag,
  optional,
  range,
  several,
  severalOrNone,
} from '../../platform/reading/filter.js';
import { id, oneOf } from '../../platform/validation.js';
import { RelatedToRules } from './task.rules.js';
import { relatedTypes, taskPriorities, taskStatuses, taskTypes } from './task.vocabulary.js';

const fields = {
  status: several(oneOf(taskStatuses)),
  type: several(oneOf(taskTypes)),
  priority: several(oneOf(taskPriorities)),
  /** Null asks for tasks that nobody has. */
  assignedToId: severalOrNone(id),
  createdById: several(id),
  completedById: several(id),
  createdAt: range,
  updatedAt: range,
  dueAt: range,
  completedAt: range,
  isOpen: flag,
  isOverdue: flag,
  /** Whether the viewer is to do it. */
  isMine: flag,
  hasOpenSubtasks: flag,
  relatedTo: optional(RelatedToRules),
  relatedType: several(oneOf(relatedTypes)),
  relatedId: several(id),
};

/** All fields present must hold; a list holds when one of its values does. */
export const TaskFilterRules = filterRules(fields, { isDeleted: flag });
export type TaskFilter = FilterOf<typeof fields>;
export type TaskFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type TaskFilterField = keyof typeof fields | 'isDeleted';
