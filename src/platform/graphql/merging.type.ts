import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from './enums.js';
import { Payload } from './payload.js';

export const OnDuplicate = enumOf(
  'OnDuplicate',
  ['ACCEPT', 'REJECT'],
  'What to do when the person seems to be known.',
  {
    ACCEPT: 'The new one is added and the possible duplicates are named.',
    REJECT: 'Nothing is added; the error is DUPLICATE.',
  },
);

export const DuplicateReasons = enumOf(
  'DuplicateReason',
  ['EMAIL', 'PHONE', 'NPI'],
  'By what two records seem to be one person.',
  { NPI: 'The National Provider Identifier.' },
);

/** What every merge takes; a noun's input adds whose values to take. */
@InputType()
export abstract class MergeInput {
  @Field(() => ID, { description: 'The one that stays.' })
  primaryId!: string;

  @Field(() => [ID], { description: 'Those that go into it, up to ten.' })
  duplicateIds!: string[];

  @Field(() => Boolean, { nullable: true, description: 'Only says what would become of it.' })
  dryRun?: boolean | null;
}

export const takeNote = "Whose values to take; otherwise the primary's, and where it has none the first duplicate's.";
export const fromNote = 'Those it comes from; several when lists were united, none when all are empty.';

/** What came of any merge; a noun's payload adds the one that stays and where its values come from. */
@ObjectType({ simpleResolvers: true })
export abstract class MergePayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Undoes the merge; none of a dry run.' })
  mergeId!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many interactions change over.' })
  movedInteractions!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many tasks change over.' })
  movedTasks!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many referrals change over.' })
  movedReferrals!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many places in segments change over.' })
  movedSegments!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many places in campaigns change over.' })
  movedCampaigns!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many deliveries of mail change over.' })
  movedDeliveries!: number | null;
}

/** What came of undoing any merge; a noun's payload adds the one that had stayed. */
@ObjectType({ simpleResolvers: true })
export abstract class UnmergePayload extends Payload {
  @Field(() => [ID], { nullable: true, description: 'Those that are back.' })
  restoredIds!: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Fields that were changed since the merge and stay as they are.',
  })
  keptFields!: string[] | null;
}
