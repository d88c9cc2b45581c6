import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { UserErrorCode } from '../../../platform/errors/codes.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { RecipientType } from '../segment.vocabulary.js';
import { SegmentType } from './segment.type.js';

@ObjectType('CreateSegmentPayload', { simpleResolvers: true, description: 'What came of adding a segment.' })
export class CreateSegmentPayload extends Payload {
  @Field(() => SegmentType, { nullable: true, description: 'The new segment.' })
  segment!: SegmentType | null;
}

@ObjectType('UpdateSegmentPayload', { simpleResolvers: true, description: 'What came of changing a segment.' })
export class UpdateSegmentPayload extends Payload {
  @Field(() => SegmentType, { nullable: true, description: 'The segment.' })
  segment!: SegmentType | null;
}

@ObjectType('DeleteSegmentPayload', { simpleResolvers: true, description: 'What came of deleting a segment.' })
export class DeleteSegmentPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the segment that is gone.' })
  deletedSegmentId!: string | null;

  @Field(() => SegmentType, { nullable: true, description: 'The segment as it was.' })
  segment!: SegmentType | null;
}

@ObjectType('RestoreSegmentPayload', { simpleResolvers: true, description: 'What came of restoring a segment.' })
export class RestoreSegmentPayload extends Payload {
  @Field(() => SegmentType, { nullable: true, description: 'The segment that is back.' })
  segment!: SegmentType | null;
}

const MemberRejections = enumOf(
  'SegmentMemberRejection',
  ['NOT_FOUND', 'INVALID'],
  'Why a person was not taken in or out.',
  { NOT_FOUND: 'The practice has nobody with this id.', INVALID: 'The segment holds no people of this kind.' },
);

@ObjectType('RejectedMember', { simpleResolvers: true, description: 'A person who was not taken in or out.' })
export class RejectedMemberType {
  @Field(() => RecipientTypes, { description: 'What the person was said to be.' })
  type!: RecipientType;

  @Field(() => ID, { description: 'The id that was given.' })
  id!: string;

  @Field(() => MemberRejections, { description: 'Why.' })
  code!: UserErrorCode;
}

@ObjectType('AddSegmentMembersPayload', { simpleResolvers: true, description: 'What came of adding people to a list.' })
export class AddSegmentMembersPayload extends Payload {
  @Field(() => SegmentType, { nullable: true, description: 'The list.' })
  segment!: SegmentType | null;

  @Field(() => Int, { nullable: true, description: 'How many were put on it.' })
  added!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many were on it already.' })
  alreadyPresent!: number | null;

  @Field(() => [RejectedMemberType], { nullable: true, description: 'Who was not put on it.' })
  rejected!: RejectedMemberType[] | null;
}

@ObjectType('RemoveSegmentMembersPayload', {
  simpleResolvers: true,
  description: 'What came of taking people off a list.',
})
export class RemoveSegmentMembersPayload extends Payload {
  @Field(() => SegmentType, { nullable: true, description: 'The list.' })
  segment!: SegmentType | null;

  @Field(() => Int, { nullable: true, description: 'How many were taken off it.' })
  removed!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many were not on it.' })
  alreadyAbsent!: number | null;

  @Field(() => [RejectedMemberType], { nullable: true, description: 'Who could not be on it.' })
  rejected!: RejectedMemberType[] | null;
}
