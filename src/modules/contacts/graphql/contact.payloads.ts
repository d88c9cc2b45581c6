import { Field, ID, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import { InteractionType } from '../../interactions/graphql/interaction.type.js';
import { ContactType } from './contact.type.js';
import { ContactDuplicateCandidateType } from './contact-merge.type.js';

@ObjectType('CreateContactPayload', { simpleResolvers: true, description: 'What came of adding a contact.' })
export class CreateContactPayload extends Payload {
  @Field(() => ContactType, { nullable: true, description: 'The new contact.' })
  contact!: ContactType | null;

  @Field(() => [ContactDuplicateCandidateType], {
    nullable: true,
    description: 'Contacts with the same address, number or National Provider Identifier.',
  })
  possibleDuplicates!: ContactDuplicateCandidateType[] | null;
}

@ObjectType('UpdateContactPayload', { simpleResolvers: true, description: 'What came of changing a contact.' })
export class UpdateContactPayload extends Payload {
  @Field(() => ContactType, { nullable: true, description: 'The contact.' })
  contact!: ContactType | null;
}

@ObjectType('DeleteContactPayload', { simpleResolvers: true, description: 'What came of deleting a contact.' })
export class DeleteContactPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the contact that is gone.' })
  deletedContactId!: string | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact as it was.' })
  contact!: ContactType | null;
}

@ObjectType('RestoreContactPayload', { simpleResolvers: true, description: 'What came of restoring a contact.' })
export class RestoreContactPayload extends Payload {
  @Field(() => ContactType, { nullable: true, description: 'The contact that is back.' })
  contact!: ContactType | null;
}

@ObjectType('AddContactInteractionPayload', {
  simpleResolvers: true,
  description: 'What came of adding an interaction.',
})
export class AddContactInteractionPayload extends Payload {
  @Field(() => InteractionType, { nullable: true, description: 'The new interaction.' })
  interaction!: InteractionType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact.' })
  contact!: ContactType | null;
}
