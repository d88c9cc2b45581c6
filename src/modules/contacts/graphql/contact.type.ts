import { Field, ID, Int, ObjectType } from 'type-graphql';
import { AddressType } from '../../../platform/graphql/address.type.js';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { InteractionConnection } from '../../interactions/graphql/interaction.type.js';
import { OrganizationType } from '../../organizations/graphql/organization.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';
import type { ContactReferralStatus, ContactType as Kind, Social } from '../contact.vocabulary.js';
import { ContactReferralStatuses, ContactTypes } from './contact-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const words = (description: string) => Field(() => [String], { nullable: true, description });

@ObjectType('SocialAccounts', {
  simpleResolvers: true,
  description: 'Accounts on social networks: addresses or names.',
})
export class SocialType implements Social {
  @text('On LinkedIn.')
  linkedin!: string | null;

  @text('On Facebook.')
  facebook!: string | null;

  @text('On Instagram.')
  instagram!: string | null;

  @text('On X.')
  x!: string | null;
}

/** GraphQL face of a contact. */
@ObjectType('Contact', {
  simpleResolvers: true,
  description: 'A professional or someone of the community whom the practice knows.',
})
export class ContactType {
  @Field(() => ID, { description: 'Id of the contact.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the contact was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the contact last changed.' })
  updatedAt!: Date;

  @id('Who added the contact: a member of staff or an API key; none when it came by import.')
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added the contact.' })
  createdBy!: StaffMemberType | null;

  @text('First name.')
  firstName!: string | null;

  @text('Last name.')
  lastName!: string | null;

  @text('First and last name.')
  fullName!: string | null;

  @text('Letters behind the name: MD, LCSW.')
  credentials!: string | null;

  @text('What the contact does where it works.')
  title!: string | null;

  @id('The organization that the contact belongs to.')
  organizationId!: string | null;

  @Field(() => OrganizationType, { nullable: true, description: 'The organization that the contact belongs to.' })
  organization!: OrganizationType | null;

  @Field(() => ContactTypes, { nullable: true, description: 'What the contact is to the practice.' })
  type!: Kind | null;

  @text('A category of the practice’s own.')
  category!: string | null;

  @text('Mail address.')
  email!: string | null;

  @text('Telephone number in E.164.')
  phone!: string | null;

  @text('Fax number in E.164.')
  fax!: string | null;

  @Field(() => AddressType, { nullable: true, description: 'Postal address.' })
  address!: AddressType | null;

  @text('Website.')
  website!: string | null;

  @Field(() => SocialType, { nullable: true, description: 'Accounts on social networks.' })
  social!: SocialType | null;

  @text('National Provider Identifier.')
  npi!: string | null;

  @Field(() => ContactReferralStatuses, {
    nullable: true,
    description: 'How far it has come as a source of referrals.',
  })
  referralStatus!: ContactReferralStatus | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the practice may send people there.' })
  acceptsReferrals!: boolean | null;

  @words('What the contact is good at.')
  specialties!: string[] | null;

  @text('Whom the contact likes to be sent, and how.')
  referralPreferences!: string | null;

  @text('What else matters for referrals.')
  referralNotes!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether mail may be written.' })
  okToEmail!: boolean | null;

  @words('Words to find the contact by.')
  tags!: string[] | null;

  @id('The member of staff who keeps in touch.')
  assignedToId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who keeps in touch.' })
  assignedTo!: StaffMemberType | null;

  @Field(() => Boolean, { description: 'Whether the viewer may change any of it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;
}
addConnection(
  ContactType,
  'interactions',
  () => InteractionConnection,
  'What was said, newest first; seen by all who see the contact.',
);
addConnection(ContactType, 'tasks', () => TaskConnection, 'What is to be done, soonest first.');

export const ContactConnection = connectionOf(ContactType, 'Contact');

// Organizations and tasks stand below contacts and do not know them.
addConnection(OrganizationType, 'contacts', () => ContactConnection, 'Who belongs to it, by last name.');
Field(() => ContactType, {
  nullable: true,
  simple: true,
  description: 'The contact it is about, when it is about one.',
})(TaskType.prototype, 'contact');
