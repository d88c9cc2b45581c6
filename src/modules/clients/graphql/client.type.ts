import { Field, ID, ObjectType } from 'type-graphql';
import { addConnection } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';

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
addConnection(ClientRecordType, 'tasks', () => TaskConnection, 'What is to be done, soonest first.');

// Tasks stand below clients and don't know them.
Field(() => ClientRecordType, {
  nullable: true,
  simple: true,
  description: 'The client it is about, when it is about one.',
})(TaskType.prototype, 'client');
