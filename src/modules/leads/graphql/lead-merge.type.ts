import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { fieldEnum } from '../../../platform/graphql/list.js';
import {
  fromNote,
  MergeInput,
  MergePayload,
  takeNote,
  UnmergePayload,
} from '../../../platform/graphql/merging.type.js';
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
export class MergeLeadsInput extends MergeInput {
  @Field(() => [LeadMergeChoiceInput], { nullable: true, description: takeNote })
  take?: LeadMergeChoiceInput[] | null;
}

@ObjectType('MergedLeadField', { simpleResolvers: true, description: 'Where a value of a merged lead comes from.' })
export class MergedLeadFieldType {
  @Field(() => MergeFields, { description: 'Which field.' })
  field!: MergeField;

  @Field(() => [ID], { description: fromNote })
  fromIds!: string[];
}

@ObjectType('MergeLeadsPayload', { simpleResolvers: true, description: 'What came, or would come, of merging leads.' })
export class MergeLeadsPayload extends MergePayload {
  @Field(() => LeadType, { nullable: true, description: 'The lead that stays; of a dry run, as it still is.' })
  lead!: LeadType | null;

  @Field(() => [MergedLeadFieldType], { nullable: true, description: 'Where each value comes from.' })
  fields!: MergedLeadFieldType[] | null;
}

@ObjectType('UnmergeLeadsPayload', { simpleResolvers: true, description: 'What came of undoing a merge.' })
export class UnmergeLeadsPayload extends UnmergePayload {
  @Field(() => LeadType, { nullable: true, description: 'The lead that the others had gone into.' })
  lead!: LeadType | null;
}
