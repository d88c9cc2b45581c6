import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { Passwords } from '../../../src/modules/staff/staff.passwords.js';
import { AccessTokens, hashOfSecret, newSecret } from '../../../src/modules/staff/staff.tokens.js';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const derOf = (key: ReturnType<typeof newKey>) => key.export({ format: 'der', type: 'pkcs8' });
const clock = { now: () => new Date('2026-03-01T12:00:00Z') };
const claims = {
  staffId: '01900000-0000-7000-8000-000000000001',
  practiceId: '01900000-0000-7000-8000-000000000002',
  sessionId: '01900000-0000-7000-8000-000000000003',
  epoch: 4,
  expiresAt: new Date('2026-03-01T12:15:00Z'),
};

describe('access tokens', () => {
  test('come back as they were signed, until they end', async () => {
    const key = derOf(newKey());
    const token = await new AccessTokens(key, clock).sign(claims);
    expect(await new AccessTokens(key, clock).verify(token)).toEqual(claims);
    const later = { now: () => new Date('2026-03-01T12:15:00Z') };
    await expect(new AccessTokens(key, later).verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('of another key are refused', async () => {
    const token = await new AccessTokens(derOf(newKey()), clock).sign(claims);
    await expect(new AccessTokens(derOf(newKey()), clock).verify(token)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test.each([
    ['another issuer', { iss: 'other' }, {}],
    ['another audience', { aud: 'other' }, {}],
    ['no end', { exp: undefined }, {}],
    ['another kind', {}, { typ: 'JWT' }],
    ['another key id', {}, { kid: 'other' }],
  ])('signed by our key but with %s are refused', async (_name, body, head) => {
    const privateKey = newKey();
    const tokens = new AccessTokens(derOf(privateKey), clock);
    const good = await tokens.sign(claims);
    const [header, payload] = good
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
    const forged = await new SignJWT({ ...payload, ...body })
      .setProtectedHeader({ ...header, ...head })
      .sign(privateKey);
    await expect(tokens.verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('secrets', () => {
  test('are never twice the same, and are found by their hash', () => {
    const [one, other] = [newSecret('crm'), newSecret('crm')];
    expect(one).toMatch(/^crm_[\w-]{43}$/);
    expect(hashOfSecret(one)).toBe(hashOfSecret(one));
    expect(hashOfSecret(one)).not.toBe(hashOfSecret(other));
  });
});

describe('passwords', () => {
  const passwords = new Passwords({ memoryKib: 256, passes: 1 });

  test('are known again, however their letters are composed, and by no other text', async () => {
    const hash = await passwords.hash('caf\u00e9 au lait');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
    expect(await passwords.verify(hash, 'cafe\u0301 au lait')).toBe(true);
    expect(await passwords.verify(hash, 'cafe au lait')).toBe(false);
    expect(await passwords.hash('caf\u00e9 au lait')).not.toBe(hash);
  });

  test('keep to the cost they were hashed with', async () => {
    const hash = await new Passwords({ memoryKib: 512, passes: 2 }).hash('a long password');
    expect(await passwords.verify(hash, 'a long password')).toBe(true);
  });

  test('of an account without one fit nothing', async () => {
    for (const hash of [null, undefined, '', 'nonsense']) expect(await passwords.verify(hash, '')).toBe(false);
  });
});
