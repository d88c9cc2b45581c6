import { z } from 'zod';
import { line, optionalLine, phone, timeZone, wholeNumber } from '../../platform/validation.js';

const refused = (code: string, message: string) => ({ message, params: { code } });

const currencies = new Set(Intl.supportedValuesOf('currency'));

export const currency = line(3)
  .toUpperCase()
  .refine(code => currencies.has(code), refused('INVALID', 'Must be a currency of ISO 4217 such as USD.'));

/** The region names of ISO 3166; a code without a name is none. */
const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const country = line(2)
  .toUpperCase()
  .refine(
    code => /^[A-Z]{2}$/.test(code) && countries.of(code) !== undefined,
    refused('INVALID', 'Must be a country code of ISO 3166 such as US.'),
  );

export const PostalAddress = z.strictObject({
  line1: line(200),
  line2: optionalLine(200),
  city: line(100),
  region: optionalLine(100),
  postalCode: line(20),
  country: country.default('US'),
});

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainPattern = new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`);
const domain = line(253)
  .toLowerCase()
  .refine(text => domainPattern.test(text), refused('INVALID_FORMAT', 'Must be a domain such as practice.example.'));

const senderDomains = z
  .array(domain)
  .max(20)
  .transform(domains => [...new Set(domains)]);

const timeOfDay = line(5).refine(
  text => /^([01]\d|2[0-3]):[0-5]\d$/.test(text),
  refused('INVALID_FORMAT', 'Must be a time of day such as 21:00.'),
);

const quietHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { ...refused('INVALID', 'Must differ from the beginning.'), path: ['to'] });

const frequencyCap = z.strictObject({ messages: wholeNumber(1, 1000), days: wholeNumber(1, 365) });

const settings = {
  name: line(200),
  timeZone,
  phone: phone.nullable(),
  postalAddress: PostalAddress.nullable(),
  currency,
  senderDomains,
  trackingDefault: z.strictObject({ opens: z.boolean(), clicks: z.boolean() }),
  frequencyCap: frequencyCap.nullable(),
  quietHours: quietHours.nullable(),
  firstResponseTargetHours: wholeNumber(1, 8760),
  requiresMarketingConsent: z.boolean(),
  isPart2Program: z.boolean(),
};

/** What `updatePractice` takes: the fields that are present change, null empties those that may be empty. */
export const UpdatePractice = z.strictObject(settings).partial();
export type UpdatePractice = z.output<typeof UpdatePractice>;

/** What opening a practice takes; everything else has a default. */
export const CreatePractice = z.strictObject({ name: line(200), timeZone: timeZone.default('America/New_York') });
