import { Field, ID, Int, ObjectType } from 'type-graphql';
import { AddressType } from '../../../platform/graphql/address.type.js';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

/** GraphQL face of an organization; its people are added by the noun that knows them. */
@ObjectType('Organization', {
  simpleResolvers: true,
  description: 'A clinic, school, firm or other body whose people the practice knows.',
})
export class OrganizationType {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the organization was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the organization last changed.' })
  updatedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who added it: a member of staff or an API key.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added it.' })
  createdBy!: StaffMemberType | null;

  @text('Its name.')
  name!: string | null;

  @text('What it is, in words of the practice.')
  kind!: string | null;

  @text('Telephone number in E.164.')
  phone!: string | null;

  @text('Its website.')
  website!: string | null;

  @Field(() => AddressType, { nullable: true, description: 'Postal address.' })
  address!: AddressType | null;

  @Field(() => Boolean, { description: 'Whether the viewer may change any of it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;
}
addConnection(OrganizationType, 'tasks', () => TaskConnection, 'What is to be done, soonest first.');

export const OrganizationConnection = connectionOf(OrganizationType, 'Organization');

// A task stands below what it is about and does not know it.
Field(() => OrganizationType, {
  nullable: true,
  simple: true,
  description: 'The organization it is about, when it is about one.',
})(TaskType.prototype, 'organization');
