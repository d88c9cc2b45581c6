import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';

/** The GraphQL face of an appointment. */
@ObjectType('Appointment', {
  description: 'A meeting of a client with a clinician, as the scheduling module knows it.',
  simpleResolvers: true,
})
export class AppointmentType {
  @Field(() => ID, { description: 'Unique id; never given again.' })
  id!: string;

  @Field(() => String, { nullable: true, description: "The scheduling module's own id." })
  externalId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The client who is seen.' })
  clientId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The staff member who sees the client.' })
  clinicianId!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the meeting starts.' })
  startsAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'How long the meeting lasts, in minutes.' })
  durationMinutes!: number | null;

  @Field(() => String, { nullable: true, description: 'Where the meeting takes place.' })
  location!: string | null;
}
