import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { SegmentFilterInput } from '../segment.filter.js';
import type { CreateSegment, UpdateSegment } from '../segment.rules.js';
import { segmentSortFields } from '../segment.shape.js';
import type { RecipientType, SegmentKind, SegmentOperator } from '../segment.vocabulary.js';
import { SegmentKinds, SegmentOperators, SegmentRuleValue } from './segment-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType('SegmentRuleInput', {
  description: 'Who belongs: exactly one of all, any, not, and a field with op and value. Groups nest to a depth of 5.',
})
export class SegmentRuleInput {
  @Field(() => [SegmentRuleInput], { nullable: true, description: 'All of these hold; 1 to 50.' })
  all?: SegmentRuleInput[] | null;

  @Field(() => [SegmentRuleInput], { nullable: true, description: 'One of these holds; 1 to 50.' })
  any?: SegmentRuleInput[] | null;

  @Field(() => SegmentRuleInput, { nullable: true, description: 'This does not hold: its exact opposite.' })
  not?: SegmentRuleInput | null;

  @text('A field by its name; `segmentFields` names them.')
  field?: string | null;

  @Field(() => SegmentOperators, { nullable: true, description: 'What is asked of the field.' })
  op?: SegmentOperator | null;

  @Field(() => SegmentRuleValue, { nullable: true, description: 'What it is compared with.' })
  value?: unknown;
}

@InputType('CreateSegmentInput', { description: 'A new segment.' })
export class CreateSegmentInput implements z.input<typeof CreateSegment> {
  @Field(() => String, { description: 'Its name, up to 120 characters; no two segments share one.' })
  name!: string;

  @text('What it is for, up to 1,000 characters.')
  description?: string | null;

  @Field(() => RecipientTypes, { description: 'What it holds.' })
  appliesTo!: RecipientType;

  @Field(() => SegmentKinds, { nullable: true, description: 'DYNAMIC with a rule and STATIC without, unless given.' })
  kind?: SegmentKind | null;

  @Field(() => SegmentRuleInput, { nullable: true, description: 'Whom a DYNAMIC segment holds.' })
  rule?: SegmentRuleInput | null;
}

@InputType('UpdateSegmentInput', { description: 'What changes of a segment: the fields that are given.' })
export class UpdateSegmentInput implements Omit<z.input<typeof UpdateSegment>, 'name'> {
  @text('Its name, up to 120 characters; it can not be emptied.')
  name?: string | null;

  @text('What it is for, up to 1,000 characters; null empties it.')
  description?: string | null;

  @Field(() => SegmentRuleInput, { nullable: true, description: 'Whom a DYNAMIC segment holds from now on.' })
  rule?: SegmentRuleInput | null;
}

@InputType({ description: 'Which segments: all fields given must hold; a list holds when one of its values does.' })
export class SegmentFilter implements SegmentFilterInput {
  @text('Exactly this name, in any case.')
  name?: string | null;

  @Field(() => [RecipientTypes], { nullable: true, description: 'What they hold.' })
  appliesTo?: RecipientType[] | null;

  @Field(() => [SegmentKinds], { nullable: true, description: 'Lists, or rules.' })
  kind?: SegmentKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether their rules ask by protected fields.' })
  isSensitive?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Who added them.' })
  createdById?: string[] | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Deleted segments instead of present ones; for those who may restore them.',
  })
  isDeleted?: boolean | null;

  @Field(() => [SegmentFilter], { nullable: true, description: 'All of these hold.' })
  and?: SegmentFilter[] | null;

  @Field(() => [SegmentFilter], { nullable: true, description: 'One of these holds.' })
  or?: SegmentFilter[] | null;

  @Field(() => SegmentFilter, { nullable: true, description: 'This does not hold.' })
  not?: SegmentFilter | null;
}

const SegmentSort = sortOf('Segment', segmentSortFields);

@ArgsType()
export class SegmentsArgs extends PageArgs {
  @Field(() => SegmentFilter, { nullable: true, description: 'Which segments.' })
  filter?: SegmentFilter | null;

  @Field(() => [SegmentSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof SegmentSort>[] | null;

  @text('Words that the name has words beginning with.')
  search?: string | null;
}
