import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { z } from 'zod';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { AppointmentType } from '../../appointments/graphql/appointment.type.js';
import { ClientRecordType } from '../../clients/graphql/client.type.js';
import { InsuranceVerificationType } from '../../insurance/graphql/insurance-verification.type.js';
import {
  type ConversionState,
  type ConversionStepName,
  type ConvertLead,
  conversionStates,
  conversionSteps,
  defaultAppointmentMinutes,
  type StepState,
  stepStates,
} from '../lead.conversion-rules.js';
import { LeadType } from './lead.type.js';

const ConversionStates = enumOf('LeadConversionState', conversionStates, 'How far a conversion has come.', {
  PENDING: 'It is running, or waits for a module that is down and goes on by itself.',
  FAILED: 'A module refused a step; converting again tries again.',
});
const StepNames = enumOf('LeadConversionStepName', conversionSteps, 'The steps of a conversion, in their order.');
const StepStates = enumOf('LeadConversionStepState', stepStates, 'How far a step has come.', {
  WAITING: 'The module it needs is down; it is tried again.',
  SKIPPED: 'It was not asked for.',
});

type Input = z.input<typeof ConvertLead>;

@InputType('ConvertLeadAppointmentInput', { description: 'The first appointment of the new client.' })
export class ConvertLeadAppointmentInput implements NonNullable<Input['appointment']> {
  @Field(() => DateTime, { description: 'When it starts.' })
  startsAt!: Date | string;

  @Field(() => Int, { nullable: true, description: `In minutes; ${defaultAppointmentMinutes} unless given.` })
  durationMinutes?: number | null;

  @Field(() => ID, { nullable: true, description: 'Who sees the client; the assigned clinician unless given.' })
  clinicianId?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it takes place.' })
  location?: string | null;
}

@InputType('ConvertLeadInput', { description: 'What a conversion does besides making the client record.' })
export class ConvertLeadInput implements Input {
  @Field(() => ID, { nullable: true, description: 'Who the lead is assigned to when it is converted.' })
  assignClinicianId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A client that is there already; no new record is made.' })
  existingClientId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Converts from NEW or CONTACTED as well.' })
  force?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Has the cover checked; a bad answer stops nothing.' })
  verifyInsurance?: boolean | null;

  @Field(() => ConvertLeadAppointmentInput, { nullable: true, description: 'An intake appointment to book.' })
  appointment?: ConvertLeadAppointmentInput | null;
}

@ObjectType('LeadConversionStep', { simpleResolvers: true, description: 'One step of a conversion.' })
export class LeadConversionStepType {
  @Field(() => StepNames, { description: 'Which step it is.' })
  name!: ConversionStepName;

  @Field(() => StepStates, { description: 'How far it has come.' })
  state!: StepState;

  @Field(() => String, { nullable: true, description: 'Why it waits or was refused.' })
  error!: string | null;
}

@ObjectType('LeadConversion', { simpleResolvers: true, description: 'How a lead becomes a client.' })
export class LeadConversionType {
  @Field(() => ConversionStates, { description: 'How far it has come.' })
  state!: ConversionState;

  @Field(() => String, { nullable: true, description: 'Why it is not complete.' })
  reason!: string | null;

  @Field(() => [LeadConversionStepType], { description: 'Its steps, in their order.' })
  steps!: LeadConversionStepType[];
}

@ObjectType('ConvertLeadPayload', { simpleResolvers: true, description: 'What became of a conversion.' })
export class ConvertLeadPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The lead.' })
  lead!: object | null;

  @Field(() => ClientRecordType, { nullable: true, description: 'The client record.' })
  client!: object | null;

  @Field(() => AppointmentType, { nullable: true, description: 'The appointment, once it is booked.' })
  appointment!: object | null;

  @Field(() => InsuranceVerificationType, { nullable: true, description: 'What came of checking the cover.' })
  insuranceVerification!: object | null;

  @Field(() => LeadConversionType, { nullable: true, description: 'The conversion and its steps.' })
  conversion!: LeadConversionType | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the lead was converted before this call.' })
  alreadyConverted!: boolean | null;
}
