import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { fieldEnum } from '../../../platform/graphql/list.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { type MergeField, mergeFields } from '../lead.merge-rules.js';
import { LeadType } from './lead.type.js';

const MergeFields = fieldEnum('LeadMergeField', mergeFields, 'What a merge chooses between leads.');

@InputType('LeadMergeChoiceInput', { description: 'Whose value a field takes.' })
export class LeadMergeChoiceInput {
  @Field(() => MergeFields, { description: 'Which field.' })
  field!: MergeField;

  @Field(() => ID, { description: 'The lead whose value it takes.' })
  fromId!: string;
}

@InputType('MergeLeadsInput', { description: 'Leads that are one person.' })
export class MergeLeadsInput {
  @Field(() => ID, { description: 'The lead that stays.' })
  primaryId!: string;

  @Field(() => [ID], { description: 'The leads that go into it, up to ten.' })
  duplicateIds!: string[];

  @Field(() => [LeadMergeChoiceInput], {
    nullable: true,
    description: "Whose values to take; otherwise the primary's, and where it has none the first duplicate's.",
  })
  take?: LeadMergeChoiceInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only says what would become of it.' })
  dryRun?: boolean | null;
}

@ObjectType('MergedLeadField', { simpleResolvers: true, description: 'Where a value of a merged lead comes from.' })
export class MergedLeadFieldType {
  @Field(() => MergeFields, { description: 'Which field.' })
  field!: MergeField;

  @Field(() => [ID], {
    description: 'The leads it comes from; several when lists were united, none when all are empty.',
  })
  fromIds!: string[];
}

@ObjectType('MergeLeadsPayload', { simpleResolvers: true, description: 'What came, or would come, of merging leads.' })
export class MergeLeadsPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Undoes the merge; none of a dry run.' })
  mergeId!: string | null;

  @Field(() => LeadType, { nullable: true, description: 'The lead that stays; of a dry run, as it still is.' })
  lead!: LeadType | null;

  @Field(() => [MergedLeadFieldType], { nullable: true, description: 'Where each value comes from.' })
  fields!: MergedLeadFieldType[] | null;

  @Field(() => Int, { nullable: true, description: 'How many interactions change over.' })
  movedInteractions!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many tasks change over.' })
  movedTasks!: number | null;
}

@ObjectType('UnmergeLeadsPayload', { simpleResolvers: true, description: 'What came of undoing a merge.' })
export class UnmergeLeadsPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The lead that the others had gone into.' })
  lead!: LeadType | null;

  @Field(() => [ID], { nullable: true, description: 'The leads that are back.' })
  restoredIds!: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Fields that were changed since the merge and stay as they are.',
  })
  keptFields!: string[] | null;
}
