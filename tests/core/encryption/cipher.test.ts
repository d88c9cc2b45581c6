import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCipher, SealBrokenError, type SealPlace } from '../../../src/platform/encryption/cipher.js';

const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };
const blindIndex = randomBytes(32);
const cipher = createCipher({ encryption: [newKey, oldKey], blindIndex });

const uuid = fc.uuid();
const place: fc.Arbitrary<SealPlace> = fc.record({
  practiceId: uuid,
  table: fc.constantFrom('leads', 'interactions', 'staff_members'),
  column: fc.constantFrom('sealed_email', 'sealed_clinical', 'sealed_summary'),
  rowId: uuid,
});
const value = fc.jsonValue();

describe('sealed values', () => {
  test('open to what was sealed', () => {
    fc.assert(
      fc.property(place, value, (at, held) => {
        expect(JSON.stringify(cipher.open(at, cipher.seal(at, held)))).toBe(JSON.stringify(held));
      }),
    );
  });

  test('the same value is sealed differently each time', () => {
    fc.assert(
      fc.property(place, value, (at, held) => {
        const first = cipher.seal(at, held);
        expect(cipher.seal(at, held)).not.toBe(first);
      }),
    );
  });

  test('do not open with any one bit of their text flipped', () => {
    fc.assert(
      fc.property(place, value, fc.nat(), fc.integer({ min: 0, max: 6 }), (at, held, position, bit) => {
        const text = Buffer.from(cipher.seal(at, held), 'latin1');
        text[position % text.length]! ^= 1 << bit;
        expect(() => cipher.open(at, text.toString('latin1'))).toThrow(SealBrokenError);
      }),
      { numRuns: 2_000 },
    );
  });

  test('do not open with a character more or less', () => {
    fc.assert(
      fc.property(place, value, fc.constantFrom('A', '=', '\n', '!'), (at, held, extra) => {
        const sealed = cipher.seal(at, held);
        expect(() => cipher.open(at, sealed + extra)).toThrow(SealBrokenError);
        expect(() => cipher.open(at, sealed.slice(0, -1))).toThrow(SealBrokenError);
      }),
    );
  });

  test('do not open in another practice, table, column or row', () => {
    fc.assert(
      fc.property(place, uuid, value, (at, other, held) => {
        fc.pre(other !== at.practiceId && other !== at.rowId);
        const sealed = cipher.seal(at, held);
        for (const moved of [
          { practiceId: other },
          { table: 'clients' },
          { column: 'sealed_other' },
          { rowId: other },
        ]) {
          expect(() => cipher.open({ ...at, ...moved }, sealed)).toThrow(SealBrokenError);
        }
      }),
    );
  });

  test('do not open without their key, and open under any key of the ring', () => {
    fc.assert(
      fc.property(place, value, (at, held) => {
        const sealedByOld = createCipher({ encryption: [oldKey], blindIndex }).seal(at, held);
        expect(sealedByOld.startsWith('v1:old:')).toBe(true);
        expect(JSON.stringify(cipher.open(at, sealedByOld))).toBe(JSON.stringify(held));
        expect(() => createCipher({ encryption: [newKey], blindIndex }).open(at, sealedByOld)).toThrow(SealBrokenError);
        const renamed = sealedByOld.replace('v1:old:', 'v1:new:');
        expect(() => cipher.open(at, renamed)).toThrow(SealBrokenError);
      }),
    );
  });

  test('an error names the place and not the value', () => {
    const at = { practiceId: 'p', table: 'leads', column: 'sealed_email', rowId: 'r' };
    const sealed = cipher.seal(at, 'canary@example.org');
    expect(() => cipher.open({ ...at, rowId: 's' }, sealed)).toThrow(/leads\.sealed_email of row s/);
    expect(() => cipher.open({ ...at, rowId: 's' }, sealed)).not.toThrow(/canary/);
  });
});

describe('blind indexes', () => {
  test('are equal for equal values of one practice and field only', () => {
    fc.assert(
      fc.property(uuid, uuid, fc.string(), fc.string(), (practice, other, one, two) => {
        fc.pre(practice !== other && one !== two);
        const index = cipher.blindIndex(practice, 'email', one);
        expect(Buffer.from(index, 'base64url')).toHaveLength(32);
        expect(cipher.blindIndex(practice, 'email', one)).toBe(index);
        expect(cipher.blindIndex(other, 'email', one)).not.toBe(index);
        expect(cipher.blindIndex(practice, 'phone', one)).not.toBe(index);
        expect(cipher.blindIndex(practice, 'email', two)).not.toBe(index);
      }),
    );
  });

  test('do not change when the encryption keys are rotated', () => {
    const before = createCipher({ encryption: [oldKey], blindIndex });
    expect(before.blindIndex('p', 'email', 'a@b.example')).toBe(cipher.blindIndex('p', 'email', 'a@b.example'));
  });
});

describe('tokens', () => {
  test('come back for their purpose only, also after a rotation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const token = createCipher({ encryption: [oldKey], blindIndex }).sealToken('leads', text);
        expect(cipher.openToken('leads', token)).toBe(text);
        expect(cipher.openToken('tasks', token)).toBeNull();
        expect(token).toMatch(/^[\w-]+$/);
      }),
    );
  });

  test('anything else is null', () => {
    fc.assert(fc.property(fc.string(), text => cipher.openToken('leads', text) === null));
    const token = cipher.sealToken('leads', 'a');
    expect(cipher.openToken('leads', `${token}=`)).toBeNull();
  });
});

describe('the key ring', () => {
  const refused: [string, Parameters<typeof createCipher>[0]][] = [
    ['no key', { encryption: [], blindIndex }],
    ['a short key', { encryption: [{ id: 'a', key: randomBytes(31) }], blindIndex }],
    ['a short index key', { encryption: [newKey], blindIndex: randomBytes(16) }],
    ['a colon in an id', { encryption: [{ id: 'a:b', key: randomBytes(32) }], blindIndex }],
    ['one id twice', { encryption: [newKey, newKey], blindIndex }],
  ];
  test.each(refused)('refuses %s', (_, keys) => {
    expect(() => createCipher(keys)).toThrow();
  });
});
