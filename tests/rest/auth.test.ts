import { describe, expect, test } from '@jest/globals';
import { useStory } from '../support/story.js';

const story = useStory();

const signIn = (body: unknown, headers = {}) => story.stranger().rest('POST', '/auth/sign-in', body, headers);
const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` });
const viewer = (accessToken: string) => story.stranger().graphql('{ viewer { id } }', {}, bearer(accessToken));

describe('POST /auth/sign-in', () => {
  test('answers tokens that are good through both doors', async () => {
    const { owner } = await story.practice();
    const { status, body, headers } = await signIn({ email: owner.email, password: owner.password });
    expect(status).toBe(200);
    expect(Object.keys(body.data).sort()).toEqual(['accessToken', 'expiresAt', 'refreshToken']);
    expect(new Date(body.data.expiresAt).toISOString()).toBe(body.data.expiresAt);
    expect(headers.get('cache-control')).toContain('no-store');
    expect((await viewer(body.data.accessToken)).data.viewer.id).toBe(owner.id);
  });

  test('answers 401 alike for an unknown account and a wrong password', async () => {
    const { owner } = await story.practice();
    const unknown = await signIn({ email: 'nobody@example.test', password: owner.password });
    const wrong = await signIn({ email: owner.email, password: 'wrong password' });
    const { requestId: _unknown, ...unknownError } = unknown.body.error;
    const { requestId: _wrong, ...wrongError } = wrong.body.error;
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(wrongError).toEqual(unknownError);
    expect(wrongError.code).toBe('INVALID_CREDENTIALS');
  });

  test('leaves the same audit rows as signIn over GraphQL', async () => {
    const { owner } = await story.practice();
    const { owner: second } = await story.practice();
    const input = { email: second.email, password: second.password };
    await signIn({ email: owner.email, password: owner.password });
    await story
      .stranger()
      .graphql('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', { input });
    const rows = (person: typeof owner, channel: string) =>
      story.database.query(
        `select operation, action, object_type, outcome, code, actor_kind from audit_log
         where practice_id = $1 and channel = $2 and operation = 'signIn' and user_agent <> 'story' order by seq`,
        [person.practice.id, channel],
      );
    const overRest = await rows(owner, 'rest');
    expect(overRest).not.toHaveLength(0);
    expect(overRest).toEqual(await rows(second, 'graphql'));
  });

  test.each([
    [{ password: 'x' }, 'email', 'REQUIRED'],
    [{ email: 'a@example.test' }, 'password', 'REQUIRED'],
    [{ email: 'a@example.test', password: 'x', practice: 'y' }, 'practice', 'UNKNOWN_FIELD'],
    [{ email: 7, password: 'x' }, 'email', 'INVALID'],
  ])('answers 422 for %j', async (body, field, code) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(422);
    expect(answer.body.error.details).toEqual([expect.objectContaining({ path: [field], code })]);
  });

  test.each([
    ['{"email": ', 400],
    ['[]', 422],
  ])('answers %s with %d', async (body, status) => {
    const answer = await signIn(body);
    expect([400, status]).toContain(answer.status);
  });

  test('answers 405 to another method', async () => {
    const answer = await story.stranger().rest('GET', '/auth/sign-in');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('POST');
  });
});

describe('POST /auth/refresh', () => {
  test('answers new tokens once, then 401 for the whole session', async () => {
    const { owner } = await story.practice();
    const { refreshToken } = owner;
    const first = await story.stranger().rest('POST', '/auth/refresh', { refreshToken });
    expect(first.status).toBe(200);
    const again = await story.stranger().rest('POST', '/auth/refresh', { refreshToken });
    expect([again.status, again.body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await viewer(first.body.data.accessToken)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('answers 401 for an unknown token and 422 without one', async () => {
    const unknown = await story.stranger().rest('POST', '/auth/refresh', { refreshToken: 'crmr_unknown' });
    const missing = await story.stranger().rest('POST', '/auth/refresh', {});
    expect([unknown.status, missing.status]).toEqual([401, 422]);
  });
});

describe('POST /auth/sign-out', () => {
  test('answers 204 and ends the session', async () => {
    const { owner } = await story.practice();
    expect((await owner.rest('POST', '/auth/sign-out')).status).toBe(204);
    expect((await owner.rest('POST', '/auth/sign-out')).status).toBe(401);
  });

  test.each([
    ['nobody', {}],
    ['garbage', { authorization: 'Bearer garbage' }],
    ['a key that nobody made', { 'x-api-key': 'crm_unknown' }],
  ])('answers 401 to %s, and the log says so', async (_name, headers) => {
    const [before] = await story.database.query('select coalesce(max(seq), 0) as seq from audit_log');
    const { status, body } = await story.stranger().rest('POST', '/auth/sign-out', undefined, headers);
    expect([status, body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    const rows = await story.database.query('select outcome, code from audit_log where seq > $1', [before!.seq]);
    expect(rows).toEqual([{ outcome: 'DENIED', code: 'UNAUTHENTICATED' }]);
  });
});
