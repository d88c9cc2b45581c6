import { Field, ID, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { AddSubtask, UpdateSubtask } from '../task.rules.js';

/** What may be said of a subtask at any time. */
@InputType()
abstract class SubtaskDetailsInput {
  @Field(() => DateTime, { nullable: true, description: 'Until when.' })
  dueAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who is to do it.' })
  assignedToId?: string | null;
}

@InputType('NewSubtaskInput', { description: 'A step of a new task.' })
export class NewSubtaskInput extends SubtaskDetailsInput {
  @Field(() => String, { description: 'What is to be done, up to 200 characters.' })
  title!: string;
}

@InputType('AddSubtaskInput', { description: 'A new step of a task.' })
export class AddSubtaskInput extends NewSubtaskInput implements z.input<typeof AddSubtask> {
  @Field(() => Boolean, { nullable: true, description: 'Whether it is done already.' })
  isDone?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Its place, from 0; at the end unless given. Those after it move.' })
  position?: number | null;
}

@InputType('UpdateSubtaskInput', { description: 'Fields of a subtask that change; those not given stay.' })
export class UpdateSubtaskInput extends SubtaskDetailsInput implements z.input<typeof UpdateSubtask> {
  @Field(() => String, { nullable: true, description: 'What is to be done, up to 200 characters.' })
  title?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is done.' })
  isDone?: boolean;

  @Field(() => Int, { nullable: true, description: 'Its place, from 0; the others move.' })
  position?: number;
}
