import { interactionKinds } from '../interactions/interaction.vocabulary.js';
import { groupOfField, groupPermission } from '../leads/lead.policy.js';
import { leadStatuses } from '../leads/lead.status.js';
import {
  contactMethods,
  insuranceStatuses,
  leadSources,
  leadStages,
  modalities,
  services,
} from '../leads/lead.vocabulary.js';
import { type Catalogue, inColumn, type PlainField, relatedFields } from './segment.fields.js';
import type { SegmentValueType } from './segment.vocabulary.js';

const sealed = (
  type: SegmentValueType,
  column: string,
  path: string,
  description: string,
  values?: readonly string[],
): PlainField => ({
  type,
  source: { in: 'SEALED', column: `sealed_${column}`, path: path.split('.') },
  description,
  ...(values && { values }),
});
const utm = (part: string) =>
  inColumn('TEXT', `({t}.utm ->> '${part}')`, `The ${part} that the link here was tagged with.`);
const address = (part: string, words: string) => sealed('TEXT', 'contact_details', `address.${part}`, words);

/**
 * What rules about leads ask by. Left out are notes on safety and numbers of insurance: they single out one person
 * and are no ground for a group.
 */
const fields: Record<string, PlainField> = {
  firstName: inColumn('TEXT', '{t}.first_name', 'First name.'),
  lastName: inColumn('TEXT', '{t}.last_name', 'Last name.'),
  preferredName: inColumn('TEXT', '{t}.preferred_name', 'The name the person goes by.'),
  pronouns: inColumn('TEXT', '{t}.pronouns', 'Pronouns.'),
  email: {
    type: 'ADDRESS',
    source: { in: 'BLIND_INDEX', index: 'email', sql: '{t}.email_index' },
    description: 'Mail address, the whole of it.',
  },
  phone: {
    type: 'ADDRESS',
    source: { in: 'BLIND_INDEX', index: 'phone', sql: '{t}.phone_index' },
    description: 'Telephone number, the whole of it.',
  },
  dateOfBirth: sealed('DATE', 'contact_details', 'dateOfBirth', 'Day of birth.'),
  age: {
    type: 'NUMBER',
    source: { in: 'SEALED', column: 'sealed_contact_details', path: ['dateOfBirth'], isAge: true },
    description: 'Full years since birth, in the time zone of the practice.',
  },
  'address.line1': address('line1', 'First line of the address.'),
  'address.line2': address('line2', 'Second line of the address.'),
  'address.city': address('city', 'City.'),
  'address.region': address('region', 'State or region.'),
  'address.postalCode': address('postalCode', 'Postal code.'),
  'address.country': address('country', 'Country.'),
  timeZone: inColumn('TEXT', '{t}.time_zone', 'IANA time zone of the person.'),
  preferredContactMethod: inColumn('WORD', '{t}.preferred_contact_method', 'How to be reached.', contactMethods),
  okToEmail: inColumn('BOOLEAN', '{t}.ok_to_email', 'Whether mail may be written.'),
  okToText: inColumn('BOOLEAN', '{t}.ok_to_text', 'Whether text messages may be sent.'),
  okToVoicemail: inColumn('BOOLEAN', '{t}.ok_to_voicemail', 'Whether messages may be left on voicemail.'),
  source: inColumn('WORD', '{t}.source', 'How the person found the practice.', leadSources),
  sourceDetail: inColumn('TEXT', '{t}.source_detail', 'More about the source.'),
  'utm.source': utm('source'),
  'utm.medium': utm('medium'),
  'utm.campaign': utm('campaign'),
  'utm.term': utm('term'),
  'utm.content': utm('content'),
  landingPage: inColumn('TEXT', '{t}.landing_page', 'The page the person arrived on.'),
  referredById: inColumn('ID', '{t}.referred_by_id', 'The contact who referred the person.'),
  campaignId: inColumn('ID', '{t}.campaign_id', 'The campaign that the lead is attributed to.'),
  status: inColumn('WORD', '{t}.status', 'Where the lead stands.', leadStatuses),
  lostReason: inColumn('TEXT', '{t}.lost_reason', 'Why the lead was given up.'),
  stage: inColumn('WORD', '{t}.stage', 'How far the lead is on its way into care.', leadStages),
  interestedServices: sealed('WORDS', 'clinical', 'interestedServices', 'Kinds of care that are sought.', services),
  presentingConcern: sealed('TEXT', 'clinical', 'presentingConcern', 'What troubles the person.'),
  'preferences.modality': sealed('WORD', 'clinical', 'preferences.modality', 'In person or not.', modalities),
  'preferences.days': sealed('WORDS', 'clinical', 'preferences.days', 'Days that suit.'),
  'preferences.times': sealed('WORDS', 'clinical', 'preferences.times', 'Times that suit.'),
  'preferences.clinicianGender': sealed(
    'TEXT',
    'clinical',
    'preferences.clinicianGender',
    'Wished gender of the clinician.',
  ),
  'preferences.language': sealed('TEXT', 'clinical', 'preferences.language', 'Language of care.'),
  'insurance.payer': sealed('TEXT', 'insurance', 'payer', 'Who insures.'),
  'insurance.plan': sealed('TEXT', 'insurance', 'plan', 'Plan of the insurance.'),
  'insurance.verificationStatus': inColumn(
    'WORD',
    '{t}.insurance_status',
    'What is known of the cover.',
    insuranceStatuses,
  ),
  isSelfPay: inColumn('BOOLEAN', '{t}.is_self_pay', 'Whether the person pays without insurance.'),
  assignedToId: inColumn('ID', '{t}.assigned_to_id', 'The member of staff who has the lead.'),
  createdById: inColumn('ID', '{t}.created_by_id', 'Who added the lead.'),
  tags: inColumn('WORDS', '{t}.tags', 'Tags, in the case they are written in.'),
  nextFollowUpAt: inColumn('INSTANT', '{t}.next_follow_up_at', 'When to be in touch again.'),
  firstRespondedAt: inColumn('INSTANT', '{t}.first_responded_at', 'When the practice first reached out.'),
  convertedAt: inColumn('INSTANT', '{t}.converted_at', 'When the person became a client.'),
  createdAt: inColumn('INSTANT', '{t}.created_at', 'When the lead was added.'),
  updatedAt: inColumn('INSTANT', '{t}.updated_at', 'When the lead last changed.'),
  ...relatedFields('LEAD', interactionKinds),
};

/** Fields whose guard is that of another word of the policy. */
const guardedAs: Record<string, string> = {
  age: 'dateOfBirth',
  lastInteractionAt: 'interactions',
  interactionKinds: 'interactions',
  interactionCount: 'interactions',
};

export const leadFields: Catalogue = Object.fromEntries(
  Object.entries(fields).map(([name, field]) => {
    const group = groupOfField(guardedAs[name] ?? name.split('.')[0]!) ?? 'identity';
    const isSealed = field.source.in === 'SEALED' || field.source.in === 'BLIND_INDEX';
    return [
      name,
      { ...field, permission: groupPermission(group, 'read'), isProtected: isSealed || group !== 'identity' },
    ];
  }),
);
