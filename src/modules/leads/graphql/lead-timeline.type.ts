import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { InteractionType } from '../../interactions/graphql/interaction.type.js';
import { TaskType } from '../../tasks/graphql/task.type.js';

const TimelineKinds = enumOf('LeadTimelineKind', ['INTERACTION', 'TASK'], 'What an entry of a timeline is.');

@ObjectType('LeadTimelineEntry', { simpleResolvers: true, description: 'Something that happened with a lead.' })
export class TimelineEntryType {
  @Field(() => ID, { description: 'Id of the interaction or task.' })
  id!: string;

  @Field(() => TimelineKinds, { nullable: true, description: 'What it is.' })
  kind!: 'INTERACTION' | 'TASK' | null;

  @Field(() => DateTime, { nullable: true, description: 'When it happened.' })
  at!: Date | null;

  @Field(() => InteractionType, { nullable: true, description: 'The interaction, when it is one.' })
  interaction!: InteractionType | null;

  @Field(() => TaskType, { nullable: true, description: 'The task, when it is one.' })
  task!: TaskType | null;
}
