import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';

/** The GraphQL face of a client record. */
@ObjectType('ClientRecord', {
  description: 'A person in care, as the client management module knows it.',
  simpleResolvers: true,
})
export class ClientRecordType {
  @Field(() => ID, { description: 'Unique id; never given again.' })
  id!: string;

  @Field(() => String, { nullable: true, description: "The client management module's own id." })
  externalId!: string | null;

  @Field(() => String, { nullable: true, description: 'The name shown for the client.' })
  displayName!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the person became a client.' })
  since!: Date | null;

  @Field(() => ID, { nullable: true, description: 'The lead the client came from.' })
  leadId!: string | null;
}
