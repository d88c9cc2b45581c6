import { enumOf } from '../../../platform/graphql/enums.js';
import { skipReasons, suppressionLifters, suppressionOrigins, suppressionReasons } from '../suppression.vocabulary.js';

export const SkipReasons = enumOf('SkipReason', skipReasons, 'Why a person gets no mail.', {
  PERSON_DELETED: 'The lead or contact was deleted.',
  EXCLUDED_BY_SEGMENT: 'A segment that is left out holds the person.',
  NO_EMAIL_ADDRESS: 'There is no address.',
  ADDRESS_CHANGED: 'The person has another address than when the audience was fixed.',
  ERASED: 'Whoever had the address was erased.',
  HARD_BOUNCED: 'Mail to the address came back for good.',
  PROVIDER_BLOCKED: 'The mail provider takes no mail to the address.',
  NOT_OK_TO_EMAIL: 'The person wants no mail.',
  COMPLAINED: 'Mail was reported as spam there.',
  UNSUBSCRIBED: 'Someone with the address wants no more commercial mail.',
  UNSUBSCRIBED_FROM_TOPIC: 'Someone with the address wants no more mail about the topic.',
  ADDED_BY_STAFF: 'A member of staff has put the address on the list.',
  AUTHORIZATION_REQUIRED: 'A client, without a signed authorization of marketing in force (45 CFR 164.508).',
  NO_MARKETING_CONSENT: 'The practice requires a consent, and none is in force.',
  PART2_CONSENT_REQUIRED: 'The practice is a Part 2 program, and no consent for that is in force (42 CFR 2).',
  FREQUENCY_CAP: 'The address has had as much commercial mail lately as the practice sends at most.',
  DUPLICATE_ADDRESS: 'Another of these people has the same address.',
});

export const SuppressionReasons = enumOf('SuppressionReason', suppressionReasons, 'Why an address gets no more mail.', {
  UNSUBSCRIBED: 'Someone with the address wants no more commercial mail, or none about one topic.',
  COMPLAINED: 'Mail was reported as spam there.',
  HARD_BOUNCED: 'Mail came back for good; nothing is sent there, whatever it is.',
  PROVIDER_BLOCKED: 'The mail provider takes no mail to the address, whatever it is.',
  ADDED_BY_STAFF: 'A member of staff has put it on the list.',
  ERASED: 'Whoever had it was erased; nothing is sent there, whatever it is.',
});

export const SuppressionOrigins = enumOf('SuppressionOrigin', suppressionOrigins, 'How a suppression was learnt of.', {
  ONE_CLICK: "A mail program's one-click unsubscribe.",
  PREFERENCES: 'The page that mails link to.',
  PROVIDER: 'The mail provider has told of it.',
  SWEEP: 'It was found in the mail provider’s lists.',
  STAFF: 'A member of staff.',
  IMPORT: 'A list of addresses that was imported.',
  ERASURE: 'The erasure of a person.',
});

export const SuppressionLifters = enumOf('SuppressionLifter', suppressionLifters, 'What ended a suppression.', {
  CONSENT: 'A new consent by the person.',
  PROVIDER: 'A newer word of the mail provider.',
  STAFF: 'A member of staff.',
});
