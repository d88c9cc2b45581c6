import { z } from 'zod';
import {
  email,
  id,
  instant,
  line,
  localDate,
  oneOf,
  optionalLine,
  orBlank,
  timeZone,
} from '../../platform/validation.js';
import { segments } from '../campaigns/campaign.rules.js';
import { personTypes } from '../consents/consent.vocabulary.js';
import { htmlRule, preheaderRule, textRule } from '../templates/template.rules.js';
import { mailPurposes } from '../templates/template.vocabulary.js';

/** The most people that one email campaign may name one by one. */
export const mostRecipients = 10_000;

const TrackingRules = z.strictObject({ opens: z.boolean().nullish(), clicks: z.boolean().nullish() });

/** A name that can stand before an address: what has a meaning there is refused. */
const senderName = optionalLine(100).refine(name => !name || !/[<>"@,;:\\]/.test(name), {
  message: 'Must be a name, without < > " @ , ; : or a backslash.',
  params: { code: 'INVALID_FORMAT' },
});

/** What may be given of an email campaign at any time before it is sent; null or blank empties a field. */
const optionalDetails = {
  campaignId: orBlank(id),
  templateId: orBlank(id),
  purpose: orBlank(oneOf(mailPurposes)),
  subject: optionalLine(250),
  preheader: preheaderRule,
  html: htmlRule,
  text: textRule,
  fromName: senderName,
  fromEmail: orBlank(email),
  replyTo: orBlank(email),
  segmentIds: segments.nullish(),
  excludeSegmentIds: segments.nullish(),
  recipients: z
    .array(z.strictObject({ type: oneOf(personTypes), id: z.string().max(100) }))
    .max(mostRecipients)
    .nullish(),
  tracking: TrackingRules.nullish(),
  topic: optionalLine(100),
};

export const CreateEmailCampaign = z.strictObject({ name: line(200), ...optionalDetails });
export type CreateEmailCampaignInput = z.output<typeof CreateEmailCampaign>;

/** The fields that are present change; the others stay. */
export const UpdateEmailCampaign = z.strictObject({ name: line(200).optional(), ...optionalDetails });
export type UpdateEmailCampaignInput = z.output<typeof UpdateEmailCampaign>;

/** A point in time, or what a clock on the wall shows then. */
export type SendingTime = { at: Date } | { wall: string };

const wallPattern = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/i;

const sendingTime = z
  .union([z.date(), z.string()])
  .transform((value, context): SendingTime => {
    const text = value instanceof Date ? '' : value.trim();
    const day = wallPattern.exec(text)?.[1];
    if (day && localDate.safeParse(day).success) return { wall: text.toUpperCase() };
    const at = instant.safeParse(value);
    if (at.success) return { at: at.data };
    for (const { message, ...issue } of at.error.issues) {
      context.addIssue({ code: 'custom', message, params: 'params' in issue ? (issue.params as object) : {} });
    }
    return z.NEVER;
  })
  .meta({ type: 'string', format: 'date-time' });

/** When it is to leave; a time without a zone is one on the wall of `timeZone`. */
export const ScheduleEmailCampaign = z.strictObject({ scheduledAt: sendingTime, timeZone: timeZone.nullish() });

/** The most addresses that one test goes to. */
export const mostTestAddresses = 10;
export const SendTestEmail = z.strictObject({
  to: z
    .array(email)
    .min(1)
    .max(mostTestAddresses)
    .transform(addresses => [...new Set(addresses)]),
});
