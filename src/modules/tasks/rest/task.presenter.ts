import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { InteractionAnswer } from '../../interactions/rest/interaction.presenter.js';
import { relatedTypes, reminderChannels, taskPriorities, taskStatuses, taskTypes } from '../task.vocabulary.js';

const person = ['id', 'name', 'email'];

const subtask = [
  'id',
  'version',
  'createdAt',
  'updatedAt',
  'title',
  'isDone',
  'dueAt',
  'assignedToId',
  { assignedTo: person },
  'position',
  'completedAt',
  'completedById',
];

/** What REST shows of a task. */
export const taskSelection: Selection = select([
  'id',
  'version',
  'createdAt',
  'updatedAt',
  'createdById',
  'title',
  'description',
  'type',
  'priority',
  'status',
  'dueAt',
  'isOverdue',
  'relatedTo',
  'assignedToId',
  { assignedTo: person },
  'completedAt',
  'completedById',
  { completedBy: person },
  'subtaskCount',
  'openSubtaskCount',
  { subtasks: subtask },
  'reminders',
  'recurrence',
  'viewerCanUpdate',
  'viewerCanDelete',
  'viewerCanComplete',
  'viewerCanReopen',
]);

const text = z.string().nullable().optional();
const time = z.iso.datetime().nullable().optional();
const reference = z.object({ id: z.guid(), name: text, email: text }).nullable().optional();

const SubtaskAnswer = z
  .object({
    id: z.guid(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    title: z.string(),
    isDone: z.boolean(),
    dueAt: time,
    assignedToId: text,
    assignedTo: reference,
    position: z.int(),
    completedAt: time,
    completedById: text,
  })
  .meta({ id: 'Subtask' });

/** For the document: a task with its subtasks. */
export const TaskAnswer = z
  .object({
    id: z.guid(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    createdById: text,
    title: z.string(),
    description: text,
    type: z.enum(taskTypes),
    priority: z.enum(taskPriorities),
    status: z.enum(taskStatuses),
    dueAt: time,
    isOverdue: z.boolean(),
    relatedTo: z.object({ type: z.enum(relatedTypes), id: z.guid() }).nullable(),
    assignedToId: text,
    assignedTo: reference,
    completedAt: time,
    completedById: text,
    completedBy: reference,
    subtaskCount: z.int(),
    openSubtaskCount: z.int(),
    subtasks: z.array(SubtaskAnswer),
    reminders: z.array(
      z.object({
        id: z.guid(),
        minutesBefore: z.int().nullable(),
        at: time,
        channel: z.enum(reminderChannels),
        dueAt: time,
        firedAt: time,
        isLate: z.boolean(),
      }),
    ),
    recurrence: z
      .object({ rule: z.string(), timeZone: z.string(), seriesId: z.guid(), occurrence: z.int() })
      .nullable(),
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
    viewerCanComplete: z.boolean(),
    viewerCanReopen: z.boolean(),
  })
  .meta({ id: 'Task' });

export const CompletedTaskAnswer = TaskAnswer.extend({
  interaction: InteractionAnswer.nullable().meta({ description: 'The interaction that was recorded with it.' }),
  followUp: TaskAnswer.nullable().meta({ description: 'The task that follows it up.' }),
  nextOccurrence: TaskAnswer.partial().nullable().meta({ description: 'The next one, when it comes back.' }),
}).meta({ id: 'CompletedTask' });
