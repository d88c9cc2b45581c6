/** Who can be written to and can agree to it: a person or professional that the practice knows. */
export const personTypes = ['LEAD', 'CONTACT'] as const;
export type PersonType = (typeof personTypes)[number];

export interface PersonRef {
  type: PersonType;
  id: string;
}

export const consentChannels = ['EMAIL', 'TEXT', 'PHONE'] as const;
export type ConsentChannel = (typeof consentChannels)[number];
export const consentPurposes = ['MARKETING', 'NEWSLETTER', 'SERVICE', 'OUTCOME_SHARING', 'PART2_DISCLOSURE'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
export const consentMethods = [
  'FORM',
  'PAPER',
  'PHONE',
  'IN_PERSON',
  'EMAIL',
  'TEXT',
  'ONE_CLICK',
  'IMPORT',
  'OTHER',
] as const;
export type ConsentMethod = (typeof consentMethods)[number];
