import { Field, ID, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { AddInteraction, FollowUp } from '../interaction.rules.js';
import type { InteractionDirection, InteractionKind } from '../interaction.vocabulary.js';
import { InteractionDirections, InteractionKinds } from './interaction.type.js';

@InputType('FollowUpInput', { description: 'A follow-up to an interaction; it becomes a task.' })
export class FollowUpInput implements z.input<typeof FollowUp> {
  @Field(() => String, { description: 'What is to be done, up to 200 characters.' })
  title!: string;

  @Field(() => DateTime, { nullable: true, description: 'Until when.' })
  dueAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'By whom; otherwise whoever has the person, otherwise the caller.' })
  assignedToId?: string | null;
}

@InputType('AddInteractionInput', { description: 'Something said or written between the practice and a person.' })
export class AddInteractionInput implements z.input<typeof AddInteraction> {
  @Field(() => InteractionKinds, { description: 'How people were in touch.' })
  kind!: InteractionKind;

  @Field(() => InteractionDirections, { description: 'Who reached out.' })
  direction!: InteractionDirection;

  @Field(() => DateTime, { nullable: true, description: 'When it happened; now unless given.' })
  occurredAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'How long it took, in minutes, up to a day.' })
  durationMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'What was said, up to 10,000 characters. Kept encrypted.' })
  summary?: string | null;

  @Field(() => String, { nullable: true, description: 'What came of it, up to 200 characters.' })
  outcome?: string | null;

  @Field(() => FollowUpInput, { nullable: true, description: 'What is to be done next.' })
  followUp?: FollowUpInput | null;
}
