import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnsubscribeTokens } from '../../../src/modules/suppressions/unsubscribe.tokens.js';

const tokens = new UnsubscribeTokens(randomBytes(32));
const claims = fc.record({
  practiceId: fc.uuid({ version: 7 }),
  addressIndex: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('base64url')),
  deliveryId: fc.option(fc.uuid({ version: 7 })),
});

test('a token says what went into it', () => {
  fc.assert(
    fc.property(claims, claim => {
      const token = tokens.make(claim);
      expect(token).toMatch(/^[\w-]{107}$/);
      expect(tokens.read(token)).toEqual(claim);
    }),
  );
});

test('any letter that is another makes it nothing', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  fc.assert(
    fc.property(claims, fc.nat(106), fc.constantFrom(...letters), (claim, at, letter) => {
      const token = tokens.make(claim);
      fc.pre(token[at] !== letter);
      expect(tokens.read(token.slice(0, at) + letter + token.slice(at + 1))).toBeNull();
    }),
  );
});

test('nothing else is one, nor one of another key', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), text => expect(tokens.read(text)).toBeNull()));
  const others = new UnsubscribeTokens(randomBytes(32));
  fc.assert(fc.property(claims, claim => expect(tokens.read(others.make(claim))).toBeNull()));
});
