import { Field, ID, ObjectType } from 'type-graphql';
import {
  count,
  DayCountType,
  DurationType,
  ShownCountType,
  StatsType,
} from '../../../platform/graphql/statistics.type.js';
import type { TaskPriority, TaskStatus } from '../task.vocabulary.js';
import { TaskPriorities, TaskStatuses } from './task.type.js';

const open = () => count('How many of them are still to be done.');

@ObjectType('TaskStatusCount', { simpleResolvers: true, description: 'Tasks of one status.' })
export class TaskStatusCountType extends ShownCountType {
  @Field(() => TaskStatuses, { description: 'The status.' })
  status!: TaskStatus;
}

@ObjectType('TaskPriorityCount', { simpleResolvers: true, description: 'Tasks of one priority.' })
export class TaskPriorityCountType extends ShownCountType {
  @Field(() => TaskPriorities, { description: 'The priority.' })
  priority!: TaskPriority;

  @open()
  open!: number | null;
}

@ObjectType('TaskAssigneeCount', { simpleResolvers: true, description: 'Tasks of one assignee.' })
export class TaskAssigneeCountType extends ShownCountType {
  @Field(() => ID, { nullable: true, description: 'The assignee; null for tasks that nobody is assigned to.' })
  assignedToId!: string | null;

  @Field(() => String, { nullable: true, description: "The assignee's name." })
  name!: string | null;

  @open()
  open!: number | null;
}

@ObjectType('TaskCompletionStats', { simpleResolvers: true, description: 'How soon tasks are completed.' })
export class TaskCompletionStatsType extends DurationType {
  @count('Tasks that are completed.')
  completed!: number | null;
}

@ObjectType('TaskStats', { simpleResolvers: true, description: 'What the tasks created in a range come to.' })
export class TaskStatsType extends StatsType {
  @count('All tasks.')
  total!: number | null;

  @count('Tasks still to be done.')
  open!: number | null;

  @Field(() => [TaskStatusCountType], { description: 'By status, the largest first.' })
  byStatus!: TaskStatusCountType[];

  @Field(() => [TaskPriorityCountType], { description: 'By priority, the largest first.' })
  byPriority!: TaskPriorityCountType[];

  @Field(() => [TaskAssigneeCountType], { description: 'By assignee, the largest first.' })
  byAssignee!: TaskAssigneeCountType[];

  @count('Tasks still to be done whose due time has passed.')
  overdue!: number | null;

  @count("Tasks still to be done that are due on this day of the practice's time zone, past ones too.")
  dueToday!: number | null;

  @count('Tasks still to be done that are due in this week, Monday to Sunday, past ones too.')
  dueThisWeek!: number | null;

  @Field(() => TaskCompletionStatsType, { description: 'From creation to completion.' })
  timeToComplete!: TaskCompletionStatsType;

  @Field(() => [DayCountType], { description: 'Tasks by day of completion; the last 366 days.' })
  completedDaily!: DayCountType[];

  @Field(() => [DayCountType], { description: 'Tasks by day of creation; the last 366 days of the range.' })
  daily!: DayCountType[];
}
