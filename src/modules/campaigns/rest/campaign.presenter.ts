import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { colleague, colleagueFields, record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import { campaignStatuses } from '../campaign.status.js';
import { campaignChannels, campaignTypes, goalMetrics, recipientOrigins } from '../campaign.vocabulary.js';
import { everyMetric } from '../campaign-metrics.shape.js';

const listed = [
  ...recordFields,
  'name',
  'description',
  'type',
  'channels',
  'status',
  'startAt',
  'endAt',
  'hasLiveAudience',
  'segmentIds',
  'excludeSegmentIds',
  'goals',
  'budget',
  'spent',
  'currency',
  'conversionValueMinor',
  'content',
  'ownerId',
  { owner: colleagueFields },
  'utmCampaign',
  'scheduledAt',
  'activatedAt',
  'pausedAt',
  'completedAt',
  'cancelledAt',
  'archivedAt',
  'viewerCanUpdate',
  'viewerCanDelete',
  'viewerCanSchedule',
  'viewerCanActivate',
  'viewerCanPause',
  'viewerCanResume',
  'viewerCanComplete',
  'viewerCanCancel',
];

/** What REST shows of each campaign in a list. */
export const listedCampaign: Selection = select(listed);
let whole: Selection | undefined;
/** What REST shows of one campaign; settled at the first call, when upper nouns have added their figures. */
export const campaignSelection = (): Selection => (whole ??= select([...listed, { metrics: everyMetric() }]));

export const expenseSelection: Selection = select([
  ...['id', 'version', 'createdAt', 'createdById', 'campaignId', 'spentOn', 'amountMinor', 'category', 'note'],
  { createdBy: colleagueFields },
]);

/** What REST shows of each recipient; the person is found under its own address. */
export const recipientSelection: Selection = select([...['id', 'type', 'origin', 'segmentId', 'addedAt', 'addedById']]);

const money = z.object({ amountMinor: z.int(), currency: z.string() });
const may = z.boolean();

/** For the document: a campaign in a list. */
export const ListedCampaignAnswer = z
  .object({
    ...record,
    name: z.string(),
    description: text,
    type: z.enum(campaignTypes),
    channels: z.array(z.enum(campaignChannels)),
    status: z.enum(campaignStatuses),
    startAt: time,
    endAt: time,
    hasLiveAudience: z.boolean(),
    segmentIds: z.array(z.guid()),
    excludeSegmentIds: z.array(z.guid()),
    goals: z.array(
      z.object({
        metric: z.enum(goalMetrics),
        target: z.int(),
        actual: z.int().nullable(),
        percent: z.number().nullable(),
      }),
    ),
    budget: money.nullable(),
    spent: money,
    currency: z.string(),
    conversionValueMinor: z.int().nullable(),
    content: z.object({ headline: text, message: text, callToAction: text, landingPage: text }).nullable(),
    ownerId: text,
    owner: colleague,
    utmCampaign: text,
    scheduledAt: time,
    activatedAt: time,
    pausedAt: time,
    completedAt: time,
    cancelledAt: time,
    archivedAt: time,
    viewerCanUpdate: may,
    viewerCanDelete: may,
    viewerCanSchedule: may,
    viewerCanActivate: may,
    viewerCanPause: may,
    viewerCanResume: may,
    viewerCanComplete: may,
    viewerCanCancel: may,
  })
  .meta({ id: 'ListedCampaign' });

const amount = z.int().nullable();

const metrics = z.object({
  recipients: amount,
  leads: z.int(),
  qualifiedLeads: z.int(),
  conversions: z.int(),
  conversionRate: z.number().nullable(),
  currency: z.string(),
  budgetMinor: amount,
  spentMinor: z.int(),
  remainingMinor: amount,
  costPerLeadMinor: amount,
  costPerConversionMinor: amount,
  returnMinor: amount,
  returnPercent: z.number().nullable(),
});

/** For the document: one campaign; `mail` are the figures that the noun above adds. */
export const campaignAnswerWith = (mail: z.ZodType) =>
  ListedCampaignAnswer.extend({ metrics: metrics.extend({ mail }) }).meta({ id: 'Campaign' });

export const RecipientsAnswer = z
  .object({
    added: z.int().nullable().meta({ description: 'How many became recipients; null for who may not count them.' }),
    alreadyPresent: z.int().meta({ description: 'How many of those who were named had been recipients before.' }),
    rejected: z.array(
      z.object({ type: z.enum(personTypes), id: z.string(), code: z.enum(['NOT_FOUND', 'FORBIDDEN']) }),
    ),
  })
  .meta({ id: 'CampaignRecipientsAdded' });

export const RecipientAnswer = z
  .object({
    id: z.guid().meta({ description: 'Id of the lead or contact.' }),
    type: z.enum(personTypes),
    origin: z.enum(recipientOrigins),
    segmentId: text,
    addedAt: z.iso.datetime(),
    addedById: text,
  })
  .meta({ id: 'CampaignRecipient' });

export const ExpenseAnswer = z
  .object({
    id: z.guid(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    createdById: text,
    createdBy: colleague,
    campaignId: z.guid(),
    spentOn: z.iso.date(),
    amountMinor: z.int(),
    category: text,
    note: text,
  })
  .meta({ id: 'CampaignExpense' });
