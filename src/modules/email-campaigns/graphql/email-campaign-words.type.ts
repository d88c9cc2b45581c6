import { enumOf } from '../../../platform/graphql/enums.js';
import { emailCampaignStatuses } from '../email-campaign.status.js';
import { testStates } from '../email-campaign.test-mail.js';
import { pauseCodes } from '../email-campaign.vocabulary.js';

export const EmailCampaignStatuses = enumOf(
  'EmailCampaignStatus',
  emailCampaignStatuses,
  'Where an email campaign stands.',
  {
    DRAFT: 'It is being prepared.',
    SCHEDULED: 'It starts by itself at its time.',
    SENDING: 'It is under way.',
    PAUSED: 'It is stopped for a while: see the reason.',
    SENT: 'Every message has come to an end.',
    CANCELLED: 'It was given up; what had not left does not leave any more.',
  },
);

export const PauseCodes = enumOf('EmailCampaignPauseCode', pauseCodes, 'Why an email campaign is paused.', {
  REQUESTED: 'Somebody paused it.',
  OVERDUE: 'Its time passed by more than an hour before it could be started.',
  CHECKS_FAILED: 'At its time it could not be sent as it was.',
  PROVIDER_REFUSED: 'The mail provider takes nothing of it.',
  COMPLAINT_RATE: 'Too many people complained.',
  BOUNCE_RATE: 'Too many messages came back.',
});

export const TestStates = enumOf('TestEmailState', testStates, 'What became of a test to one address.', {
  SENT: 'The mail provider took it.',
  REFUSED: 'The mail provider did not take it.',
  SUPPRESSED: 'The address gets no more mail of the practice, not even a test.',
  UNKNOWN: 'The mail provider did not say whether it took it.',
});
