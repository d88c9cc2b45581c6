import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { z } from 'zod';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { CreateSuppression, ImportSuppressions, SuppressionFilterInput } from '../suppression.rules.js';
import { suppressionSortFields } from '../suppression.shape.js';
import type { SuppressionLifter, SuppressionOrigin, SuppressionReason } from '../suppression.vocabulary.js';
import { SuppressionLifters, SuppressionOrigins, SuppressionReasons } from './suppression-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });

@ObjectType('Suppression', { simpleResolvers: true, description: 'An address that gets no more mail, and why.' })
export class SuppressionType {
  @Field(() => ID, { description: 'Id of the suppression.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was noted.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: Date;

  @id('Who noted it: a member of staff or an API key; nobody when it came by itself.')
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who noted it.' })
  createdBy!: StaffMemberType | null;

  @text('The address; null once whoever had it was erased, and the suppression holds all the same.')
  email!: string | null;

  @Field(() => SuppressionReasons, { description: 'Why.' })
  reason!: SuppressionReason;

  @text('The topic that alone is stopped; null: everything commercial.')
  topic!: string | null;

  @Field(() => Boolean, { description: 'Whether mail that a person expects is stopped too.' })
  isForServiceToo!: boolean;

  @Field(() => SuppressionOrigins, { description: 'How it was learnt of.' })
  origin!: SuppressionOrigin;

  @id('The email campaign that led to it.')
  emailCampaignId!: string | null;

  @id('The delivery that led to it.')
  deliveryId!: string | null;

  @Field(() => DateTime, { description: 'Since when the address gets no more.' })
  suppressedAt!: Date;

  @Field(() => Boolean, { description: 'Whether it is in force.' })
  isLive!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  liftedAt!: Date | null;

  @Field(() => SuppressionLifters, { nullable: true, description: 'What ended it.' })
  liftedBy!: SuppressionLifter | null;

  @Field(() => Boolean, { description: 'Whether the viewer may end it.' })
  viewerCanLift!: boolean;
}
export const SuppressionConnection = connectionOf(SuppressionType, 'Suppression');

@InputType('CreateSuppressionInput', { description: 'An address that staff write to no more.' })
export class CreateSuppressionInput implements z.input<typeof CreateSuppression> {
  @Field(() => String, { description: 'The address.' })
  email!: string;
}

@InputType('ImportSuppressionsInput', { description: 'Opt-outs that were kept elsewhere.' })
export class ImportSuppressionsInput implements z.input<typeof ImportSuppressions> {
  @Field(() => [String], { description: 'The addresses, up to 1,000.' })
  emails!: string[];

  @text('The topic that alone they want no more of; null: nothing commercial.')
  topic?: string | null;
}

@InputType({ description: 'Which suppressions: all fields given must hold; a list holds when one of its values does.' })
export class SuppressionFilter implements SuppressionFilterInput {
  @Field(() => [SuppressionReasons], { nullable: true, description: 'Why.' })
  reason?: SuppressionReason[] | null;

  @Field(() => [SuppressionOrigins], { nullable: true, description: 'How they were learnt of.' })
  origin?: SuppressionOrigin[] | null;

  @text('Exactly this address, in any case.')
  email?: string | null;

  @text('The topic that alone is stopped.')
  topic?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they are in force.' })
  isLive?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'The email campaigns that led to them.' })
  emailCampaignId?: string[] | null;

  @Field(() => InstantRange, { nullable: true, description: 'Since when they are in force.' })
  suppressedAt?: InstantRange | null;

  @Field(() => [SuppressionFilter], { nullable: true, description: 'All of these hold.' })
  and?: SuppressionFilter[] | null;

  @Field(() => [SuppressionFilter], { nullable: true, description: 'One of these holds.' })
  or?: SuppressionFilter[] | null;

  @Field(() => SuppressionFilter, { nullable: true, description: 'This does not hold.' })
  not?: SuppressionFilter | null;
}

const SuppressionSort = sortOf('Suppression', suppressionSortFields);

@ArgsType()
export class SuppressionsArgs extends PageArgs {
  @Field(() => SuppressionFilter, { nullable: true, description: 'Which suppressions.' })
  filter?: SuppressionFilter | null;

  @Field(() => [SuppressionSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof SuppressionSort>[] | null;
}

abstract class SuppressionPayload extends Payload {
  @Field(() => SuppressionType, { nullable: true, description: 'The suppression.' })
  suppression!: SuppressionType | null;
}
ObjectType({ simpleResolvers: true })(SuppressionPayload);
const payloadType = (name: string, description: string) => ObjectType(name, { simpleResolvers: true, description });

@payloadType('CreateSuppressionPayload', 'What came of putting an address on the list.')
export class CreateSuppressionPayload extends SuppressionPayload {}

@payloadType('LiftSuppressionPayload', 'What came of taking an address off the list.')
export class LiftSuppressionPayload extends SuppressionPayload {}

const RejectedAddressCodes = enumOf('RejectedAddressCode', ['INVALID_FORMAT'], 'Why a line was not taken.', {
  INVALID_FORMAT: 'It is no plain mail address.',
});

@ObjectType('RejectedAddress', { simpleResolvers: true, description: 'A line that was not taken.' })
export class RejectedAddressType {
  @Field(() => Int, { description: 'Its place in the list, from 0.' })
  index!: number;

  @Field(() => RejectedAddressCodes, { description: 'Why.' })
  code!: 'INVALID_FORMAT';
}

@payloadType('ImportSuppressionsPayload', 'What came of taking over opt-outs.')
export class ImportSuppressionsPayload extends Payload {
  @Field(() => Int, { nullable: true, description: 'Addresses that are new on the list.' })
  added!: number | null;

  @Field(() => Int, { nullable: true, description: 'Addresses that were on it for this reason.' })
  alreadyPresent!: number | null;

  @Field(() => [RejectedAddressType], { nullable: true, description: 'Lines that were not taken.' })
  rejected!: RejectedAddressType[] | null;
}
