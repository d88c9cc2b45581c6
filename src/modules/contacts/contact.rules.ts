import { z } from 'zod';
import { AddressRules } from '../../platform/postal-address.js';
import {
  email,
  id,
  line,
  oneOf,
  optionalLine,
  optionalText,
  orBlank,
  phone,
  tags,
  webAddress,
  wordList,
} from '../../platform/validation.js';
import { contactReferralStatuses, contactTypes } from './contact.vocabulary.js';

const refused = (code: string, message: string) => ({ message, params: { code } });

/** Whether ten digits end in the check digit of the National Provider Identifier: Luhn's, behind the prefix 80840. */
function hasNpiCheckDigit(digits: string): boolean {
  const sum = [...`80840${digits}`].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A National Provider Identifier of the United States: ten digits, of which the last one checks the others. */
export const npi = line(20)
  .refine(text => /^[12]\d{9}$/.test(text), {
    ...refused('INVALID_FORMAT', 'Must be a National Provider Identifier of ten digits.'),
    abort: true,
  })
  .refine(hasNpiCheckDigit, refused('INVALID', 'Is no National Provider Identifier: its last digit does not check.'));

/** An account on a social network: its address, or its name there. Nothing else could be shown as a link. */
const account = z.union([webAddress, line(100).regex(/^@?[\p{L}\p{N}._-]+$/u)], {
  error: () => ({ message: 'Must be an http or https address, or the name of an account.' }),
});

const SocialRules = z.strictObject({
  linkedin: orBlank(account),
  facebook: orBlank(account),
  instagram: orBlank(account),
  x: orBlank(account),
});

/** What may be given of a contact at any time; null or blank empties a field. */
const optionalDetails = {
  credentials: optionalLine(100),
  title: optionalLine(200),
  organizationId: orBlank(id),
  category: optionalLine(100),
  email: orBlank(email),
  phone: orBlank(phone),
  fax: orBlank(phone),
  address: AddressRules.nullish(),
  website: orBlank(webAddress),
  social: SocialRules.nullish(),
  npi: orBlank(npi),
  specialties: wordList(100, 50).nullish(),
  referralPreferences: optionalText(2_000),
  referralNotes: optionalText(10_000),
  tags: tags.nullish(),
  assignedToId: orBlank(id),
};

export const CreateContact = z.strictObject({
  firstName: line(100),
  lastName: line(100),
  ...optionalDetails,
  type: oneOf(contactTypes).nullish(),
  referralStatus: oneOf(contactReferralStatuses).nullish(),
  acceptsReferrals: z.boolean().nullish(),
  okToEmail: z.boolean().nullish(),
  onDuplicate: oneOf(['ACCEPT', 'REJECT']).nullish(),
});
export type CreateContactInput = z.output<typeof CreateContact>;

/** The fields that are present change; the others stay. */
export const UpdateContact = z.strictObject({
  firstName: line(100).optional(),
  lastName: line(100).optional(),
  ...optionalDetails,
  type: oneOf(contactTypes).optional(),
  referralStatus: oneOf(contactReferralStatuses).optional(),
  acceptsReferrals: z.boolean().optional(),
  okToEmail: z.boolean().optional(),
});
export type UpdateContactInput = z.output<typeof UpdateContact>;
