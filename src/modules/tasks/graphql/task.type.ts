import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import {
  type RelatedType,
  relatedTypes,
  type TaskPriority,
  type TaskStatus,
  type TaskType as Type,
  taskPriorities,
  taskStatuses,
  taskTypes,
} from '../task.vocabulary.js';
import { SubtaskType } from './subtask.type.js';
import { RecurrenceType, ReminderType } from './task-time.type.js';

export const TaskTypes = enumOf('TaskType', taskTypes, 'What kind of thing is to be done.');
export const TaskPriorities = enumOf('TaskPriority', taskPriorities, 'How pressing it is.');
export const TaskStatuses = enumOf('TaskStatus', taskStatuses, 'How far it has come.');
export const RelatedTypes = enumOf('RelatedType', relatedTypes, 'What a task can be about.');

@ObjectType('TaskRelation', { simpleResolvers: true, description: 'What a task is about.' })
export class TaskRelationType {
  @Field(() => RelatedTypes, { description: 'What it is.' })
  type!: RelatedType;

  @Field(() => ID, { description: 'Which one.' })
  id!: string;
}

/** GraphQL face of a task; what it is about is added by the nouns that know. */
@ObjectType('Task', { simpleResolvers: true, description: 'Something to be done by someone.' })
export class TaskType {
  @Field(() => ID, { description: 'Id of the task.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change of it or of a subtask.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => String, { nullable: true, description: 'What is to be done.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'More about it.' })
  description!: string | null;

  @Field(() => TaskTypes, { nullable: true, description: 'What kind of thing is to be done.' })
  type!: Type | null;

  @Field(() => TaskPriorities, { nullable: true, description: 'How pressing it is.' })
  priority!: TaskPriority | null;

  @Field(() => TaskStatuses, { nullable: true, description: 'How far it has come.' })
  status!: TaskStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when.' })
  dueAt!: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is open and past its time.' })
  isOverdue!: boolean | null;

  @Field(() => TaskRelationType, { nullable: true, description: 'What it is about.' })
  relatedTo!: TaskRelationType | null;

  @Field(() => ID, { nullable: true, description: 'Who is to do it.' })
  assignedToId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who is to do it.' })
  assignedTo!: StaffMemberType | null;

  @Field(() => ID, { nullable: true, description: 'Who made it: staff or an API key; none when time raised it.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who made it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was done.' })
  completedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who did it.' })
  completedById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who did it.' })
  completedBy!: StaffMemberType | null;

  @Field(() => Int, { nullable: true, description: 'How many subtasks it has.' })
  subtaskCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many of them are open.' })
  openSubtaskCount!: number | null;

  @Field(() => [SubtaskType], { nullable: true, description: 'Its steps, in their order; at most 100.' })
  subtasks!: SubtaskType[] | null;

  @Field(() => [ReminderType], { nullable: true, description: 'What reminds of it, soonest first.' })
  reminders!: ReminderType[] | null;

  @Field(() => RecurrenceType, { nullable: true, description: 'How it comes back.' })
  recurrence!: RecurrenceType | null;

  @Field(() => Boolean, { description: 'Whether the viewer may change it and its subtasks.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;

  @Field(() => Boolean, { description: 'Whether it is open and the viewer may complete it.' })
  viewerCanComplete!: boolean;

  @Field(() => Boolean, { description: 'Whether it is closed and the viewer may reopen it.' })
  viewerCanReopen!: boolean;
}

export const TaskConnection = connectionOf(TaskType, 'Task');
