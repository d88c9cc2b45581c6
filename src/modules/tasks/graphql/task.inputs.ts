import { Field, ID, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { type AddInteractionInput, FollowUpInput } from '../../interactions/graphql/interaction.inputs.js';
import { InteractionDirections, InteractionKinds } from '../../interactions/graphql/interaction.type.js';
import type { CompleteTask, CreateTask, RelatedToRules, UpdateTask } from '../task.rules.js';
import type { RelatedType, TaskPriority, TaskStatus, TaskType } from '../task.vocabulary.js';
import { NewSubtaskInput } from './subtask.inputs.js';
import { RelatedTypes, TaskPriorities, TaskStatuses, TaskTypes } from './task.type.js';
import { RecurrenceInput, ReminderInput } from './task-time.inputs.js';

@InputType('TaskRelationInput', { description: 'What a task is about: a record of the practice that the caller sees.' })
export class TaskRelationInput implements z.input<typeof RelatedToRules> {
  @Field(() => RelatedTypes, { description: 'What it is.' })
  type!: RelatedType;

  @Field(() => ID, { description: 'Which one.' })
  id!: string;
}

/** What may be said of a task when it is added and when it changes. */
@InputType()
abstract class TaskDetailsInput {
  @Field(() => String, { nullable: true, description: 'More about it, up to 5,000 characters.' })
  description?: string | null;

  @Field(() => TaskTypes, { nullable: true, description: 'What kind of thing is to be done; OTHER unless given.' })
  type?: TaskType;

  @Field(() => TaskPriorities, { nullable: true, description: 'How pressing it is; NORMAL unless given.' })
  priority?: TaskPriority;

  @Field(() => TaskStatuses, { nullable: true, description: 'How far it has come: a move that its machine allows.' })
  status?: TaskStatus;

  @Field(() => DateTime, { nullable: true, description: 'Until when.' })
  dueAt?: Date | null;

  @Field(() => TaskRelationInput, { nullable: true, description: 'What it is about.' })
  relatedTo?: TaskRelationInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Who is to do it; a person is told of it when someone else says so.',
  })
  assignedToId?: string | null;

  @Field(() => [ReminderInput], { nullable: true, description: 'All its reminders, at most 10; those not given go.' })
  reminders?: ReminderInput[] | null;

  @Field(() => RecurrenceInput, { nullable: true, description: 'How it comes back; null: no more.' })
  recurrence?: RecurrenceInput | null;
}

@InputType('CreateTaskInput', { description: 'A new task.' })
export class CreateTaskInput extends TaskDetailsInput implements z.input<typeof CreateTask> {
  @Field(() => String, { description: 'What is to be done, up to 200 characters.' })
  title!: string;

  @Field(() => [NewSubtaskInput], { nullable: true, description: 'Its steps in their order, at most 100.' })
  subtasks?: NewSubtaskInput[] | null;
}

@InputType('UpdateTaskInput', { description: 'Fields of a task that change; those not given stay.' })
export class UpdateTaskInput extends TaskDetailsInput implements z.input<typeof UpdateTask> {
  @Field(() => String, { nullable: true, description: 'What is to be done, up to 200 characters.' })
  title?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'With status COMPLETED: completes open subtasks too, which otherwise refuse it.',
  })
  completeSubtasks?: boolean | null;
}

@InputType('CompletedInteractionInput', {
  description: 'The talk or letter that a task was about, now that it was had.',
})
export class CompletedInteractionInput implements Omit<AddInteractionInput, 'followUp'> {
  @Field(() => InteractionKinds, { description: 'How people were in touch.' })
  kind!: AddInteractionInput['kind'];

  @Field(() => InteractionDirections, { description: 'Who reached out.' })
  direction!: AddInteractionInput['direction'];

  @Field(() => DateTime, { nullable: true, description: 'When it happened; now unless given.' })
  occurredAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'How long it took, in minutes, up to a day.' })
  durationMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'What was said, up to 10,000 characters. Kept encrypted.' })
  summary?: string | null;

  @Field(() => String, { nullable: true, description: 'What came of it, up to 200 characters.' })
  outcome?: string | null;
}

@InputType('CompleteTaskInput', { description: 'What was done with a task, and what is to be done next.' })
export class CompleteTaskInput implements z.input<typeof CompleteTask> {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Completes open subtasks too, which otherwise refuse it with OPEN_SUBTASKS.',
  })
  completeSubtasks?: boolean | null;

  @Field(() => CompletedInteractionInput, {
    nullable: true,
    description: 'Recorded on the lead or contact that the task is about.',
  })
  interaction?: CompletedInteractionInput | null;

  @Field(() => FollowUpInput, {
    nullable: true,
    description: 'The next follow-up; falls to the same person unless told.',
  })
  followUp?: FollowUpInput | null;
}
