import { Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import type { PersonRules } from '../consent.rules.js';
import type { PersonType } from '../consent.vocabulary.js';
import { RecipientTypes } from './person.type.js';

@InputType('PersonInput', { description: 'One lead or contact.' })
export class PersonInput implements z.input<typeof PersonRules> {
  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  type!: PersonType;

  @Field(() => ID, { description: 'Id of the lead or contact.' })
  id!: string;
}
