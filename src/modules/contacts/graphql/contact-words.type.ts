import { enumOf } from '../../../platform/graphql/enums.js';
import { contactReferralStatuses, contactTypes } from '../contact.vocabulary.js';

export const ContactTypes = enumOf('ContactType', contactTypes, 'What a contact is to the practice.');
export const ContactReferralStatuses = enumOf(
  'ContactReferralStatus',
  contactReferralStatuses,
  'How far a contact has come as a source of referrals.',
  {
    PROSPECT: 'Has sent nobody yet.',
    ACTIVE: 'Sends people.',
    INACTIVE: 'No longer sends people.',
  },
);
