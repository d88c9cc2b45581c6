import { Field, ID, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import { InteractionType } from '../../interactions/graphql/interaction.type.js';
import { SubtaskType } from './subtask.type.js';
import { TaskType } from './task.type.js';

const task = (description: string) => Field(() => TaskType, { nullable: true, description });

@ObjectType('CreateTaskPayload', { simpleResolvers: true, description: 'What came of adding a task.' })
export class CreateTaskPayload extends Payload {
  @task('The new task.')
  task!: TaskType | null;
}

@ObjectType('UpdateTaskPayload', { simpleResolvers: true, description: 'What came of changing a task.' })
export class UpdateTaskPayload extends Payload {
  @task('The task; null too when it is no longer yours to see.')
  task!: TaskType | null;
}

@ObjectType('DeleteTaskPayload', { simpleResolvers: true, description: 'What came of deleting a task.' })
export class DeleteTaskPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the task that is gone.' })
  deletedTaskId!: string | null;

  @task('The task as it was.')
  task!: TaskType | null;
}

@ObjectType('RestoreTaskPayload', { simpleResolvers: true, description: 'What came of restoring a task.' })
export class RestoreTaskPayload extends Payload {
  @task('The task that is back.')
  task!: TaskType | null;
}

@ObjectType('CompleteTaskPayload', { simpleResolvers: true, description: 'What came of completing a task.' })
export class CompleteTaskPayload extends Payload {
  @task('The task.')
  task!: TaskType | null;

  @Field(() => InteractionType, { nullable: true, description: 'The interaction that was recorded with it.' })
  interaction!: InteractionType | null;

  @task('The task that follows it up.')
  followUp!: TaskType | null;

  @task('The next occurrence, when it comes back.')
  nextOccurrence!: TaskType | null;
}

@ObjectType('ReopenTaskPayload', { simpleResolvers: true, description: 'What came of reopening a task.' })
export class ReopenTaskPayload extends Payload {
  @task('The task.')
  task!: TaskType | null;
}

@ObjectType('AddSubtaskPayload', { simpleResolvers: true, description: 'What came of adding a subtask.' })
export class AddSubtaskPayload extends Payload {
  @Field(() => SubtaskType, { nullable: true, description: 'The new subtask.' })
  subtask!: SubtaskType | null;

  @task('Its task.')
  task!: TaskType | null;
}

@ObjectType('UpdateSubtaskPayload', { simpleResolvers: true, description: 'What came of changing a subtask.' })
export class UpdateSubtaskPayload extends Payload {
  @Field(() => SubtaskType, { nullable: true, description: 'The subtask.' })
  subtask!: SubtaskType | null;

  @task('Its task.')
  task!: TaskType | null;
}

@ObjectType('DeleteSubtaskPayload', { simpleResolvers: true, description: 'What came of deleting a subtask.' })
export class DeleteSubtaskPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the subtask that is gone.' })
  deletedSubtaskId!: string | null;

  @task('Its task.')
  task!: TaskType | null;
}
