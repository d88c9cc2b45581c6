import { z } from 'zod';
import type { PlainRow } from '../../../platform/reading/selection.js';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { colleague, colleagueFields, record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { type Presented, present } from '../../../platform/rest/answers.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import { mailPurposes } from '../../templates/template.vocabulary.js';
import { emailCampaignStatuses } from '../email-campaign.status.js';
import { pauseCodes } from '../email-campaign.vocabulary.js';
import { figureNames } from '../email-campaign-metrics.shape.js';

const may = [
  ...['viewerCanUpdate', 'viewerCanDelete', 'viewerCanArchive', 'viewerCanTest', 'viewerCanSchedule'],
  ...['viewerCanSend', 'viewerCanPause', 'viewerCanResume', 'viewerCanCancel'],
];
const listed = [
  ...recordFields,
  ...['name', 'campaignId', 'templateId', 'purpose', 'subject', 'preheader', 'fromName', 'fromEmail', 'replyTo'],
  ...['segmentIds', 'excludeSegmentIds', 'tracking', 'topic', 'status', 'scheduledAt', 'timeZone', 'pauseReason'],
  'complaintsWarnedAt',
  ...['sendingSince', 'pausedAt', 'sentAt', 'cancelledAt', 'archivedAt', 'isSensitive', 'isTriggered'],
  { createdBy: colleagueFields, metrics: [...figureNames] as string[] },
  ...may,
];

/** What REST shows of each email campaign in a list. */
export const listedEmailCampaign: Selection = select(listed);
/** What REST shows of one email campaign. */
export const emailCampaignSelection: Selection = select([...listed, 'html', 'text', 'named']);

/** People stand in the answer as they are given. */
export const presentEmailCampaign = ({ named, ...row }: PlainRow): Presented => present({ ...row, recipients: named });

export const recipientSelection: Selection = select(['id', 'type']);

const count = z.int().nullable();
const share = z.number().nullable();
const engagement = z.object({ total: count, unique: count, human: count, scanner: count });
const counts = ['recipients', 'pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled'];
const came = ['unknown', 'delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed'];
const rates = ['delivered', 'bounced', 'complained', 'unsubscribed', 'opens', 'humanOpens', 'clicks', 'humanClicks'];
const each = <T extends z.ZodType>(names: string[], type: T) => Object.fromEntries(names.map(name => [name, type]));

/** For the document: what became of one email campaign, or of several. */
export const MailMetricsAnswer = z
  .object({
    ...each([...counts, ...came], count),
    opens: engagement,
    clicks: engagement,
    rates: z.object(each(rates, share)),
  })
  .meta({ id: 'EmailCampaignMetrics' });

/** For the document: an email campaign in a list. */
export const ListedEmailCampaignAnswer = z
  .object({
    ...record,
    name: z.string(),
    campaignId: text,
    templateId: text,
    purpose: z.enum(mailPurposes).nullable(),
    subject: text,
    preheader: text,
    fromName: text,
    fromEmail: text,
    replyTo: text,
    segmentIds: z.array(z.guid()),
    excludeSegmentIds: z.array(z.guid()),
    tracking: z.object({ opens: z.boolean(), clicks: z.boolean() }),
    topic: text,
    status: z.enum(emailCampaignStatuses),
    scheduledAt: time,
    timeZone: text,
    pauseReason: z
      .object({ code: z.enum(pauseCodes), message: z.string(), details: z.looseObject({}).optional() })
      .nullable(),
    complaintsWarnedAt: time,
    sendingSince: time,
    pausedAt: time,
    sentAt: time,
    cancelledAt: time,
    archivedAt: time,
    isSensitive: z.boolean(),
    isTriggered: z.boolean(),
    createdBy: colleague,
    metrics: MailMetricsAnswer,
    ...each(may, z.boolean()),
  })
  .meta({ id: 'ListedEmailCampaign' });

const person = z.object({ type: z.enum(personTypes), id: z.guid() });

export const EmailCampaignAnswer = ListedEmailCampaignAnswer.extend({
  html: text,
  text,
  recipients: z.array(person),
}).meta({ id: 'EmailCampaign' });

export const EmailRecipientAnswer = person.meta({ id: 'EmailCampaignRecipient' });
