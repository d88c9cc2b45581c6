import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { z } from 'zod';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.js';
import { sortOf } from '../../../platform/graphql/list.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { CreateMailTopic, MailTopicFilterInput, UpdateMailTopic } from '../mail-topic.rules.js';
import { mailTopicSortFields } from '../mail-topic.shape.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const isRetired = 'Whether it is no longer offered to anyone.';

@ObjectType('MailTopic', { simpleResolvers: true, description: 'What a practice writes about, for people to choose.' })
export class MailTopicType {
  @Field(() => ID, { description: 'Id of the topic.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was first used.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who added it: a member of staff or an API key.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => String, { description: 'What people read on the preference page.' })
  name!: string;

  @text('A sentence about it for the preference page.')
  description!: string | null;

  @Field(() => Boolean, { description: isRetired })
  isRetired!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may change it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;
}
export const MailTopicConnection = connectionOf(MailTopicType, 'MailTopic');

@InputType('CreateMailTopicInput', { description: 'A new topic.' })
export class CreateMailTopicInput implements z.input<typeof CreateMailTopic> {
  @Field(() => String, { description: 'Its name, up to 80 characters; no two topics share one.' })
  name!: string;

  @text('A sentence about it, up to 300 characters.')
  description?: string | null;
}

@InputType('UpdateMailTopicInput', { description: 'What changes of a topic: the fields that are given.' })
export class UpdateMailTopicInput implements Omit<z.input<typeof UpdateMailTopic>, 'name' | 'isRetired'> {
  @text('Its name, up to 80 characters; email campaigns and opt-outs stay with it.')
  name?: string | null;

  @text('A sentence about it, up to 300 characters; null empties it.')
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: isRetired })
  isRetired?: boolean | null;
}

@InputType({ description: 'Which topics: all fields given must hold.' })
export class MailTopicFilter implements MailTopicFilterInput {
  @text('Exactly this name, in any case.')
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: isRetired })
  isRetired?: boolean | null;

  @Field(() => [MailTopicFilter], { nullable: true, description: 'All of these hold.' })
  and?: MailTopicFilter[] | null;

  @Field(() => [MailTopicFilter], { nullable: true, description: 'One of these holds.' })
  or?: MailTopicFilter[] | null;

  @Field(() => MailTopicFilter, { nullable: true, description: 'This does not hold.' })
  not?: MailTopicFilter | null;
}

const MailTopicSort = sortOf('MailTopic', mailTopicSortFields);

@ArgsType()
export class MailTopicsArgs extends PageArgs {
  @Field(() => MailTopicFilter, { nullable: true, description: 'Which topics.' })
  filter?: MailTopicFilter | null;

  @Field(() => [MailTopicSort], { nullable: true, description: 'In which order; by name unless given.' })
  sort?: InstanceType<typeof MailTopicSort>[] | null;
}

abstract class MailTopicPayload extends Payload {
  @Field(() => MailTopicType, { nullable: true, description: 'The topic.' })
  mailTopic!: MailTopicType | null;
}
ObjectType({ simpleResolvers: true })(MailTopicPayload);
const payloadType = (name: string, description: string) => ObjectType(name, { simpleResolvers: true, description });

@payloadType('CreateMailTopicPayload', 'What came of adding a topic.')
export class CreateMailTopicPayload extends MailTopicPayload {}

@payloadType('UpdateMailTopicPayload', 'What came of changing a topic.')
export class UpdateMailTopicPayload extends MailTopicPayload {}

@payloadType('DeleteMailTopicPayload', 'What came of deleting a topic.')
export class DeleteMailTopicPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the topic that is gone.' })
  deletedMailTopicId!: string | null;
}
