import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const refresh = `mutation ($refreshToken: String!) {
  refreshSession(input: { refreshToken: $refreshToken }) { accessToken refreshToken expiresAt userErrors { code path } }
}`;

const refreshing = async (refreshToken: string) =>
  (await story.stranger().graphql(refresh, { refreshToken })).data.refreshSession;

const codeOf = async (accessToken: string) => {
  const answer = await story.stranger().graphql('{ viewer { id } }', {}, { authorization: `Bearer ${accessToken}` });
  return answer.errors?.[0]?.extensions.code ?? null;
};

const refused = {
  accessToken: null,
  refreshToken: null,
  expiresAt: null,
  userErrors: [{ code: 'INVALID_CREDENTIALS', path: ['refreshToken'] }],
};

describe('refreshSession', () => {
  test('gives new tokens of the same session, and a new refresh token each time', async () => {
    const { owner } = await story.practice();
    const first = await refreshing(owner.refreshToken);
    const second = await refreshing(first.refreshToken);
    expect(new Set([owner.refreshToken, first.refreshToken, second.refreshToken]).size).toBe(3);
    expect(await codeOf(second.accessToken)).toBeNull();
    expect(await story.database.query('select id from sessions where staff_id = $1', [owner.id])).toHaveLength(1);
  });

  test('a token used twice ends the whole session, and the log says why', async () => {
    const { owner } = await story.practice();
    const next = await refreshing(owner.refreshToken);
    expect(await refreshing(owner.refreshToken)).toEqual(refused);
    expect(await refreshing(next.refreshToken)).toEqual(refused);
    expect(await codeOf(next.accessToken)).toBe('UNAUTHENTICATED');
    expect(await codeOf(owner.accessToken)).toBe('UNAUTHENTICATED');
    const rows = await story.database.query(
      `select outcome, code, reason, actor_id from audit_log where practice_id = $1 and reason = 'token_reuse'`,
      [owner.practice.id],
    );
    expect(rows).toEqual([{ outcome: 'DENIED', code: 'TOKEN_REUSE', reason: 'token_reuse', actor_id: owner.id }]);
  });

  test('of ten uses of one token at once only one is answered', async () => {
    const { owner } = await story.practice();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refreshing(owner.refreshToken)));
    expect(answers.filter(answer => answer.accessToken !== null).length).toBe(1);
  });

  test('an unknown token is refused like a used one', async () => {
    expect(await refreshing('crmr_unknown')).toEqual(refused);
  });

  test('ends with the working day, however often it is used', async () => {
    const { owner } = await story.practice();
    let tokens = await refreshing(owner.refreshToken);
    for (let hour = 1; hour < 12; hour++) {
      story.clock.advance({ hours: 1 });
      tokens = await refreshing(tokens.refreshToken);
      expect(tokens.userErrors).toEqual([]);
    }
    story.clock.advance({ hours: 1 });
    expect(await refreshing(tokens.refreshToken)).toEqual(refused);
  });

  test('a closed account gets nothing more', async () => {
    const { practice } = await story.practice();
    const leaving: Person = await story.clinician(practice);
    await story.services.staff.deactivate(story.systemContext(practice), leaving.id);
    expect(await refreshing(leaving.refreshToken)).toEqual(refused);
  });
});

describe('signOut', () => {
  const signOut = 'mutation { signOut { isSignedOut userErrors { code } } }';

  test('ends the session: its tokens are refused', async () => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(signOut);
    expect(data.signOut).toEqual({ isSignedOut: true, userErrors: [] });
    expect(await codeOf(owner.accessToken)).toBe('UNAUTHENTICATED');
    expect(await refreshing(owner.refreshToken)).toEqual(refused);
  });

  test('needs a session', async () => {
    const { practice } = await story.practice();
    const key = await story.program(practice, 'lead:read');
    expect((await story.stranger().graphql(signOut)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await key.graphql(signOut)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a token that is no good is refused, never taken for a stranger', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each([
    ['garbage', () => 'Bearer garbage'],
    ['another scheme', () => 'Basic b3duZXI6cGFzc3dvcmQ='],
    ['nothing after the word', () => 'Bearer '],
    ['no signature at all', (owner: Person) => `Bearer ${part({ alg: 'none' })}.${owner.accessToken.split('.')[1]}.`],
    ['a signature of something else', (owner: Person) => `Bearer ${owner.accessToken.slice(0, -6)}AAAAAA`],
    [
      'another holder under the same signature',
      (owner: Person) => {
        const [head, , signature] = owner.accessToken.split('.');
        return `Bearer ${head}.${part({ sub: owner.id, iss: 'practice-crm', aud: 'practice-crm-api', exp: 9e9 })}.${signature}`;
      },
    ],
  ])('%s', async (_name, header) => {
    const { owner } = await story.practice();
    const answer = await story.stranger().graphql('{ viewer { id } }', {}, { authorization: header(owner) });
    expect(answer.status).toBe(200);
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('one that has expired', async () => {
    const { owner } = await story.practice();
    expect(await codeOf(owner.accessToken)).toBeNull();
    story.clock.advance({ minutes: 15 });
    expect(await codeOf(owner.accessToken)).toBe('UNAUTHENTICATED');
  });
});
