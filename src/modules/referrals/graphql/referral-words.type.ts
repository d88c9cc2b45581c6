import { enumOf } from '../../../platform/graphql/enums.js';
import { referralStatuses } from '../referral.status.js';
import { referralDirections } from '../referral.vocabulary.js';

export const ReferralDirections = enumOf('ReferralDirection', referralDirections, 'Who sent somebody to whom.', {
  INBOUND: 'The contact sent somebody to the practice.',
  OUTBOUND: 'The practice sent somebody to the contact.',
});
export const ReferralStatuses = enumOf('ReferralStatus', referralStatuses, 'Where a referral stands.', {
  RECEIVED: 'Nobody has answered it yet.',
  ACKNOWLEDGED: 'Who sent it knows that it arrived.',
  SCHEDULED: 'A first appointment is set.',
  CLOSED: 'It has come to its end.',
  DECLINED: 'It was not taken.',
});
