/** The closed lists of words that a contact is described with. */
export const contactTypes = [
  'REFERRAL_SOURCE',
  'PHYSICIAN',
  'PSYCHIATRIST',
  'THERAPIST',
  'SCHOOL',
  'ATTORNEY',
  'EMPLOYER',
  'COMMUNITY_PARTNER',
  'VENDOR',
  'OTHER',
] as const;
export type ContactType = (typeof contactTypes)[number];

/** How far a contact has come as a source of referrals. */
export const contactReferralStatuses = ['PROSPECT', 'ACTIVE', 'INACTIVE'] as const;
export type ContactReferralStatus = (typeof contactReferralStatuses)[number];

/** Addresses, or names of accounts, on social networks. */
export interface Social {
  linkedin?: string | null;
  facebook?: string | null;
  instagram?: string | null;
  x?: string | null;
}
