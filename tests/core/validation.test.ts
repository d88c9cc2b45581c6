import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { ValidationError } from '../../src/platform/errors/errors.js';
import {
  birthDate,
  email,
  id,
  instant,
  line,
  localDate,
  oneOf,
  optionalLine,
  optionalText,
  parse,
  phone,
  tags,
  timeZone,
  webAddress,
  wholeNumber,
} from '../../src/platform/validation.js';

/** The faults of an input, as `path code`. */
function faults(schema: z.ZodType, input: unknown): string[] {
  try {
    parse(schema, input);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.faults.map(fault => `${fault.path.join('.')} ${fault.code}`.trim());
  }
}
const isTaken = (schema: z.ZodType, value: unknown) =>
  faults(z.strictObject({ value: schema }), { value }).length === 0;

describe('parse names every refused path with its code', () => {
  const schema = z.strictObject({
    name: line(5),
    inner: z.strictObject({ count: wholeNumber(1, 9) }).nullish(),
    tags: tags.optional(),
    kind: oneOf(['A', 'B']).optional(),
  });

  test.each<[unknown, string[]]>([
    [undefined, ['name REQUIRED']],
    [{ name: null }, ['name REQUIRED']],
    [{ name: ' ' }, ['name REQUIRED']],
    [{ name: 7 }, ['name INVALID']],
    [{ name: 'abcdef' }, ['name TOO_LONG']],
    [{ name: 'a', inner: { count: 10 } }, ['inner.count OUT_OF_RANGE']],
    [{ name: 'a', inner: { count: 2 ** 53 } }, ['inner.count OUT_OF_RANGE']],
    [{ name: 'a', inner: { count: 1.5 } }, ['inner.count INVALID']],
    [{ name: 'a', inner: { count: Number.NaN } }, ['inner.count INVALID']],
    [{ name: 'a', inner: { count: 1, extra: 1 } }, ['inner.extra UNKNOWN_FIELD']],
    [{ name: 'a', kind: 'c' }, ['kind INVALID']],
    [{ name: 'a', tags: ['x'.repeat(51)] }, ['tags.0 TOO_LONG']],
    [{ name: 'a', tags: Array(51).fill('x') }, ['tags TOO_LONG']],
    [JSON.parse('{ "name": "a", "__proto__": { "x": 1 } }'), ['__proto__ UNKNOWN_FIELD']],
    [[], ['INVALID']],
    ['text', ['INVALID']],
  ])('%j', (input, expected) => {
    expect(faults(schema, input)).toEqual(expected);
  });
});

describe('text', () => {
  test('is trimmed and composed; blank is nothing', () => {
    expect(parse(line(9), '  e\u0301a ')).toBe('éa');
    expect(parse(z.strictObject({ v: optionalLine(9) }), { v: ' ' })).toEqual({ v: null });
    expect(parse(z.strictObject({ v: optionalText(9) }), { v: 'a\n\tb' })).toEqual({ v: 'a\n\tb' });
  });

  test.each(['\u0000', 'a\u0007', 'a\u007f', 'a\u0085', 'a\ud800', '\udc00b'])(
    '%j is refused in a line and in a text',
    bad => {
      expect(isTaken(line(9), bad)).toBe(false);
      expect(isTaken(optionalText(9), bad)).toBe(false);
    },
  );

  test.each(['a\nb', 'a\tb', 'a\rb', 'a\u2028b'])('%j is refused in a line', bad => {
    expect(isTaken(line(9), bad)).toBe(false);
  });

  test('whatever is taken can be stored and sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const result = line(100).safeParse(text);
        return (
          !result.success ||
          (result.data.isWellFormed() && !result.data.includes('\0') && result.data.trim() === result.data)
        );
      }),
    );
  });
});

describe('mail addresses', () => {
  test.each([
    ['Ana.Diaz+x@Example.ORG', 'ana.diaz+x@example.org'],
    [' a@b.co ', 'a@b.co'],
    ["o'neil@mail.example.com", "o'neil@mail.example.com"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('%s is taken as %s', (given, kept) => {
    expect(parse(email, given)).toBe(kept);
  });

  test.each([
    'plain',
    'a@b',
    '@b.co',
    'a@',
    'a b@c.de',
    'Ana <a@b.co>',
    'a@b.co\r\nBcc: x@y.zz',
    'a@b.co\n',
    '"a b"@c.de',
    'a@[127.0.0.1]',
    'a..b@c.de',
    '.a@c.de',
    'a.@c.de',
    'a@-c.de',
    'a@c-.de',
    'a@c..de',
    'a@c.d1',
    `${'x'.repeat(65)}@c.de`,
    `a@${'x.'.repeat(130)}de`,
    'ä@c.de',
  ])('%j is refused', text => {
    expect(isTaken(email, text)).toBe(false);
  });
});

describe('telephone numbers', () => {
  test.each([
    ['(503) 555-0142', '+15035550142'],
    ['503.555.0142', '+15035550142'],
    ['+44 20 7946 0958', '+442079460958'],
    ['1-503-555-0142', '+15035550142'],
  ])('%s is kept as %s', (given, kept) => {
    expect(parse(phone, given)).toBe(kept);
    expect(parse(phone, kept)).toBe(kept);
  });

  test.each([
    '12345',
    'call me',
    'call 503 555 0142',
    '+1503555014299',
    '503-555-0142 x12',
    '+999 123 4567',
    '5035550142\u0000',
  ])('%j is refused', text => {
    expect(isTaken(phone, text)).toBe(false);
  });
});

describe('days and instants', () => {
  test.each(['2000-02-29', '1900-01-01', '2200-12-31'])('%s is a day', text => {
    expect(parse(localDate, text)).toBe(text);
  });

  test.each([
    '2026-02-30',
    '2025-02-29',
    '0000-01-01',
    '9999-12-31',
    '2026-13-01',
    '2026-1-1',
    '01/02/2026',
    '2026-01-01T00:00:00Z',
    '',
  ])('%j is none', text => {
    expect(isTaken(localDate, text)).toBe(false);
  });

  test('nobody is born tomorrow or before 1900', () => {
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(isTaken(birthDate, new Date().toISOString().slice(0, 10))).toBe(true);
    expect(isTaken(birthDate, tomorrow)).toBe(false);
    expect(isTaken(birthDate, '1899-12-31')).toBe(false);
  });

  test('an instant is one whatever its zone', () => {
    const at = new Date('2026-03-01T09:30:00Z');
    for (const given of ['2026-03-01T09:30:00Z', '2026-03-01T04:30-05:00', '2026-03-01t09:30:00.000z', at]) {
      expect(parse(instant, given)).toEqual(at);
    }
  });

  test.each([
    '2026-03-01',
    '2026-03-01T09:30:00',
    '2026-02-30T09:30:00Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01T09:61:00Z',
    '0000-01-01T00:00:00Z',
    '9999-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    'now',
    '1772357400000',
    new Date(Number.NaN),
  ])('%j is none', value => {
    expect(isTaken(instant, value)).toBe(false);
  });
});

describe('other words', () => {
  test('enum words are taken in any case', () => {
    expect(parse(oneOf(['WALK_IN', 'OTHER']), ' walk_in ')).toBe('WALK_IN');
  });

  test.each([
    ['America/New_York', true],
    ['UTC', true],
    ['Mars/Base', false],
    ['+05:00', false],
    ['America/New_York; drop', false],
  ])('zone %s: %s', (name, is) => {
    expect(isTaken(timeZone, name)).toBe(is);
  });

  test.each([
    ['https://example.org/a?b=c', true],
    ['http://example.org', true],
    ['ftp://example.org', false],
    ['javascript:alert(1)', false],
    ['https://user:pass@example.org', false],
    ['//example.org', false],
    ['https://exa mple.org', false],
  ])('address %s: %s', (text, is) => {
    expect(isTaken(webAddress, text)).toBe(is);
  });

  test('tags are trimmed and each kept once, in the first way it was written', () => {
    expect(parse(tags, [' Evening', 'evening ', 'b'])).toEqual(['Evening', 'b']);
  });

  test('ids are taken in any case and kept in lower case', () => {
    expect(parse(id, '0199AAAA-0000-7000-8000-00000000000A')).toBe('0199aaaa-0000-7000-8000-00000000000a');
    expect(isTaken(id, '0199aaaa')).toBe(false);
  });
});
