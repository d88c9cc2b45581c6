import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { time } from '../../../platform/rest/answer-parts.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import { deliveryReasons, deliveryStates } from '../delivery.vocabulary.js';

const times = ['acceptedAt', 'deliveredAt', 'bouncedAt', 'softBouncedAt', 'complainedAt', 'unsubscribedAt'] as const;

/** What REST shows of a delivery; the person is found under its own address. */
export const deliverySelection: Selection = select([
  ...['id', 'createdAt', 'updatedAt', 'emailCampaignId', 'recipient', 'state', 'reason', 'attempts', 'attemptedAt'],
  ...['providerCode', 'providerMessageId', 'unknownSince', 'searches', 'nextSearchAt', ...times],
  ...['opens', 'hasHumanOpen', 'clicks', 'hasHumanClick', 'viewerCanResolve'],
]);

export const DeliveryAnswer = z.object({
  id: z.uuid(),
  createdAt: time,
  updatedAt: time,
  emailCampaignId: z.uuid(),
  recipient: z.object({ type: z.enum(personTypes), id: z.uuid() }),
  state: z.enum(deliveryStates),
  reason: z.enum(deliveryReasons).nullable(),
  attempts: z.int(),
  attemptedAt: time.nullable(),
  providerCode: z.int().nullable().describe('What the mail provider answered; 0: taken.'),
  providerMessageId: z.string().nullable(),
  unknownSince: time.nullable(),
  searches: z.int(),
  nextSearchAt: time.nullable(),
  ...Object.fromEntries(times.map(name => [name, time.nullable()])),
  opens: z.int(),
  hasHumanOpen: z.boolean(),
  clicks: z.int(),
  hasHumanClick: z.boolean(),
  viewerCanResolve: z.boolean(),
});
