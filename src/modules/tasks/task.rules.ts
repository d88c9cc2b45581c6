import { z } from 'zod';
import { id, instant, line, oneOf, optionalText, orBlank, wholeNumber } from '../../platform/validation.js';
import { AddInteraction, FollowUp } from '../interactions/interaction.rules.js';
import { RecurrenceRules } from './recurrence.rules.js';
import { ReminderRules } from './reminder.rules.js';
import { relatedTypes, taskPriorities, taskStatuses, taskTypes } from './task.vocabulary.js';

/** Subtasks that a task can have: they are shown whole. */
export const mostSubtasks = 100;

export const RelatedToRules = z.strictObject({ type: oneOf(relatedTypes), id });
export type RelatedTo = z.output<typeof RelatedToRules>;

const NewSubtask = z.strictObject({ title: line(200), dueAt: instant.nullish(), assignedToId: orBlank(id) });

/** What may be given of a task at any time; null or blank empties a field. */
const optionalDetails = {
  description: optionalText(5_000),
  dueAt: instant.nullish(),
  relatedTo: RelatedToRules.nullish(),
  assignedToId: orBlank(id),
  reminders: ReminderRules.nullish(),
  recurrence: RecurrenceRules.nullish(),
};

export const CreateTask = z.strictObject({
  title: line(200),
  ...optionalDetails,
  type: oneOf(taskTypes).nullish(),
  priority: oneOf(taskPriorities).nullish(),
  status: oneOf(taskStatuses).nullish(),
  subtasks: z.array(NewSubtask).max(mostSubtasks).nullish(),
});
export type CreateTaskInput = z.output<typeof CreateTask>;

/** The fields that are present change; the others stay. */
export const UpdateTask = z.strictObject({
  title: line(200).optional(),
  ...optionalDetails,
  type: oneOf(taskTypes).optional(),
  priority: oneOf(taskPriorities).optional(),
  status: oneOf(taskStatuses).optional(),
  completeSubtasks: z.boolean().nullish(),
});
export type UpdateTaskInput = z.output<typeof UpdateTask>;

/** What was done with it: the call or meeting that the task was about, and what is to be done next. */
export const CompleteTask = z.strictObject({
  completeSubtasks: z.boolean().nullish(),
  interaction: AddInteraction.omit({ followUp: true }).nullish(),
  followUp: FollowUp.nullish(),
});
export type CompleteTaskInput = z.output<typeof CompleteTask>;

const position = wholeNumber(0, mostSubtasks);

export const AddSubtask = z.strictObject({
  ...NewSubtask.shape,
  isDone: z.boolean().nullish(),
  position: position.nullish(),
});
export type AddSubtaskInput = z.output<typeof AddSubtask>;

export const UpdateSubtask = z.strictObject({
  title: line(200).optional(),
  isDone: z.boolean().optional(),
  dueAt: instant.nullish(),
  assignedToId: orBlank(id),
  position: position.optional(),
});
export type UpdateSubtaskInput = z.output<typeof UpdateSubtask>;
