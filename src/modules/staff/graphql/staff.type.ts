import { Field, ID, Int, ObjectType } from 'type-graphql';
import { roles } from '../../../platform/access/roles.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';

export const Roles = enumOf('Role', roles, 'What a person does at the practice; it decides what they may see and do.');

/** The GraphQL face of an account; what only the list of staff shows is FORBIDDEN on a colleague elsewhere. */
@ObjectType('StaffMember', { description: 'A person who works at the practice.', simpleResolvers: true })
export class StaffMemberType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'As colleagues see it.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'The address they sign in with.' })
  email!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'False: the account is closed.' })
  isActive!: boolean | null;

  @Field(() => [Roles], { nullable: true, description: 'What they do at the practice; all of them count.' })
  roles!: string[] | null;

  @Field(() => String, { nullable: true, description: "IANA name; null means the practice's." })
  timeZone!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether signing in takes a code as well.' })
  hasSecondFactor!: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Give it as `expectedVersion` to change only what was seen.' })
  version!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When the account was opened.' })
  createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the account last changed.' })
  updatedAt!: Date | null;
}
