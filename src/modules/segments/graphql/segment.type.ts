import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { SegmentRule } from '../segment.rule.js';
import type { RecipientType, SegmentKind } from '../segment.vocabulary.js';
import { SegmentKinds, SegmentRuleScalar } from './segment-words.type.js';

@ObjectType('SegmentMember', { simpleResolvers: true, description: 'One person in a segment.' })
export class SegmentMemberType {
  @Field(() => ID, { description: 'Id of the lead or contact.' })
  id!: string;

  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  type!: RecipientType;

  @Field(() => LeadType, { nullable: true, description: 'The lead, when it is one.' })
  lead!: LeadType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact, when it is one.' })
  contact!: ContactType | null;

  @Field(() => DateTime, { nullable: true, description: 'When the person was put on the list; null by a rule.' })
  addedAt!: Date | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who put the person on the list.' })
  addedBy!: StaffMemberType | null;
}

const SegmentMemberConnection = connectionOf(SegmentMemberType, 'SegmentMember');

/** GraphQL face of a segment. */
@ObjectType('Segment', { simpleResolvers: true, description: 'A named group of leads or contacts.' })
export class SegmentType {
  @Field(() => ID, { description: 'Id of the segment.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the segment was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the segment last changed; who is in it does not count.' })
  updatedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who added it: a member of staff or an API key.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => String, { description: 'Its name, the only one in the practice.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => RecipientTypes, { description: 'What it holds.' })
  appliesTo!: RecipientType;

  @Field(() => SegmentKinds, { description: 'A list, or a rule.' })
  kind!: SegmentKind;

  @Field(() => Boolean, { description: 'Whether its rule asks by protected fields.' })
  isSensitive!: boolean;

  @Field(() => SegmentRuleScalar, {
    nullable: true,
    description: 'Its rule, for those who may see each field it asks by.',
  })
  rule!: SegmentRule | null;

  @Field(() => [String], { nullable: true, description: 'The fields that its rule asks by.' })
  fields!: string[] | null;

  @Field(() => Int, { nullable: true, description: 'How many people it holds now; null when that is not shown.' })
  count!: number | null;

  @Field(() => Boolean, { description: 'Whether the count is under 11 and hidden from the viewer.' })
  isCountSuppressed!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may change it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may see its rule and members, or use it by name only.' })
  viewerCanLookInto!: boolean;
}
addConnection(SegmentType, 'members', () => SegmentMemberConnection, 'Whom it holds, newest first.');

export const SegmentConnection = connectionOf(SegmentType, 'Segment');
