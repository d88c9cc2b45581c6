import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { npi } from '../../../src/modules/contacts/contact.rules.js';

const isNpi = (text: string) => npi.safeParse(text).success;

describe('National Provider Identifiers', () => {
  test.each(['1234567893', '1245319599', ' 1234567893 '])('%s is one', text => expect(isNpi(text)).toBe(true));

  test.each([
    '',
    '123456789',
    '12345678930',
    '0234567893',
    '3234567893',
    '1234567890',
    '1234-56789',
    '１２３４５６７８９３',
  ])('%s is none', text => expect(isNpi(text)).toBe(false));

  test('nine digits take exactly one last digit, and no other number of one digit changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('1', '2'),
        fc.stringMatching(/^\d{8}$/),
        fc.nat(8),
        fc.nat(9),
        (lead, rest, place, digit) => {
          const nine = lead + rest;
          const whole = [...'0123456789'].map(last => nine + last).filter(isNpi);
          expect(whole).toHaveLength(1);
          const right = whole[0] as string;
          const changed = right.slice(0, place) + digit + right.slice(place + 1);
          expect(isNpi(changed)).toBe(changed === right);
        },
      ),
    );
  });
});
