import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { TaskFilterInput } from '../task.filter.js';
import { taskSortFields } from '../task.shape.js';
import type { RelatedType, TaskPriority, TaskStatus, TaskType } from '../task.vocabulary.js';
import { TaskRelationInput } from './task.inputs.js';
import { RelatedTypes, TaskPriorities, TaskStatuses, TaskTypes } from './task.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which tasks: all fields given must hold; a list holds when one of its values does.' })
export class TaskFilter implements TaskFilterInput {
  @Field(() => [TaskStatuses], { nullable: true, description: 'How far they have come.' })
  status?: TaskStatus[] | null;

  @Field(() => [TaskTypes], { nullable: true, description: 'What kind of thing is to be done.' })
  type?: TaskType[] | null;

  @Field(() => [TaskPriorities], { nullable: true, description: 'How pressing they are.' })
  priority?: TaskPriority[] | null;

  @ids('Who is to do them; null asks for those that nobody has.')
  assignedToId?: string[] | null;

  @ids('Who made them.')
  createdById?: string[] | null;

  @ids('Who did them.')
  completedById?: string[] | null;

  @range('When they were made.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @range('When they are due.')
  dueAt?: InstantRange | null;

  @range('When they were done.')
  completedAt?: InstantRange | null;

  @flag('Whether they are PENDING or IN_PROGRESS.')
  isOpen?: boolean | null;

  @flag('Whether they are open and past their time.')
  isOverdue?: boolean | null;

  @flag('Whether the viewer is to do them.')
  isMine?: boolean | null;

  @flag('Whether they have open subtasks.')
  hasOpenSubtasks?: boolean | null;

  @Field(() => TaskRelationInput, { nullable: true, description: 'Exactly what they are about.' })
  relatedTo?: TaskRelationInput | null;

  @Field(() => [RelatedTypes], { nullable: true, description: 'What kind of record they are about.' })
  relatedType?: RelatedType[] | null;

  @ids('Which records they are about.')
  relatedId?: string[] | null;

  @flag('Deleted tasks instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [TaskFilter], { nullable: true, description: 'All of these hold.' })
  and?: TaskFilter[] | null;

  @Field(() => [TaskFilter], { nullable: true, description: 'One of these holds.' })
  or?: TaskFilter[] | null;

  @Field(() => TaskFilter, { nullable: true, description: 'This does not hold.' })
  not?: TaskFilter | null;
}

const TaskSort = sortOf('Task', taskSortFields);

@ArgsType()
export class TasksArgs extends PageArgs {
  @Field(() => TaskFilter, { nullable: true, description: 'Which tasks.' })
  filter?: TaskFilter | null;

  @Field(() => [TaskSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof TaskSort>[] | null;

  @Field(() => String, { nullable: true, description: 'Words that begin words of the title or description.' })
  search?: string | null;
}
