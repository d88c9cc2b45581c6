import { Field, Int, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import type { TagCount } from '../tag.queries.js';

@ObjectType('TagCount', { simpleResolvers: true, description: 'A tag and how many leads and contacts have it.' })
export class TagCountType implements TagCount {
  @Field(() => String, { description: 'The tag.' })
  tag!: string;

  @Field(() => Int, { description: 'How many leads and contacts have it.' })
  count!: number;
}

@ObjectType('RenameTagPayload', { simpleResolvers: true, description: 'What came of renaming a tag.' })
export class RenameTagPayload extends Payload {
  @Field(() => TagCountType, { nullable: true, description: 'The tag as it is called now.' })
  tag!: TagCountType | null;

  @Field(() => Int, { nullable: true, description: 'How many leads were given the new name.' })
  leads!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many contacts were given the new name.' })
  contacts!: number | null;
}
