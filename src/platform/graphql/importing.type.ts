import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  type ImportDuplicateRule,
  type ImportState,
  importDuplicateRules,
  importStates,
} from '../importing/import-ledger.js';
import { reportedIssues } from '../importing/importer.js';
import { enumOf } from './enums.js';
import { Payload } from './payload.js';

const DuplicateRules = enumOf(
  'ImportDuplicateRule',
  importDuplicateRules,
  'What becomes of a person who is there already.',
  {
    SKIP: 'The row is left out.',
    ACCEPT: 'The row is added all the same.',
    REJECT: 'The row is an error.',
  },
);
const States = enumOf('ImportState', importStates, 'How far an import has come.');

/** What every import takes; a noun's input extends it. */
@InputType()
export abstract class ImportInput {
  @Field(() => String, { description: 'CSV with a header of field names (`address.city`); lists separated by `;`.' })
  csv!: string;

  @Field(() => Boolean, { nullable: true, description: 'Only says what would be done.' })
  dryRun?: boolean | null;

  @Field(() => DuplicateRules, { nullable: true, description: 'SKIP unless given.' })
  onDuplicate?: ImportDuplicateRule | null;

  @Field(() => Boolean, { nullable: true, description: 'Imports a file again that was imported before.' })
  force?: boolean | null;
}

/** What every issue of an import has; a noun's adds the record that is there already. */
@ObjectType({ simpleResolvers: true })
export abstract class ImportIssueFields {
  @Field(() => Int, { description: 'Line of the file on which the row ends.' })
  line!: number;

  @Field(() => String, { description: 'The column; empty when it is the row as a whole.' })
  path!: string;

  @Field(() => String, {
    description:
      'Stable word for programs; SKIPPED for a person who is there already, ADDRESS_SUPPRESSED for one who was added and gets no commercial mail.',
  })
  code!: string;

  @Field(() => String, { description: 'Sentence for a person.' })
  message!: string;
}

/** What came of any import; a noun's adds its issues. */
@ObjectType({ simpleResolvers: true })
export abstract class ImportFields {
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

  @Field(() => Int, { description: 'Rows that were added.' })
  created!: number;

  @Field(() => Int, { description: 'Rows left out, because the person is there already.' })
  skipped!: number;

  @Field(() => Int, { description: 'Rows that were refused.' })
  failed!: number;
}

/** What any undo of an import took back; a noun's payload adds what was left. */
@ObjectType({ simpleResolvers: true })
export abstract class UndoImportPayload extends Payload {
  @Field(() => Int, { nullable: true, description: 'Records that were deleted.' })
  removed!: number | null;

  @Field(() => Int, { nullable: true, description: 'Records that were left.' })
  keptCount!: number | null;
}

export const issuesNote = `What was wrong or is to be known, row by row; at most ${reportedIssues} rows.`;
export const keptNote = `The first of those that were left; at most ${reportedIssues}.`;
