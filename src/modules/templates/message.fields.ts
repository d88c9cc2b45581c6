/** What a message may tell of its reader and its sender; whatever is not named here is refused at save. */
export const mergeFields = [
  'person.firstName',
  'person.lastName',
  'person.preferredName',
  'person.fullName',
  'person.salutation',
  'practice.name',
  'practice.phone',
  'practice.postalAddress',
  'unsubscribeUrl',
  'preferencesUrl',
] as const;
export type MergeField = (typeof mergeFields)[number];

/** Everything else that is known of a lead or a contact: naming one of these is told apart from a mistyped word. */
const protectedWords = [
  ...['id', 'version', 'createdAt', 'updatedAt', 'createdById', 'createdBy', 'pronouns', 'email', 'phone', 'fax'],
  ...['mobile', 'dateOfBirth', 'birthDate', 'age', 'gender', 'address', 'line1', 'line2', 'city', 'region'],
  ...['postalCode', 'country', 'timeZone', 'safeContactNote', 'preferredContactMethod', 'okToEmail', 'okToText'],
  ...['okToVoicemail', 'source', 'sourceDetail', 'utm', 'landingPage', 'referredById', 'referredBy', 'campaignId'],
  ...['campaign', 'status', 'lostReason', 'stage', 'interestedServices', 'services', 'presentingConcern', 'concern'],
  ...['preferences', 'modality', 'days', 'times', 'clinicianGender', 'language', 'insurance', 'payer', 'plan'],
  ...['memberId', 'groupNumber', 'subscriberName', 'subscriberDateOfBirth', 'verificationStatus', 'verifiedAt'],
  ...['isSelfPay', 'assignedToId', 'assignedTo', 'clinician', 'tags', 'nextFollowUpAt', 'firstRespondedAt'],
  ...['convertedAt', 'clientId', 'client', 'mergedIntoId', 'mergedInto', 'interactions', 'tasks', 'timeline', 'notes'],
  ...['note', 'summary', 'outcome', 'viewerCanUpdate', 'viewerCanDelete', 'viewerCanConvert', 'credentials', 'title'],
  ...['organizationId', 'organization', 'type', 'category', 'website', 'social', 'linkedin', 'facebook', 'instagram'],
  ...['npi', 'referralStatus', 'acceptsReferrals', 'specialties', 'referralPreferences', 'referralNotes'],
  ...['leads', 'referredLeads', 'referrals', 'segments', 'deliveries', 'consents', 'appointments', 'diagnosis'],
  ...['medication', 'deletedAt'],
];

const folded = (word: string): string => word.replace(/[_\s-]/g, '').toLowerCase();
const foldedProtected = new Set(protectedWords.map(folded));
const allowed: ReadonlySet<string> = new Set(mergeFields);

export const isMergeField = (path: string): path is MergeField => allowed.has(path);

/** Whether a path that is no merge field names something that is kept of people, however it is spelt. */
export const isProtectedField = (segments: readonly string[]): boolean =>
  segments[0] !== 'practice' && segments.some(segment => foldedProtected.has(folded(segment)));

/** A reader by name, as the row has it. */
export interface MergePerson {
  firstName: string | null;
  lastName: string | null;
  preferredName: string | null;
}

/** What stands in the merge fields when nobody in particular reads. */
export const samplePerson: MergePerson = { firstName: 'Alex', lastName: 'Morgan', preferredName: null };

const present = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' ');

/** The values of `person.*`. */
export const personFields = ({ firstName, lastName, preferredName }: MergePerson) => ({
  firstName,
  lastName,
  preferredName,
  fullName: present(firstName, lastName),
  salutation: preferredName || firstName || 'there',
});

/** The sender, as its practice has it. */
export interface MergePractice {
  name: string;
  phone: string | null;
  postalAddress: {
    line1: string;
    line2?: string | null;
    city: string;
    region?: string | null;
    postalCode: string;
    country: string;
  } | null;
}

/** The values of `practice.*`; the address on one line. */
export function practiceFields({ name, phone, postalAddress: at }: MergePractice) {
  const lines = at && [at.line1, at.line2, at.city, present(at.region, at.postalCode), at.country];
  return { name, phone, postalAddress: lines ? lines.filter(Boolean).join(', ') : null };
}

/** The addresses that a message carries, each for its reader only. */
export interface MessageUrls {
  unsubscribe: string;
  preferences: string;
  /** Where the link at this position of the prepared message leads first. */
  link(position: number): string;
  /** Null where opens are not counted. */
  pixel: string | null;
}
