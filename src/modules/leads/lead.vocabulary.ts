import type { Address } from '../../platform/postal-address.js';

/** The closed lists of words that a lead is described with. */
export const leadSources = [
  'WEBSITE',
  'REFERRAL',
  'PHONE',
  'EMAIL',
  'SOCIAL_MEDIA',
  'DIRECTORY',
  'ADVERTISEMENT',
  'EVENT',
  'WALK_IN',
  'OTHER',
] as const;
export type LeadSource = (typeof leadSources)[number];

export const leadStages = [
  'INQUIRY',
  'SCREENING',
  'INSURANCE_VERIFICATION',
  'CONSULTATION',
  'INTAKE_SCHEDULED',
  'ONBOARDED',
] as const;
export type LeadStage = (typeof leadStages)[number];

export const services = [
  'INDIVIDUAL_THERAPY',
  'COUPLES_THERAPY',
  'FAMILY_THERAPY',
  'GROUP_THERAPY',
  'CHILD_ADOLESCENT',
  'PSYCHIATRY',
  'MEDICATION_MANAGEMENT',
  'ASSESSMENT',
  'SUBSTANCE_USE',
  'OTHER',
] as const;
export type Service = (typeof services)[number];

export const contactMethods = ['EMAIL', 'PHONE', 'TEXT'] as const;
export type ContactMethod = (typeof contactMethods)[number];

export const modalities = ['IN_PERSON', 'TELEHEALTH', 'EITHER'] as const;
export type Modality = (typeof modalities)[number];

export const insuranceStatuses = ['NOT_STARTED', 'PENDING', 'VERIFIED', 'INELIGIBLE', 'FAILED'] as const;
export type InsuranceStatus = (typeof insuranceStatuses)[number];

export interface Utm {
  source?: string | null;
  medium?: string | null;
  campaign?: string | null;
  term?: string | null;
  content?: string | null;
}

/** Preferences of the person about care. */
export interface Preferences {
  modality?: Modality | null;
  days?: string[] | null;
  times?: string[] | null;
  clinicianGender?: string | null;
  language?: string | null;
}

/** What `leads.sealed_contact_details` holds. */
export interface ContactDetails {
  phone: string | null;
  dateOfBirth: string | null;
  address: Address | null;
  safeContactNote: string | null;
}

/** What `leads.sealed_clinical` holds. */
export interface Clinical {
  interestedServices: Service[];
  presentingConcern: string | null;
  preferences: Preferences | null;
}

/** What `leads.sealed_insurance` holds. */
export interface Insurance {
  payer?: string | null;
  plan?: string | null;
  memberId?: string | null;
  groupNumber?: string | null;
  subscriberName?: string | null;
  subscriberDateOfBirth?: string | null;
}
