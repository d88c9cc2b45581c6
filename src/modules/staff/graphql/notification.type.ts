import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';

@ObjectType('Notification', { description: 'Something the viewer must know of.', simpleResolvers: true })
export class NotificationType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Stable word for programs: `LEAD_OPENED`.' })
  kind!: string;

  @Field(() => String, { description: 'Sentence for a person; that of a reminder holds the title of its task.' })
  text!: string;

  @Field(() => String, { description: 'What it is about: `LEAD`.' })
  objectType!: string;

  @Field(() => ID, { description: 'Its id.' })
  objectId!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null: not read yet.' })
  readAt!: Date | null;
}
