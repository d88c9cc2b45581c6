import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { reportedIssues } from '../lead.import.js';
import {
  type ImportDuplicateRule,
  type ImportState,
  importDuplicateRules,
  importStates,
} from '../lead.import-ledger.js';
import { type KeptLead, keepReasons } from '../lead.import-undo.js';

const DuplicateRules = enumOf(
  'ImportDuplicateRule',
  importDuplicateRules,
  'What becomes of a person who is an open lead already.',
  {
    SKIP: 'The row is left out.',
    ACCEPT: 'The row is added all the same.',
    REJECT: 'The row is an error.',
  },
);
const States = enumOf('LeadImportState', importStates, 'How far an import has come.');
const KeepReasons = enumOf('LeadImportKeepReason', keepReasons, 'Why an undo leaves a lead.', {
  IN_USE: 'There are interactions or tasks about it.',
});

@InputType('ImportLeadsInput', { description: 'A file of leads.' })
export class ImportLeadsInput {
  @Field(() => String, { description: 'CSV with a header of field names (`address.city`); lists separated by `;`.' })
  csv!: string;

  @Field(() => Boolean, { nullable: true, description: 'Only says what would be done.' })
  dryRun?: boolean | null;

  @Field(() => DuplicateRules, { nullable: true, description: 'SKIP unless given.' })
  onDuplicate?: ImportDuplicateRule | null;

  @Field(() => Boolean, { nullable: true, description: 'Imports a file again that was imported before.' })
  force?: boolean | null;
}

@ObjectType('LeadImportIssue', { simpleResolvers: true, description: 'Why a row made no lead.' })
export class LeadImportIssueType {
  @Field(() => Int, { description: 'Line of the file on which the row ends.' })
  line!: number;

  @Field(() => String, { description: 'The column; empty when it is the row as a whole.' })
  path!: string;

  @Field(() => String, { description: 'Stable word for programs; SKIPPED for a person who is there already.' })
  code!: string;

  @Field(() => String, { description: 'Sentence for a person.' })
  message!: string;

  @Field(() => ID, { nullable: true, description: 'The lead that is there already.' })
  leadId!: string | null;
}

@ObjectType('LeadImport', { simpleResolvers: true, description: 'What came of an import.' })
export class LeadImportType {
  @Field(() => ID, { nullable: true, description: 'Names the import for its undo; null for a dry run.' })
  id!: string | null;

  @Field(() => States, { nullable: true, description: 'How far it has come; null for a dry run.' })
  state!: ImportState | null;

  @Field(() => Boolean, { description: 'Whether nothing was written.' })
  dryRun!: boolean;

  @Field(() => Boolean, { description: 'Whether this file had been imported before; nothing was done now.' })
  alreadyImported!: boolean;

  @Field(() => Int, { description: 'Rows read.' })
  rows!: number;

  @Field(() => Int, { description: 'Rows that became leads.' })
  created!: number;

  @Field(() => Int, { description: 'Rows left out, because the person is an open lead already.' })
  skipped!: number;

  @Field(() => Int, { description: 'Rows that were refused.' })
  failed!: number;

  @Field(() => [LeadImportIssueType], { description: `What was wrong, row by row; at most ${reportedIssues} rows.` })
  issues!: LeadImportIssueType[];
}

@ObjectType('ImportLeadsPayload', { simpleResolvers: true, description: 'What came of an import.' })
export class ImportLeadsPayload extends Payload {
  @Field(() => LeadImportType, { nullable: true, description: 'The import; null when the file was refused whole.' })
  leadImport!: LeadImportType | null;
}

@ObjectType('KeptLead', { simpleResolvers: true, description: 'A lead that an undo has left.' })
export class KeptLeadType implements KeptLead {
  @Field(() => ID, { description: 'The lead.' })
  leadId!: string;

  @Field(() => KeepReasons, { description: 'Why it was left.' })
  reason!: KeptLead['reason'];
}

@ObjectType('UndoLeadImportPayload', { simpleResolvers: true, description: 'What an undo took back.' })
export class UndoLeadImportPayload extends Payload {
  @Field(() => Int, { nullable: true, description: 'Leads that were deleted.' })
  removed!: number | null;

  @Field(() => Int, { nullable: true, description: 'Leads that were left.' })
  keptCount!: number | null;

  @Field(() => [KeptLeadType], { nullable: true, description: `The leads that were left; at most ${reportedIssues}.` })
  kept!: KeptLeadType[] | null;
}
