import { type ZodType, z } from 'zod';
import { BadRequestError, type Fault } from '../errors/errors.js';

/** What is wrong with the query of an address, all of it: 400. */
export class QueryRefusal extends BadRequestError {
  constructor(readonly faults: Fault[]) {
    super(faults.map(fault => `${fault.path.join('.')}: ${fault.message}`).join('; '));
  }
}

/** More parameters than any of our lists has. */
const parameterLimit = 200;

function decoded(text: string): string {
  try {
    const value = decodeURIComponent(text.replaceAll('+', ' '));
    if (!value.includes('\0')) return value;
  } catch {
    // Said below, as for any text that is no text.
  }
  throw new BadRequestError('The query of the address is not valid percent-encoded UTF-8.');
}

/** `?a=1&b=2&b=3` -> `{ a: '1', b: ['2', '3'] }`; brackets and dots mean nothing in a name. */
export function readQuery(search: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = Object.create(null);
  const parts = search.split('&').filter(part => part !== '');
  if (parts.length > parameterLimit) throw new BadRequestError('The address has too many parameters.');
  for (const part of parts) {
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    const known = values[name];
    values[name] = known === undefined ? value : [known, value].flat();
  }
  return values;
}

const nothing = z.strictObject({});

/** The query by a route's rules; throws QueryRefusal naming every unknown or wrong parameter. */
export function parseQuery(rules: ZodType | undefined, search: string): Record<string, unknown> {
  const result = (rules ?? nothing).safeParse({ ...readQuery(search) });
  if (result.success) return result.data as Record<string, unknown>;
  throw new QueryRefusal(
    result.error.issues.flatMap(issue => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map(name => ({
          path: [name],
          code: 'UNKNOWN_FIELD',
          message: 'There is no such parameter.',
        }));
      }
      return { path: issue.path.slice(0, 1).map(String), code: 'INVALID', message: issue.message };
    }),
  );
}

/** A parameter given once. */
export const single = <T extends ZodType>(rule: T) => rule.optional();

/** A parameter that may be repeated: always a list. */
export const many = <T extends ZodType>(rule: T) =>
  z.preprocess(value => (value === undefined ? undefined : [value].flat()), z.array(rule).max(100).optional());

/** `true` or `false`. */
export const flag = z
  .enum(['true', 'false'])
  .meta({ type: 'boolean' })
  .transform(value => value === 'true');

/** A whole number without sign, written in digits. */
export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `Give a whole number from ${least} to ${most}.`)
    .meta({ type: 'integer', minimum: least, maximum: most })
    .transform(Number)
    .refine(value => value >= least && value <= most, `Give a whole number from ${least} to ${most}.`);
