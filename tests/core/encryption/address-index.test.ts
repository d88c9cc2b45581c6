import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { addressIndexOf } from '../../../src/platform/encryption/address-index.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';

const cipher = createCipher({ encryption: [{ id: 'k', key: randomBytes(32) }], blindIndex: randomBytes(32) });
const practice = '00000000-0000-7000-8000-000000000001';
const other = '00000000-0000-7000-8000-000000000002';
const indexOf = (email: string, practiceId = practice) => addressIndexOf(cipher, practiceId, email);

test.each(['KIM.LEE@Example.ORG', ' kim.lee@example.org\n', 'kim.lee@example.org.', 'Kim.Lee@EXAMPLE.org..'])(
  '%j is the same address',
  spelled => expect(indexOf(spelled)).toBe(indexOf('kim.lee@example.org')),
);

test.each(['kimlee@example.org', 'kim.lee+news@example.org', 'kim.lee@example.com', 'kim.lee.@example.org'])(
  '%j is another one',
  spelled => expect(indexOf(spelled)).not.toBe(indexOf('kim.lee@example.org')),
);

test('of another practice it has another hash', () => {
  expect(indexOf('kim.lee@example.org', other)).not.toBe(indexOf('kim.lee@example.org'));
});
