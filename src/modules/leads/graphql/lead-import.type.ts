import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import {
  ImportFields,
  ImportInput,
  ImportIssueFields,
  issuesNote,
  keptNote,
  UndoImportPayload,
} from '../../../platform/graphql/importing.type.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { keepReasons } from '../lead.import.js';

const KeepReasons = enumOf('LeadImportKeepReason', keepReasons, 'Why an undo leaves a lead.', {
  IN_USE: 'There are interactions, tasks or other records about it.',
});

@InputType('ImportLeadsInput', { description: 'A file of leads.' })
export class ImportLeadsInput extends ImportInput {}

@ObjectType('LeadImportIssue', {
  simpleResolvers: true,
  description: 'Why a row made no lead, or what to know of the one it made.',
})
export class LeadImportIssueType extends ImportIssueFields {
  @Field(() => ID, { nullable: true, description: 'The lead that is there already.' })
  leadId!: string | null;
}

@ObjectType('LeadImport', { simpleResolvers: true, description: 'What came of an import.' })
export class LeadImportType extends ImportFields {
  @Field(() => [LeadImportIssueType], { description: issuesNote })
  issues!: LeadImportIssueType[];
}

@ObjectType('ImportLeadsPayload', { simpleResolvers: true, description: 'What came of an import.' })
export class ImportLeadsPayload extends Payload {
  @Field(() => LeadImportType, { nullable: true, description: 'The import; null when the file was refused whole.' })
  leadImport!: LeadImportType | null;
}

@ObjectType('KeptLead', { simpleResolvers: true, description: 'A lead that an undo has left.' })
export class KeptLeadType {
  @Field(() => ID, { description: 'The lead.' })
  leadId!: string;

  @Field(() => KeepReasons, { description: 'Why it was left.' })
  reason!: (typeof keepReasons)[number];
}

@ObjectType('UndoLeadImportPayload', { simpleResolvers: true, description: 'What an undo took back.' })
export class UndoLeadImportPayload extends UndoImportPayload {
  @Field(() => [KeptLeadType], { nullable: true, description: keptNote })
  kept!: KeptLeadType[] | null;
}
