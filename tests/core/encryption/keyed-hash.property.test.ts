import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeyedHash } from '../../../src/platform/encryption/keyed-hash.js';

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

test('is the HMAC-SHA256 of the content, for any key that a block holds', () => {
  fc.assert(
    fc.property(bytes(1, 64), fc.array(bytes(0, 300), { minLength: 1, maxLength: 4 }), (key, contents) => {
      const keyed = new KeyedHash(createSecretKey(Buffer.from(key)));
      const found = contents.map(content => keyed.of(content));
      expect(found).toEqual(contents.map(content => createHmac('sha256', key).update(content).digest()));
    }),
    { numRuns: 500 },
  );
});

test('takes no key that would have to be hashed first', () => {
  expect(() => new KeyedHash(createSecretKey(randomBytes(65)))).toThrow('longer than a block');
});
