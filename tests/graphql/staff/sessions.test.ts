import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory({ settings: { TRUSTED_PROXIES: '127.0.0.1' } });

const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }';
const sessions = '{ sessions { id ip userAgent createdAt staff { id name } } }';
const devices =
  'query ($staffId: ID) { devices(staffId: $staffId) { id ip addresses userAgent firstSeenAt lastSeenAt staff { id } } }';
const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) { sessionId userErrors { code path } } }';

const codeOf = (answer: Awaited<ReturnType<Person['graphql']>>) => answer.errors?.[0]?.extensions.code ?? null;

async function signedInFrom(person: Person, headers: Record<string, string>): Promise<string> {
  const input = { email: person.email, password: person.password };
  return (await story.stranger().graphql(signIn, { input }, headers)).data.signIn.accessToken;
}

const sessionsOf = async (person: Person): Promise<{ id: string }[]> =>
  (await person.graphql('{ viewer { sessions { id } } }')).data.viewer.sessions;

describe('devices', () => {
  test('a new one is noted with where it was seen, audited, and shown to its user and the owner', async () => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    const headers = { 'x-forwarded-for': '198.51.100.7', 'user-agent': 'a telephone', 'x-device-id': 'phone-1' };
    await signedInFrom(alice, headers);
    await signedInFrom(alice, { ...headers, 'x-forwarded-for': '198.51.100.8' });
    const { data } = await owner.graphql(devices, { staffId: alice.id });
    const phone = data.devices.find((device: { userAgent: string }) => device.userAgent === 'a telephone');
    expect(phone).toMatchObject({
      ip: '198.51.100.8',
      addresses: ['198.51.100.8', '198.51.100.7'],
      staff: { id: alice.id },
    });
    const own = await alice.graphql('{ viewer { devices { id } } }');
    expect(own.data.viewer.devices.map((device: { id: string }) => device.id)).toContain(phone.id);
    const rows = await story.database.query(
      `select action, ip, user_agent, details from audit_log where object_type = 'DEVICE' and $1 = any(object_ids) and action <> 'READ' order by seq`,
      [phone.id],
    );
    expect(rows.map(row => [row.action, row.ip, JSON.parse(row.details)])).toEqual([
      ['CREATE', '198.51.100.7', { isNewDevice: true, isNewAddress: true }],
      ['UPDATE', '198.51.100.8', { isNewDevice: false, isNewAddress: true }],
    ]);
  });

  test('a token used from a new address is noted too', async () => {
    const { owner } = await story.practice();
    await owner.graphql('{ viewer { id } }', {}, { 'x-forwarded-for': '203.0.113.99' });
    const { data } = await owner.graphql(devices, { staffId: owner.id });
    expect(data.devices[0].addresses).toContain('203.0.113.99');
  });

  test('of another practice are none, like those of an unknown id', async () => {
    const { owner } = await story.practice();
    const { owner: other } = await story.practice();
    for (const staffId of [other.id, '00000000-0000-7000-8000-000000000000', 'nonsense']) {
      expect((await owner.graphql(devices, { staffId })).data.devices).toEqual([]);
    }
  });

  test.each(['clinician', 'intake', 'marketer', 'biller'] as const)('and sessions are refused to a %s', async role => {
    const { practice } = await story.practice();
    const person = await story[role](practice);
    expect(codeOf(await person.graphql(devices))).toBe('FORBIDDEN');
    expect(codeOf(await person.graphql(sessions))).toBe('FORBIDDEN');
  });
});

describe('an address that a caller only claims', () => {
  const plain = useStory();

  test('does not count: the log keeps the address of the socket', async () => {
    const { owner } = await plain.practice();
    await owner.graphql('{ viewer { id } }', {}, { 'x-forwarded-for': '203.0.113.5' });
    const rows = await plain.database.query('select distinct ip from audit_log where actor_id = $1', [owner.id]);
    expect(rows).toEqual([{ ip: '127.0.0.1' }]);
  });
});

describe('sessions', () => {
  test('lists the open ones of the practice and of no other', async () => {
    const { practice, owner } = await story.practice();
    const { owner: other } = await story.practice();
    const alice = await story.clinician(practice);
    const { data } = await owner.graphql(sessions);
    const people = data.sessions.map((session: { staff: { id: string } }) => session.staff.id);
    expect(people.sort()).toEqual([owner.id, alice.id].sort());
    expect(people).not.toContain(other.id);
  });
});

describe('revokeSession', () => {
  test('ends one of the viewer: its token is refused, the others go on', async () => {
    const { practice } = await story.practice();
    const alice = await story.clinician(practice);
    const elsewhere = { authorization: `Bearer ${await signedInFrom(alice, {})}` };
    const open = await sessionsOf(alice);
    expect(open).toHaveLength(2);
    const [row] = await story.database.query(
      'select id from sessions where staff_id = $1 order by created_at desc, id desc limit 1',
      [alice.id],
    );
    const { data } = await alice.graphql(revoke, { id: row!.id });
    expect(data.revokeSession).toEqual({ sessionId: row!.id, userErrors: [] });
    expect(codeOf(await story.stranger().graphql('{ viewer { id } }', {}, elsewhere))).toBe('UNAUTHENTICATED');
    expect(await sessionsOf(alice)).toHaveLength(1);
  });

  test("an owner ends a colleague's; a colleague does not end an owner's", async () => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    const [ofOwner] = await sessionsOf(owner);
    const [ofAlice] = await sessionsOf(alice);
    expect(codeOf(await alice.graphql(revoke, { id: ofOwner!.id }))).toBe('FORBIDDEN');
    expect((await owner.graphql(revoke, { id: ofAlice!.id })).data.revokeSession.userErrors).toEqual([]);
    expect(codeOf(await alice.graphql('{ viewer { id } }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await owner.graphql('{ viewer { id } }'))).toBeNull();
  });

  test("another practice's is answered like an unknown id, and goes on", async () => {
    const { owner } = await story.practice();
    const { owner: other } = await story.practice();
    const [session] = await sessionsOf(other);
    for (const id of [session!.id, '00000000-0000-7000-8000-000000000000', 'nonsense']) {
      const { data } = await owner.graphql(revoke, { id });
      expect(data.revokeSession).toEqual({ sessionId: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    }
    expect(codeOf(await other.graphql('{ viewer { id } }'))).toBeNull();
  });
});

describe('changePassword', () => {
  const change = `mutation ($currentPassword: String!, $newPassword: String!) {
    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {
      accessToken refreshToken userErrors { code path }
    }
  }`;
  const newPassword = 'quite another password';

  test('ends every token of before and gives new ones', async () => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(change, { currentPassword: owner.password, newPassword });
    expect(data.changePassword.userErrors).toEqual([]);
    expect(codeOf(await owner.graphql('{ viewer { id } }'))).toBe('UNAUTHENTICATED');
    const fresh = { authorization: `Bearer ${data.changePassword.accessToken}` };
    expect((await story.stranger().graphql('{ viewer { id } }', {}, fresh)).data.viewer.id).toBe(owner.id);
    const { status } = await story.stranger().rest('POST', '/auth/refresh', { refreshToken: owner.refreshToken });
    expect(status).toBe(401);
    const old = await story.stranger().rest('POST', '/auth/sign-in', { email: owner.email, password: owner.password });
    expect(old.status).toBe(401);
    const next = await story.stranger().rest('POST', '/auth/sign-in', { email: owner.email, password: newPassword });
    expect(next.status).toBe(200);
  });

  test.each([
    ['wrong password', newPassword, 'INVALID_CREDENTIALS', 'currentPassword'],
    [null, 'short', 'WEAK_PASSWORD', 'newPassword'],
  ])('refuses %j -> %s', async (given, next, code, field) => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(change, { currentPassword: given ?? owner.password, newPassword: next });
    expect(data.changePassword).toMatchObject({ accessToken: null, userErrors: [{ code, path: [field] }] });
    expect(codeOf(await owner.graphql('{ viewer { id } }'))).toBeNull();
  });

  test('guessing the present one locks like a sign-in', async () => {
    const { owner } = await story.practice();
    const codes = [];
    for (let turn = 0; turn < 11; turn++) {
      codes.push(codeOf(await owner.graphql(change, { currentPassword: `guess ${turn}`, newPassword })));
    }
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });

  test('a stranger and a key have none', async () => {
    const { practice } = await story.practice();
    const key = await story.program(practice, 'lead:read');
    const variables = { currentPassword: 'x', newPassword };
    expect(codeOf(await story.stranger().graphql(change, variables))).toBe('UNAUTHENTICATED');
    expect(codeOf(await key.graphql(change, variables))).toBe('FORBIDDEN');
  });
});

describe('open sockets', () => {
  const subscription = 'subscription { leadChanged { cursor } }';

  test.each([
    [
      'deactivation',
      (person: Person) => story.services.staff.deactivate(story.systemContext(person.practice), person.id),
    ],
    [
      'new roles',
      (person: Person) =>
        story.services.staff.update(story.systemContext(person.practice), person.id, { roles: ['MARKETING'] }),
    ],
  ])('close with 4403 within five seconds of %s', async (_name, end) => {
    const { practice } = await story.practice();
    const alice = await story.clinician(practice);
    const stream = await alice.subscribe(subscription);
    await end(alice);
    const timeout = new Promise(resolve => setTimeout(resolve, 5_000, 'still open').unref());
    expect(await Promise.race([stream.ended, timeout])).toMatchObject({ code: 4403 });
  });
});
