import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { ContactFilterInput } from '../contact.filter.js';
import { contactSortFields } from '../contact.shape.js';
import type { ContactReferralStatus, ContactType } from '../contact.vocabulary.js';
import { ContactReferralStatuses, ContactTypes } from './contact-words.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const words = (description: string) => Field(() => [String], { nullable: true, description });
const text = (description: string) => Field(() => String, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which contacts: all fields given must hold; a list holds when one of its values does.' })
export class ContactFilter implements ContactFilterInput {
  @Field(() => [ContactTypes], { nullable: true, description: 'What they are to the practice.' })
  type?: ContactType[] | null;

  @words('The practice’s own categories, in any case.')
  category?: string[] | null;

  @Field(() => [ContactReferralStatuses], {
    nullable: true,
    description: 'How far they have come as sources of referrals.',
  })
  referralStatus?: ContactReferralStatus[] | null;

  @flag('Whether the practice may send people there.')
  acceptsReferrals?: boolean | null;

  @ids('The organization they belong to; null asks for those of none.')
  organizationId?: string[] | null;

  @ids('Who keeps in touch; null asks for those with whom nobody does.')
  assignedToId?: string[] | null;

  @ids('Who added them.')
  createdById?: string[] | null;

  @words('One of these tags.')
  tags?: string[] | null;

  @words('All of these tags.')
  allTags?: string[] | null;

  @words('One of these specialties.')
  specialties?: string[] | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @text('Exactly this mail address.')
  email?: string | null;

  @text('Exactly this telephone number.')
  phone?: string | null;

  @text('Exactly this National Provider Identifier.')
  npi?: string | null;

  @text('Exactly this first name, in any case.')
  firstName?: string | null;

  @text('Exactly this last name, in any case.')
  lastName?: string | null;

  @flag('Whether mail may be written.')
  okToEmail?: boolean | null;

  @flag('Deleted contacts instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [ContactFilter], { nullable: true, description: 'All of these hold.' })
  and?: ContactFilter[] | null;

  @Field(() => [ContactFilter], { nullable: true, description: 'One of these holds.' })
  or?: ContactFilter[] | null;

  @Field(() => ContactFilter, { nullable: true, description: 'This does not hold.' })
  not?: ContactFilter | null;
}

const ContactSort = sortOf('Contact', contactSortFields);

@ArgsType()
export class ContactsArgs extends PageArgs {
  @Field(() => ContactFilter, { nullable: true, description: 'Which contacts.' })
  filter?: ContactFilter | null;

  @Field(() => [ContactSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof ContactSort>[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words that the name of a contact or of its organization begins with, or one whole mail address or telephone number.',
  })
  search?: string | null;
}
