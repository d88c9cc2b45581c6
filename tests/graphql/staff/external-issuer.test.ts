import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Person, useStory } from '../../support/story.js';

const issuer = 'https://issuer.test';
const audience = 'practice-crm-at-issuer';

/** What the issuer publishes, on a port known before the server under test starts. */
let keys: { keys: object[] } = { keys: [] };
let signingKey: CryptoKey;
const jwks: Server = createServer((_req, res) =>
  res.setHeader('content-type', 'application/json').end(JSON.stringify(keys)),
);
await new Promise<void>(resolve => jwks.listen(0, '127.0.0.1', resolve));
const jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks.json`;

const story = useStory({
  settings: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl },
});

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  signingKey = pair.privateKey;
  keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] };
});
afterAll(() => void jwks.close());

interface Wish {
  subject?: string;
  iss?: string;
  aud?: string;
  email?: string;
  isVerified?: boolean;
  minutes?: number;
  key?: CryptoKey;
}

const tokenOf = (wish: Wish) =>
  new SignJWT({ email: wish.email, email_verified: wish.isVerified ?? true })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setSubject(wish.subject ?? `subject of ${wish.email}`)
    .setIssuer(wish.iss ?? issuer)
    .setAudience(wish.aud ?? audience)
    .setIssuedAt(story.clock.now())
    .setExpirationTime(new Date(story.clock.now().getTime() + (wish.minutes ?? 10) * 60_000))
    .sign(wish.key ?? signingKey);

const calling = async (wish: Wish) => {
  const headers = { authorization: `Bearer ${await tokenOf(wish)}` };
  const answer = await story.stranger().graphql('{ viewer { id roles } }', {}, headers);
  return answer.errors?.[0]?.extensions.code ?? answer.data.viewer.id;
};

describe('a token of the external issuer', () => {
  test('is good for the member with the verified address, who is bound to its subject from then on', async () => {
    const { owner } = await story.practice();
    expect(await calling({ email: owner.email, subject: 'first' })).toBe(owner.id);
    expect(await calling({ email: 'renamed@example.test', subject: 'first' })).toBe(owner.id);
    expect(await calling({ email: owner.email, subject: 'someone else' })).toBe('UNAUTHENTICATED');
  });

  test('that ends the issuer with a slash is the same issuer', async () => {
    const { owner } = await story.practice();
    expect(await calling({ email: owner.email, iss: `${issuer}/` })).toBe(owner.id);
  });

  const wrong: [string, (person: Person) => Wish | Promise<Wish>][] = [
    ['an address that is not verified', ({ email }) => ({ email, isVerified: false })],
    ['an address of nobody here', () => ({ email: 'nobody@example.test' })],
    ['another audience', ({ email }) => ({ email, aud: 'other' })],
    ['another issuer', ({ email }) => ({ email, iss: 'https://other.test' })],
    ['an end that has passed', ({ email }) => ({ email, minutes: -1 })],
    [
      'a key that was not published',
      async ({ email }) => ({ email, key: (await generateKeyPair('ES256')).privateKey }),
    ],
  ];

  test.each(wrong)('is refused with %s', async (_name, wish) => {
    const { owner } = await story.practice();
    expect(await calling(await wish(owner))).toBe('UNAUTHENTICATED');
  });

  test('is refused once the account is closed or was given new roles', async () => {
    const { practice } = await story.practice();
    const [alice, bert] = [await story.clinician(practice), await story.clinician(practice)];
    const headers = { authorization: `Bearer ${await tokenOf({ email: bert.email })}` };
    const bertCalling = () => story.stranger().graphql('{ viewer { id } }', {}, headers);
    expect(await calling({ email: alice.email })).toBe(alice.id);
    expect((await bertCalling()).data.viewer.id).toBe(bert.id);
    const ctx = story.systemContext(practice);
    await story.services.staff.deactivate(ctx, alice.id);
    story.clock.advance({ seconds: 2 });
    await story.services.staff.update(ctx, bert.id, { roles: ['MARKETING'] });
    expect(await calling({ email: alice.email })).toBe('UNAUTHENTICATED');
    expect((await bertCalling()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('does not sign in by password an account that has none', async () => {
    const { practice } = await story.practice();
    const input = { email: `external.${practice.id}@example.test`, name: 'External', roles: ['INTAKE'] };
    const id = await story.services.staff.create(story.systemContext(practice), input);
    expect(await calling({ email: input.email })).toBe(id);
    const answer = await story
      .stranger()
      .rest('POST', '/auth/sign-in', { email: input.email, password: 'anything at all' });
    expect(answer.status).toBe(401);
  });
});
