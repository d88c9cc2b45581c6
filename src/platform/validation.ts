import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import type { UserErrorCode } from './errors/codes.js';
import { type Fault, ValidationError } from './errors/errors.js';

/** Parses an input by its rules; throws ValidationError that names each refused path, value by value. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(faultsOf);
  throw new ValidationError([
    ...new Map(faults.map(fault => [`${fault.path.join('.')} ${fault.code}`, fault])).values(),
  ]);
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path: [...path, key], code: 'UNKNOWN_FIELD', message: 'There is no such field.' }));
  }
  if (issue.code === 'custom') {
    return [{ path, code: (issue.params?.code as string | undefined) ?? 'INVALID', message: issue.message }];
  }
  const isMissing = issue.input === undefined || issue.input === null;
  if (isMissing) return [{ path, code: 'REQUIRED', message: 'This field is required.' }];
  return [{ path, ...codeAndMessage(issue) }];
}

function codeAndMessage(issue: Issue): { code: UserErrorCode; message: string } {
  switch (issue.code) {
    case 'too_big':
      if (!measured(issue.origin)) return { code: 'OUT_OF_RANGE', message: `Must be at most ${issue.maximum}.` };
      return { code: 'TOO_LONG', message: `Must have at most ${issue.maximum} ${measured(issue.origin)}.` };
    case 'too_small':
      if (!measured(issue.origin)) return { code: 'OUT_OF_RANGE', message: `Must be at least ${issue.minimum}.` };
      if (issue.origin === 'string' && issue.minimum === 1) {
        return { code: 'REQUIRED', message: 'This field is required.' };
      }
      return { code: 'TOO_SHORT', message: `Must have at least ${issue.minimum} ${measured(issue.origin)}.` };
    case 'invalid_format':
      return { code: 'INVALID_FORMAT', message: `Must be a valid ${issue.format === 'guid' ? 'id' : issue.format}.` };
    case 'invalid_value':
      return { code: 'INVALID', message: `Must be one of ${issue.values.map(String).join(', ')}.` };
    case 'invalid_type':
      return { code: 'INVALID', message: `Must be of type ${issue.expected}.` };
    default:
      return { code: 'INVALID', message: 'This value is not valid.' };
  }
}

const measured = (origin: string) => ({ string: 'characters', array: 'entries', set: 'entries' })[origin];

const refused = (code: UserErrorCode, message: string) => ({ message, params: { code } });

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const controlsButLayout = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** A string that PostgreSQL, JSON and a log line can carry: no control characters, no half of a surrogate pair. */
const clean = (forbidden: RegExp) =>
  z
    .string()
    .refine(text => text.isWellFormed(), refused('INVALID', 'Must be well-formed Unicode text.'))
    .refine(text => !forbidden.test(text), refused('INVALID', 'Must not contain control characters.'));

/** One line of text, trimmed; empty counts as missing. */
export const line = (max: number) => clean(controls).trim().normalize('NFC').min(1).max(max);

const blankAsNull = (text: string): string | null => (text === '' ? null : text);

/** One line that may be left out or emptied: absent stays absent, null and blank become null. */
export const optionalLine = (max: number) =>
  clean(controls).trim().normalize('NFC').max(max).transform(blankAsNull).nullish();

/** Text of several lines (tabs and newlines allowed) that may be left out or emptied. */
export const optionalText = (max: number) =>
  clean(controlsButLayout).trim().normalize('NFC').max(max).transform(blankAsNull).nullish();

const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const addrSpec = new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`);

/**
 * A mail address in lower case. Accepted: a plain ASCII addr-spec (dot-atom@domain with a top level) of at
 * most 254 characters; no display name, comment, quoted part, address literal or line break.
 */
export const email = clean(controls)
  .trim()
  .toLowerCase()
  .max(254)
  .refine(
    text => addrSpec.test(text),
    refused('INVALID_FORMAT', 'Must be a plain mail address such as name@example.org.'),
  )
  .meta({ format: 'email' });

/** A telephone number as people write it, made E.164; without a country code it is read as one of the region. */
export const phone = clean(controls)
  .trim()
  .max(40)
  .transform((text, context) => {
    const number = parsePhoneNumberFromString(text, { defaultCountry: 'US', extract: false });
    // Possible, not assigned: number plans change faster than any list of them.
    if (number?.isPossible() && !number.ext) return number.number as string;
    context.addIssue({
      code: 'custom',
      ...refused('INVALID_FORMAT', 'Must be a telephone number, without extension.'),
    });
    return z.NEVER;
  })
  .meta({ format: 'phone', description: 'Telephone number; answered in E.164' });

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

function isCalendarDay(text: string): boolean {
  const [, year, month, day] = datePattern.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** A day of the calendar, `YYYY-MM-DD`, of the years 1900 to 2200. */
export const localDate = clean(controls)
  .trim()
  .refine(text => datePattern.test(text) && isCalendarDay(text), {
    ...refused('INVALID_FORMAT', 'Must be a day of the calendar such as 1990-02-28.'),
    abort: true,
  })
  .refine(
    text => text >= '1900-01-01' && text < '2201-01-01',
    refused('OUT_OF_RANGE', 'Must lie between 1900 and 2200.'),
  )
  .meta({ format: 'date' });

/** A day someone was born on: since 1900 and not in the future. */
export const birthDate = localDate.refine(
  text => text <= new Date().toISOString().slice(0, 10),
  refused('OUT_OF_RANGE', 'Must not lie in the future.'),
);

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/i;
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

function instantOf(value: Date | string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value;
  const day = instantPattern.exec(value.trim())?.[1];
  if (!day || !isCalendarDay(day)) return null;
  const instant = new Date(value.trim().toUpperCase());
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** A point in time: a Date, or ISO 8601 with its zone; years 1900 to 2199. */
export const instant = z
  .union([z.date(), z.string()])
  .transform((value, context) => {
    const at = instantOf(value);
    if (at && at.getTime() >= earliest && at.getTime() < latest) return at;
    const fault = at
      ? refused('OUT_OF_RANGE', 'Must lie between 1900 and 2200.')
      : refused('INVALID_FORMAT', 'Must be a time with its zone such as 2026-03-01T09:30:00Z.');
    context.addIssue({ code: 'custom', ...fault });
    return z.NEVER;
  })
  .meta({ type: 'string', format: 'date-time' });

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** The name of a time zone of the IANA list; a bare offset is none. */
export const timeZone = line(64).refine(
  isTimeZone,
  refused('INVALID', 'Must be an IANA time zone such as America/New_York.'),
);

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return !!url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/\s/.test(text);
}

/** An absolute http(s) address without credentials; it is kept as text, never fetched here. */
export const webAddress = line(2048)
  .refine(isWebAddress, refused('INVALID_FORMAT', 'Must be an http or https address.'))
  .meta({ format: 'uri' });

/** The same value, or null, blank or nothing where a form leaves it out. */
export function orBlank<S extends z.ZodType>(schema: S) {
  const blankToNull = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? null : value);
  const either = z.preprocess(blankToNull, schema.nullable());
  return (either as unknown as z.ZodType<z.output<S> | null, z.input<S> | null>).optional();
}

/** One of a list of words, accepted in any case and answered in upper case. */
export function oneOf<const V extends readonly [string, ...string[]]>(values: V): z.ZodType<V[number], V[number]> {
  const upper = (value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value);
  return z.preprocess(upper, z.enum(values)) as unknown as z.ZodType<V[number], V[number]>;
}

/** Several of a list of words, each once, in the order given. */
export const someOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z
    .array(oneOf(values))
    .max(values.length * 2)
    .transform(chosen => [...new Set(chosen)]);

function withoutRepeats(words: string[]): string[] {
  const seen = new Set<string>();
  return words.filter(word => !seen.has(word.toLowerCase()) && seen.add(word.toLowerCase()));
}

/** Words of at most so many characters, each once whatever its case. */
export const wordList = (length: number, count: number) => z.array(line(length)).max(count).transform(withoutRepeats);

/** Words to find things by. */
export const tags = wordList(50, 50);

/** The id of a row, in lower case. */
export const id = z.guid().toLowerCase();

/** Whether a text can be the id of a row; a malformed id is answered like an unknown one. */
export const isId = (text: unknown): text is string => id.safeParse(text).success;

/** A whole number within bounds; beyond 2^53 and NaN are refused. */
export const wholeNumber = (min: number, max: number) => z.int().min(min).max(max);
