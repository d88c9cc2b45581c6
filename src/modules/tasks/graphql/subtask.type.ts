import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';

/** GraphQL face of a subtask. */
@ObjectType('Subtask', { simpleResolvers: true, description: 'One step of a task.' })
export class SubtaskType {
  @Field(() => ID, { description: 'Id of the subtask.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => String, { description: 'What is to be done.' })
  title!: string;

  @Field(() => Boolean, { description: 'Whether it is done.' })
  isDone!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'Until when.' })
  dueAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who is to do it.' })
  assignedToId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who is to do it.' })
  assignedTo!: StaffMemberType | null;

  @Field(() => Int, { description: 'Its place among the subtasks, from 0.' })
  position!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it was done.' })
  completedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who did it.' })
  completedById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who did it.' })
  completedBy!: StaffMemberType | null;
}
