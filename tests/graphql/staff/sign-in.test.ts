import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory({ settings: { TRUSTED_PROXIES: '127.0.0.1' } });

const signIn = `mutation ($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken expiresAt viewer { id email roles practice { id } } userErrors { code path message } }
}`;

/** Bad tries count by address too, so that each test comes from its own. */
let lastAddress = 0;
const from = () => ({ 'x-forwarded-for': `198.51.100.${++lastAddress}` });

const auditOf = (person: Person) =>
  story.database.query(
    `select practice_id, actor_kind, outcome, code, channel, ip, user_agent, object_ids, object_type from audit_log
     where operation = 'signIn' and practice_id = $1 and ip like '198.51.100.%' order by seq`,
    [person.practice.id],
  );

describe('signIn', () => {
  test('opens a session whose token is good at once, and says who signed in', async () => {
    const { owner } = await story.practice();
    const input = { email: owner.email.toUpperCase(), password: owner.password };
    const { data } = await story.stranger().graphql(signIn, { input }, from());
    expect(data.signIn.userErrors).toEqual([]);
    expect(data.signIn.viewer).toEqual({
      id: owner.id,
      email: owner.email,
      roles: ['OWNER'],
      practice: { id: owner.practice.id },
    });
    const minutes = (new Date(data.signIn.expiresAt).getTime() - story.clock.now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(14.5);
    expect(minutes).toBeLessThanOrEqual(15);
    const headers = { authorization: `Bearer ${data.signIn.accessToken}` };
    const again = await story.stranger().graphql('{ viewer { id kind permissions } }', {}, headers);
    expect(again.data.viewer).toMatchObject({ id: owner.id, kind: 'STAFF' });
    expect(again.data.viewer.permissions).toEqual(expect.arrayContaining(['lead:read', 'staff:update']));
  });

  test('is written in the log with the practice, where it came from and what came of it', async () => {
    const { owner } = await story.practice();
    const headers = { ...from(), 'user-agent': 'a browser' };
    const stranger = story.stranger();
    await stranger.graphql(signIn, { input: { email: owner.email, password: 'wrong password' } }, headers);
    await stranger.graphql(signIn, { input: { email: owner.email, password: owner.password } }, headers);
    const rows = (await auditOf(owner)).filter(row => row.object_type !== 'DEVICE');
    const place = { channel: 'graphql', ip: headers['x-forwarded-for'], user_agent: 'a browser' };
    expect(rows).toEqual([
      expect.objectContaining({ ...place, outcome: 'FAILED', code: 'INVALID_CREDENTIALS', object_ids: [owner.id] }),
      expect.objectContaining({ ...place, outcome: 'SUCCEEDED', code: null, actor_kind: 'STAFF' }),
    ]);
  });

  test('answers an unknown account, a wrong password and a closed account alike', async () => {
    const { practice, owner } = await story.practice();
    const closed = await story.clinician(practice);
    await story.services.staff.deactivate(story.systemContext(practice), closed.id);
    const tries = [
      { email: 'nobody@example.test', password: owner.password },
      { email: owner.email, password: 'wrong password' },
      { email: closed.email, password: closed.password },
    ];
    const answers = [];
    for (const input of tries) answers.push(await story.stranger().graphql(signIn, { input }, from()));
    for (const { status, data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect({ status, data }).toEqual({ status: 200, data: answers[0]!.data });
    }
    expect(answers[0]!.data.signIn).toMatchObject({ accessToken: null, viewer: null });
    expect(answers[0]!.data.signIn.userErrors[0].code).toBe('INVALID_CREDENTIALS');
  });

  test('takes as long for an unknown account as for a wrong password', async () => {
    const { practice } = await story.practice();
    const people = await Promise.all(Array.from({ length: 6 }, () => story.clinician(practice)));
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let turn = 0; turn < 48; turn++) {
      const known = people[turn % people.length]!.email;
      for (const [kind, email] of [
        ['known', known],
        ['unknown', `nobody${turn}@example.test`],
      ] as const) {
        const begin = performance.now();
        await story.stranger().graphql(signIn, { input: { email, password: 'wrong password' } }, from());
        times[kind].push(performance.now() - begin);
      }
    }
    const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]!;
    const [known, unknown] = [median(times.known), median(times.unknown)];
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(3, 0.5 * Math.max(known, unknown)));
  });

  test.each([
    [{ email: '', password: 'x' }, 'email', 'REQUIRED'],
    [{ email: 'a\u0007b@example.test', password: 'x' }, 'email', 'INVALID'],
    [{ email: 'a@example.test', password: '' }, 'password', 'REQUIRED'],
    [{ email: 'a@example.test', password: 'x'.repeat(257) }, 'password', 'TOO_LONG'],
    [{ email: 'a@example.test', password: 'x', secondFactor: 'abc' }, 'secondFactor', 'INVALID_FORMAT'],
  ])('refuses %j', async (input, field, code) => {
    const { data } = await story.stranger().graphql(signIn, { input }, from());
    expect(data.signIn.userErrors).toEqual([expect.objectContaining({ code, path: [field] })]);
  });
});
