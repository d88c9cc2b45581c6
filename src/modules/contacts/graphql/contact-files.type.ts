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
import { keepReasons } from '../contact.import.js';

const KeepReasons = enumOf('ContactImportKeepReason', keepReasons, 'Why an undo leaves a contact.', {
  IN_USE: 'There are interactions, tasks, referrals or other records about it.',
});

@InputType('ImportContactsInput', {
  description: 'A file of contacts; `organization.name` puts one into the organization of that name, new if need be.',
})
export class ImportContactsInput extends ImportInput {}

@ObjectType('ContactImportIssue', {
  simpleResolvers: true,
  description: 'Why a row made no contact, or what to know of the one it made.',
})
export class ContactImportIssueType extends ImportIssueFields {
  @Field(() => ID, { nullable: true, description: 'The contact that is there already.' })
  contactId!: string | null;
}

@ObjectType('ContactImport', { simpleResolvers: true, description: 'What came of an import.' })
export class ContactImportType extends ImportFields {
  @Field(() => [ContactImportIssueType], { description: issuesNote })
  issues!: ContactImportIssueType[];
}

@ObjectType('ImportContactsPayload', { simpleResolvers: true, description: 'What came of an import.' })
export class ImportContactsPayload extends Payload {
  @Field(() => ContactImportType, {
    nullable: true,
    description: 'The import; null when the file was refused whole.',
  })
  contactImport!: ContactImportType | null;
}

@ObjectType('KeptContact', { simpleResolvers: true, description: 'A contact that an undo has left.' })
export class KeptContactType {
  @Field(() => ID, { description: 'The contact.' })
  contactId!: string;

  @Field(() => KeepReasons, { description: 'Why it was left.' })
  reason!: (typeof keepReasons)[number];
}

@ObjectType('UndoContactImportPayload', { simpleResolvers: true, description: 'What an undo took back.' })
export class UndoContactImportPayload extends UndoImportPayload {
  @Field(() => [KeptContactType], { nullable: true, description: keptNote })
  kept!: KeptContactType[] | null;
}

@ObjectType('ContactExport', { simpleResolvers: true, description: 'Contacts as text.' })
export class ContactExportType {
  @Field(() => String, { description: 'CSV as an import takes it.' })
  csv!: string;
}
