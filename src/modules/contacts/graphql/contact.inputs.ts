import { Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { AddressInput } from '../../../platform/graphql/address.inputs.js';
import { OnDuplicate } from '../../../platform/graphql/merging.type.js';
import type { CreateContact, UpdateContact } from '../contact.rules.js';
import type { ContactReferralStatus, ContactType, Social } from '../contact.vocabulary.js';
import { ContactReferralStatuses, ContactTypes } from './contact-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const words = (description: string) => Field(() => [String], { nullable: true, description });

@InputType('SocialAccountsInput', {
  description: 'Accounts on social networks: each an http or https address, or the name of the account.',
})
export class SocialInput implements Social {
  @text('On LinkedIn.')
  linkedin?: string | null;

  @text('On Facebook.')
  facebook?: string | null;

  @text('On Instagram.')
  instagram?: string | null;

  @text('On X.')
  x?: string | null;
}

/** What may be said of a contact when it is added and when it changes. */
@InputType()
abstract class ContactDetailsInput {
  @text('Letters behind the name, up to 100 characters.')
  credentials?: string | null;

  @text('What the contact does where it works, up to 200 characters.')
  title?: string | null;

  @id('The organization that the contact belongs to.')
  organizationId?: string | null;

  @text('A category of the practice’s own, up to 100 characters.')
  category?: string | null;

  @text('A plain mail address; kept in lower case.')
  email?: string | null;

  @text('A telephone number; without a country code it is read as one of the United States.')
  phone?: string | null;

  @text('A fax number, read as the telephone number is.')
  fax?: string | null;

  @Field(() => AddressInput, { nullable: true, description: 'Postal address.' })
  address?: AddressInput | null;

  @text('An http or https address.')
  website?: string | null;

  @Field(() => SocialInput, { nullable: true, description: 'Accounts on social networks.' })
  social?: SocialInput | null;

  @text('National Provider Identifier: ten digits whose last one checks the others.')
  npi?: string | null;

  @words('What the contact is good at: up to 50 entries of up to 100 characters.')
  specialties?: string[] | null;

  @text('Whom the contact likes to be sent, and how, up to 2,000 characters.')
  referralPreferences?: string | null;

  @text('What else matters for referrals, up to 10,000 characters.')
  referralNotes?: string | null;

  @words('Words to find the contact by: up to 50 of up to 50 characters.')
  tags?: string[] | null;

  @id('The member of staff who keeps in touch.')
  assignedToId?: string | null;
}

@InputType('CreateContactInput', { description: 'A new contact.' })
export class CreateContactInput extends ContactDetailsInput implements z.input<typeof CreateContact> {
  @Field(() => String, { description: 'First name, up to 100 characters.' })
  firstName!: string;

  @Field(() => String, { description: 'Last name, up to 100 characters.' })
  lastName!: string;

  @Field(() => ContactTypes, { nullable: true, description: 'OTHER unless given.' })
  type?: ContactType | null;

  @Field(() => ContactReferralStatuses, { nullable: true, description: 'PROSPECT unless given.' })
  referralStatus?: ContactReferralStatus | null;

  @flag('Whether the practice may send people there; false unless given.')
  acceptsReferrals?: boolean | null;

  @flag('Whether mail may be written; true unless given.')
  okToEmail?: boolean | null;

  @Field(() => OnDuplicate, { nullable: true, description: 'ACCEPT unless given.' })
  onDuplicate?: 'ACCEPT' | 'REJECT' | null;
}

@InputType('UpdateContactInput', {
  description:
    'What changes of a contact: the fields that are given; null empties one. Of a nested object too, the rest stays.',
})
export class UpdateContactInput extends ContactDetailsInput implements Omit<z.input<typeof UpdateContact>, Mandatory> {
  @text('First name, up to 100 characters; it can not be emptied.')
  firstName?: string | null;

  @text('Last name, up to 100 characters; it can not be emptied.')
  lastName?: string | null;

  @Field(() => ContactTypes, { nullable: true, description: 'What the contact is to the practice.' })
  type?: ContactType | null;

  @Field(() => ContactReferralStatuses, {
    nullable: true,
    description: 'How far it has come as a source of referrals.',
  })
  referralStatus?: ContactReferralStatus | null;

  @flag('Whether the practice may send people there.')
  acceptsReferrals?: boolean | null;

  @flag('Whether mail may be written.')
  okToEmail?: boolean | null;
}

/** GraphQL can't say "may be absent but not null"; the rules do. */
type Mandatory = 'firstName' | 'lastName' | 'type' | 'referralStatus' | 'acceptsReferrals' | 'okToEmail';
