import { contactReferralStatuses, contactTypes } from '../contacts/contact.vocabulary.js';
import { interactionKinds } from '../interactions/interaction.vocabulary.js';
import { type Catalogue, inColumn, type PlainField, type RelatedRows, relatedFields } from './segment.fields.js';

const address = (part: string, words: string) => inColumn('TEXT', `({t}.address ->> '${part}')`, words);
const social = (name: string) => inColumn('TEXT', `({t}.social ->> '${name}')`, `Account at ${name}.`);
const organization = (column: string, words: string) =>
  inColumn(
    'TEXT',
    `(select o.${column} from organizations o where o.practice_id = {practice} and o.id = {t}.organization_id and o.deleted_at is null)`,
    words,
  );

const referrals: RelatedRows = {
  from: 'referrals r',
  on: `r.practice_id = {practice} and r.contact_id = {t}.id and r.direction = 'INBOUND' and r.deleted_at is null`,
  at: 'r.received_at',
};

const fields: Record<string, PlainField> = {
  firstName: inColumn('TEXT', '{t}.first_name', 'First name.'),
  lastName: inColumn('TEXT', '{t}.last_name', 'Last name.'),
  credentials: inColumn('TEXT', '{t}.credentials', 'Credentials.'),
  title: inColumn('TEXT', '{t}.title', 'Title.'),
  organizationId: inColumn('ID', '{t}.organization_id', 'The organization.'),
  'organization.name': organization('name', 'Name of the organization.'),
  'organization.kind': organization('kind', 'Kind of the organization.'),
  type: inColumn('WORD', '{t}.type', 'What the contact is.', contactTypes),
  category: inColumn('TEXT', '{t}.category', 'Category.'),
  email: inColumn('TEXT', '{t}.email', 'Mail address.'),
  phone: inColumn('TEXT', '{t}.phone', 'Telephone number in E.164.'),
  fax: inColumn('TEXT', '{t}.fax', 'Fax number in E.164.'),
  'address.line1': address('line1', 'First line of the address.'),
  'address.line2': address('line2', 'Second line of the address.'),
  'address.city': address('city', 'City.'),
  'address.region': address('region', 'State or region.'),
  'address.postalCode': address('postalCode', 'Postal code.'),
  'address.country': address('country', 'Country.'),
  website: inColumn('TEXT', '{t}.website', 'Website.'),
  'social.linkedin': social('linkedin'),
  'social.facebook': social('facebook'),
  'social.instagram': social('instagram'),
  'social.x': social('x'),
  npi: inColumn('TEXT', '{t}.npi', 'National provider number.'),
  referralStatus: inColumn(
    'WORD',
    '{t}.referral_status',
    'How far the referral relationship is.',
    contactReferralStatuses,
  ),
  acceptsReferrals: inColumn('BOOLEAN', '{t}.accepts_referrals', 'Whether referrals are welcome.'),
  specialties: inColumn('WORDS', '{t}.specialties', 'Specialties, in the case they are written in.'),
  referralPreferences: inColumn('TEXT', '{t}.referral_preferences', 'Wishes about referrals.'),
  referralNotes: inColumn('TEXT', '{t}.referral_notes', 'Notes about referrals.'),
  okToEmail: inColumn('BOOLEAN', '{t}.ok_to_email', 'Whether mail may be written.'),
  assignedToId: inColumn('ID', '{t}.assigned_to_id', 'The member of staff who has the contact.'),
  createdById: inColumn('ID', '{t}.created_by_id', 'Who added the contact.'),
  tags: inColumn('WORDS', '{t}.tags', 'Tags, in the case they are written in.'),
  createdAt: inColumn('INSTANT', '{t}.created_at', 'When the contact was added.'),
  updatedAt: inColumn('INSTANT', '{t}.updated_at', 'When the contact last changed.'),
  lastReferralAt: {
    type: 'INSTANT',
    source: { in: 'RELATED', rows: referrals, what: 'LAST' },
    description: 'When the contact last sent somebody.',
  },
  referralCount: {
    type: 'NUMBER',
    source: { in: 'RELATED', rows: referrals, what: 'COUNT' },
    description: 'How many persons the contact sent.',
  },
  ...relatedFields('CONTACT', interactionKinds),
};

const ofReferrals: readonly string[] = ['lastReferralAt', 'referralCount'];

/** A contact is known by its profession, so that none of its fields is protected. */
export const contactFields: Catalogue = Object.fromEntries(
  Object.entries(fields).map(([name, field]) => [
    name,
    { ...field, permission: ofReferrals.includes(name) ? 'referral:read' : 'contact:read', isProtected: false },
  ]),
);
