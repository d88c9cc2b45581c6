import { ArgsType, Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { RenameTag, TagQuestionInput } from '../tag.rules.js';

@ArgsType()
export class TagsArgs implements TagQuestionInput {
  @Field(() => String, { nullable: true, description: 'What they begin with, in any case.' })
  prefix?: string | null;

  @Field(() => RecipientTypes, {
    nullable: true,
    description: 'Those of leads or those of contacts; both unless given.',
  })
  appliesTo?: PersonType | null;
}

@InputType('RenameTagInput', { description: 'Another name for a tag.' })
export class RenameTagInput implements z.input<typeof RenameTag> {
  @Field(() => String, { description: 'The tag, exactly as it is.' })
  from!: string;

  @Field(() => String, {
    description: 'What it is to be called, up to 50 characters; a tag that is there takes it in.',
  })
  to!: string;
}
