import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { PracticeType } from '../../practices/graphql/practice.type.js';
import { DeviceType, SessionType } from './session.type.js';
import { Roles } from './staff.type.js';

const ViewerKinds = enumOf('ViewerKind', ['STAFF', 'API_KEY', 'SYSTEM'], 'What kind of caller it is.', {
  SYSTEM: 'The practice itself at work; never a caller from outside.',
});

@ObjectType('Viewer', { description: 'Who is calling, and what they may do.', simpleResolvers: true })
export class ViewerType {
  @Field(() => ID, { description: "The member's id, or the key's." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Null for an API key.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: "The person's name, or the key's." })
  name!: string | null;

  @Field(() => ViewerKinds, { description: 'A person or a program.' })
  kind!: string;

  @Field(() => [Roles], { description: 'What the person does at the practice; none for a key.' })
  roles!: string[];

  @Field(() => [String], { description: 'What the caller may do, as `noun:action`; some reach only own rows.' })
  permissions!: string[];

  @Field(() => Boolean, { nullable: true, description: 'Whether signing in takes a code as well.' })
  hasSecondFactor!: boolean | null;

  @Field(() => PracticeType, { nullable: true, description: 'The practice whose rows the caller may see.' })
  practice!: PracticeType | null;

  @Field(() => [SessionType], { nullable: true, description: 'Open sign-ins of the caller.' })
  sessions!: SessionType[] | null;

  @Field(() => [DeviceType], { nullable: true, description: 'What the caller signs in from.' })
  devices!: DeviceType[] | null;
}
