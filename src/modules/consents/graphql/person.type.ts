import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { personTypes, type PersonType as Type } from '../consent.vocabulary.js';

export const RecipientTypes = enumOf('RecipientType', personTypes, 'What a person is to the practice.');

/** Who is meant, as inputs say it; the person's own record is added by the nouns that know it. */
@ObjectType('Person', { simpleResolvers: true, description: 'One lead or contact.' })
export class PersonType {
  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  type!: Type;

  @Field(() => ID, { description: 'Id of the lead or contact.' })
  id!: string;
}
