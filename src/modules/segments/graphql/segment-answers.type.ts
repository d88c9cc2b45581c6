import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { PersonType } from '../../consents/graphql/person.type.js';
import { SkipReasons } from '../../suppressions/graphql/suppression-words.type.js';
import type { SkipReason } from '../../suppressions/suppression.vocabulary.js';
import type { SegmentOperator, SegmentValueType } from '../segment.vocabulary.js';
import { SegmentMemberType } from './segment.type.js';
import { SegmentOperators, SegmentRuleValue, SegmentValueTypes } from './segment-words.type.js';

@ObjectType('SegmentField', { simpleResolvers: true, description: 'A field that rules can ask by.' })
export class SegmentFieldType {
  @Field(() => String, { description: 'Its name in a rule: `address.city`.' })
  field!: string;

  @Field(() => SegmentValueTypes, { description: 'What kind of value it has.' })
  type!: SegmentValueType;

  @Field(() => String, { description: 'What it says.' })
  description!: string;

  @Field(() => [SegmentOperators], { description: 'What can be asked of it.' })
  operators!: readonly SegmentOperator[];

  @Field(() => [String], { nullable: true, description: 'The only words it has, where they are a closed list.' })
  values!: readonly string[] | null;

  @Field(() => Boolean, { description: 'Whether a rule that asks by it makes the segment sensitive.' })
  isProtected!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may build rules by it.' })
  viewerCanUse!: boolean;
}

@ObjectType('SegmentSkip', { simpleResolvers: true, description: 'How many get no commercial mail for one reason.' })
export class SegmentSkipType {
  @Field(() => SkipReasons, { description: 'The first reason that holds of them.' })
  reason!: SkipReason;

  @Field(() => Int, { nullable: true, description: 'How many; null when that is not shown.' })
  count!: number | null;

  @Field(() => Boolean, { description: 'Whether the count is hidden from the viewer.' })
  isSuppressed!: boolean;
}

@ObjectType('SegmentPreview', { simpleResolvers: true, description: 'Whom a rule holds of now.' })
export class SegmentPreviewType {
  @Field(() => Int, { nullable: true, description: 'How many people; null when that is not shown.' })
  count!: number | null;

  @Field(() => Boolean, { description: 'Whether the count is under 11 and hidden from the viewer.' })
  isSuppressed!: boolean;

  @Field(() => Int, { nullable: true, description: 'How many of them commercial mail would reach.' })
  mailable!: number | null;

  @Field(() => [SegmentSkipType], { description: 'Why it would not reach the others.' })
  skipped!: SegmentSkipType[];

  @Field(() => [SegmentMemberType], { description: 'Up to ten of them, newest first.' })
  sample!: SegmentMemberType[];
}

const RuleForms = enumOf('SegmentRuleForm', ['ALL', 'ANY', 'NOT', 'FIELD'], 'What a rule is made of.');

@ObjectType('RuleExplanation', {
  simpleResolvers: true,
  description: 'A rule or a part of one, and whether it holds of a person.',
})
export class RuleExplanationType {
  @Field(() => RuleForms, { description: 'A group, the opposite of a rule, or a question about one field.' })
  form!: 'ALL' | 'ANY' | 'NOT' | 'FIELD';

  @Field(() => String, { description: 'Where it stands in the rule: `all.0.not`; empty for the whole.' })
  path!: string;

  @Field(() => Boolean, { description: 'Whether it holds.' })
  holds!: boolean;

  @Field(() => String, { nullable: true, description: 'The field that is asked by.' })
  field!: string | null;

  @Field(() => SegmentOperators, { nullable: true, description: 'What is asked.' })
  op!: SegmentOperator | null;

  @Field(() => SegmentRuleValue, { nullable: true, description: 'What the rule compares with.' })
  value!: unknown;

  @Field(() => [RuleExplanationType], { description: 'The rules it is made of.' })
  rules!: RuleExplanationType[];
}

@ObjectType('MembershipExplanation', {
  simpleResolvers: true,
  description: 'Why a person is in a segment or is not.',
})
export class MembershipExplanationType {
  @Field(() => ID, { description: 'Id of the segment.' })
  segmentId!: string;

  @Field(() => PersonType, { description: 'The person.' })
  person!: PersonType;

  @Field(() => Boolean, { description: 'Whether the person is in it.' })
  isMember!: boolean;

  @Field(() => RuleExplanationType, {
    nullable: true,
    description: 'The rule and what of it holds; null of a list, and of a person whom such a segment never holds.',
  })
  rule!: RuleExplanationType | null;

  @Field(() => [RuleExplanationType], { description: 'Its questions alone, in their order.' })
  questions!: RuleExplanationType[];
}
