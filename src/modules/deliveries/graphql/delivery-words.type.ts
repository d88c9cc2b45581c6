import { enumOf } from '../../../platform/graphql/enums.js';
import { deliveryReasons, deliveryResolutions, deliveryStates } from '../delivery.vocabulary.js';

export const DeliveryStates = enumOf('DeliveryState', deliveryStates, 'Where a message to one person stands.', {
  PENDING: 'It waits.',
  CLAIMED: 'A worker is about to send it.',
  SENDING: 'It is being handed to the mail provider.',
  ACCEPTED: 'The mail provider has taken it.',
  REJECTED: 'The mail provider refused it.',
  SUPPRESSED: 'The person gets no mail; the reason says why.',
  CANCELLED: 'The email campaign was cancelled before.',
  UNKNOWN: 'The answer of the mail provider was lost, and evidence is looked for.',
});
export const DeliveryReasons = enumOf('DeliveryReason', deliveryReasons, 'Why a delivery stands where it does.', {
  PROVIDER_REJECTED: 'The mail provider took the message for invalid.',
  NOT_WRITTEN: 'The content could not be written out for this person.',
  ANSWER_LOST: 'The mail provider did not answer, or not readably.',
  WORKER_LOST: 'The worker that was sending it died.',
  ASSUMED_SENT: 'Somebody said that it was sent.',
});
export const DeliveryResolutions = enumOf('DeliveryResolution', deliveryResolutions, 'What a person says of it.', {
  RESEND: 'Send it again; the person may get it twice.',
  ASSUME_SENT: 'Take it for sent.',
});
