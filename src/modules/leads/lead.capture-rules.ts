import { z } from 'zod';
import {
  email,
  instant,
  line,
  oneOf,
  optionalLine,
  optionalText,
  orBlank,
  phone,
  someOf,
  timeZone,
  webAddress,
} from '../../platform/validation.js';
import { contactMethods, services } from './lead.vocabulary.js';

/** A box of a form: browsers send `on`, scripts true. */
const box = z.preprocess(value => {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (['on', 'true', 'yes', '1'].includes(word)) return true;
  return ['', 'off', 'false', 'no', '0'].includes(word) ? false : value;
}, z.boolean().nullish()) as unknown as z.ZodType<boolean | null | undefined, boolean | string | null | undefined>;

/** One value where a form may send one or several. */
const several = (value: unknown) => (typeof value === 'string' ? value.split(/[;,]/).filter(Boolean) : value);

/**
 * What the public form takes. Other fields are dropped, not refused: the form plug-ins of websites add
 * fields of their own, and a person's inquiry must not be lost over them.
 */
export const CaptureLead = z
  .object({
    firstName: line(100),
    lastName: line(100),
    preferredName: optionalLine(100),
    pronouns: optionalLine(50),
    email: orBlank(email),
    phone: orBlank(phone),
    preferredContactMethod: orBlank(oneOf(contactMethods)),
    okToEmail: box.optional(),
    okToText: box.optional(),
    okToVoicemail: box.optional(),
    timeZone: orBlank(timeZone),
    interestedServices: z.preprocess(several, someOf(services).nullish()).optional(),
    message: optionalText(5000),
    landingPage: orBlank(webAddress),
    utm_source: optionalLine(200),
    utm_medium: optionalLine(200),
    utm_campaign: optionalLine(200),
    utm_term: optionalLine(200),
    utm_content: optionalLine(200),
    consent: box.optional(),
    consentWording: optionalText(5000),
    consentVersion: optionalLine(50),
    startedAt: orBlank(instant),
    website: z.unknown().optional(),
  })
  .refine(form => form.email || form.phone, {
    path: ['email'],
    message: 'Give a mail address or a telephone number.',
    params: { code: 'REQUIRED' },
  })
  .meta({
    description:
      'The inquiry form of a practice. `website` is a trap: leave it empty and hide it from people. ' +
      '`startedAt` is when the form was shown; one filled in within two seconds is taken for a program.',
  });
export type CapturedForm = z.output<typeof CaptureLead>;

/** A form filled in faster than this was filled in by a program. */
const shortestFillMs = 2000;

/** Whether the raw form bears the marks of a program: the hidden field has a value, or nobody types so fast. */
export function isSpam(raw: unknown, now: Date): boolean {
  const { website, startedAt } = (raw ?? {}) as { website?: unknown; startedAt?: unknown };
  if (website !== undefined && website !== null && String(website).trim() !== '') return true;
  const shown = typeof startedAt === 'string' ? Date.parse(startedAt) : Number.NaN;
  return now.getTime() - shown < shortestFillMs;
}
