import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { fieldEnum } from '../../../platform/graphql/list.js';
import {
  DuplicateReasons,
  fromNote,
  MergeInput,
  MergePayload,
  takeNote,
  UnmergePayload,
} from '../../../platform/graphql/merging.type.js';
import type { ContactReason } from '../contact.duplicates.js';
import { type ContactField, contactFields } from '../contact.entity.js';
import { ContactType } from './contact.type.js';

const MergeFields = fieldEnum('ContactMergeField', contactFields, 'What a merge chooses between contacts.');

@ObjectType('ContactDuplicateCandidate', {
  simpleResolvers: true,
  description: 'Another contact that may be the same person.',
})
export class ContactDuplicateCandidateType {
  @Field(() => ID, { description: 'Id of that contact.' })
  id!: string;

  @Field(() => [DuplicateReasons], { description: 'What the two have in common.' })
  matchedOn!: ContactReason[];

  @Field(() => ContactType, { nullable: true, description: 'That contact.' })
  contact!: ContactType | null;
}

@InputType('ContactMergeChoiceInput', { description: 'Whose value a field takes.' })
export class ContactMergeChoiceInput {
  @Field(() => MergeFields, { description: 'Which field.' })
  field!: ContactField;

  @Field(() => ID, { description: 'The contact whose value it takes.' })
  fromId!: string;
}

@InputType('MergeContactsInput', { description: 'Contacts that are one person.' })
export class MergeContactsInput extends MergeInput {
  @Field(() => [ContactMergeChoiceInput], { nullable: true, description: takeNote })
  take?: ContactMergeChoiceInput[] | null;
}

@ObjectType('MergedContactField', {
  simpleResolvers: true,
  description: 'Where a value of a merged contact comes from.',
})
export class MergedContactFieldType {
  @Field(() => MergeFields, { description: 'Which field.' })
  field!: ContactField;

  @Field(() => [ID], { description: fromNote })
  fromIds!: string[];
}

@ObjectType('MergeContactsPayload', {
  simpleResolvers: true,
  description: 'What came, or would come, of merging contacts.',
})
export class MergeContactsPayload extends MergePayload {
  @Field(() => ContactType, { nullable: true, description: 'The contact that stays; of a dry run, as it still is.' })
  contact!: ContactType | null;

  @Field(() => [MergedContactFieldType], { nullable: true, description: 'Where each value comes from.' })
  fields!: MergedContactFieldType[] | null;

  @Field(() => Int, { nullable: true, description: 'How many leads that were referred change over.' })
  movedLeads!: number | null;
}

@ObjectType('UnmergeContactsPayload', { simpleResolvers: true, description: 'What came of undoing a merge.' })
export class UnmergeContactsPayload extends UnmergePayload {
  @Field(() => ContactType, { nullable: true, description: 'The contact that the others had gone into.' })
  contact!: ContactType | null;
}
