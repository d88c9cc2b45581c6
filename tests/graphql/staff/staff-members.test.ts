import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { startApp } from '../../support/app.js';
import { Caller } from '../../support/caller.js';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const create = `mutation ($input: CreateStaffMemberInput!) {
  createStaffMember(input: $input) { staffMember { id email name roles isActive version } userErrors { code path } }
}`;
const update = `mutation ($id: ID!, $input: UpdateStaffMemberInput!, $expectedVersion: Int) {
  updateStaffMember(id: $id, input: $input, expectedVersion: $expectedVersion) {
    staffMember { id name roles isActive version } userErrors { code path }
  }
}`;
const deactivate = `mutation ($id: ID!) {
  deactivateStaffMember(id: $id) { staffMember { id isActive } userErrors { code path } }
}`;

const newcomer = () => ({
  email: `newcomer.${Math.random().toString(36).slice(2)}@example.test`,
  name: 'New Comer',
  roles: ['CLINICIAN'],
  password: 'a long enough password',
});

const codeOf = (answer: Awaited<ReturnType<Caller['graphql']>>) => answer.errors?.[0]?.extensions.code ?? null;
const tokenCode = async (person: Caller) => codeOf(await person.graphql('{ viewer { id } }'));

const rowOf = async (person: { id: string }) =>
  (
    await story.database.query('select roles, is_active, name, version from staff_members where id = $1', [person.id])
  )[0];

describe('createStaffMember', () => {
  test('opens an account that signs in, and says so in the log without the password', async () => {
    const { owner } = await story.practice();
    const input = newcomer();
    const { data } = await owner.graphql(create, { input });
    expect(data.createStaffMember.userErrors).toEqual([]);
    expect(data.createStaffMember.staffMember).toMatchObject({
      email: input.email,
      roles: ['CLINICIAN'],
      isActive: true,
    });
    const signIn = await story
      .stranger()
      .rest('POST', '/auth/sign-in', { email: input.email, password: input.password });
    expect(signIn.status).toBe(200);
    const rows = await story.database.query(
      `select changes from audit_log where operation = 'createStaffMember' and $1 = any(object_ids)`,
      [data.createStaffMember.staffMember.id],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]!.changes)).toMatchObject({ roles: { from: null, to: ['CLINICIAN'] }, password: true });
    expect(rows[0]!.changes).not.toContain(input.password);
  });

  test('refuses an address that is taken, whoever has it and however it is written', async () => {
    const { owner } = await story.practice();
    const { owner: other } = await story.practice();
    const input = { ...newcomer(), email: other.email.toUpperCase() };
    const { data } = await owner.graphql(create, { input });
    expect(data.createStaffMember).toEqual({
      staffMember: null,
      userErrors: [{ code: 'EMAIL_TAKEN', path: ['email'] }],
    });
  });

  test.each([
    [{ email: 'no address' }, 'email', 'INVALID_FORMAT'],
    [{ name: ' ' }, 'name', 'REQUIRED'],
    [{ roles: [] }, 'roles', 'REQUIRED'],
    [{ password: 'short' }, 'password', 'WEAK_PASSWORD'],
    [{ password: 'password1234' }, 'password', 'WEAK_PASSWORD'],
    [{ password: '1234567890' }, 'password', 'WEAK_PASSWORD'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'INVALID'],
  ])('refuses %j', async (wrong, field, code) => {
    const { practice, owner } = await story.practice();
    const { data } = await owner.graphql(create, { input: { ...newcomer(), ...wrong } });
    expect(data.createStaffMember.userErrors).toEqual([{ code, path: [field] }]);
    const rows = await story.database.query('select id from staff_members where practice_id = $1', [practice.id]);
    expect(rows).toHaveLength(1);
  });

  test.each(['clinician', 'intake', 'marketer', 'biller', 'auditor'] as const)('is refused to a %s', async role => {
    const { practice } = await story.practice();
    const person = await story[role](practice);
    expect(codeOf(await person.graphql(create, { input: newcomer() }))).toBe('FORBIDDEN');
  });

  test('a key that keeps staff gives no role above its own permissions', async () => {
    const { practice } = await story.practice();
    const key = await story.program(practice, 'staff:create', 'staff:update');
    expect(codeOf(await key.graphql(create, { input: { ...newcomer(), roles: ['OWNER'] } }))).toBe('FORBIDDEN');
    const owner = await story.owner(practice);
    const input = { password: 'taken over by a key' };
    expect(codeOf(await key.graphql(update, { id: owner.id, input }))).toBe('FORBIDDEN');
    expect(await tokenCode(owner)).toBeNull();
  });
});

describe('updateStaffMember', () => {
  test('changes what is given, and the log holds old and new', async () => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    const { version } = (await rowOf(alice))!;
    const answer = await owner.graphql(update, { id: alice.id, input: { name: 'Alice' }, expectedVersion: version });
    expect(answer.data.updateStaffMember.staffMember).toMatchObject({ name: 'Alice', version: version + 1 });
    expect(await tokenCode(alice)).toBeNull();
    const [row] = await story.database.query(
      `select changes from audit_log where operation = 'updateStaffMember' and $1 = any(object_ids)`,
      [alice.id],
    );
    expect(JSON.parse(row!.changes).name.to).toBe('Alice');
  });

  test('refuses a stale version', async () => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    const { data } = await owner.graphql(update, { id: alice.id, input: { name: 'X' }, expectedVersion: 99 });
    expect(data.updateStaffMember.userErrors).toEqual([{ code: 'STALE_VERSION', path: ['expectedVersion'] }]);
  });

  test('a member of another practice is answered like an unknown id', async () => {
    const { owner } = await story.practice();
    const { owner: other } = await story.practice();
    const before = await rowOf(other);
    const ids = [other.id, '00000000-0000-7000-8000-000000000000', 'nonsense'];
    for (const id of ids) {
      const { data } = await owner.graphql(update, { id, input: { name: 'Mine' } });
      expect(data.updateStaffMember).toEqual({ staffMember: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    }
    expect(await rowOf(other)).toEqual(before);
  });

  test('is refused to who does not keep staff, themselves included', async () => {
    const { practice } = await story.practice();
    const alice = await story.clinician(practice);
    expect(codeOf(await alice.graphql(update, { id: alice.id, input: { roles: ['OWNER'] } }))).toBe('FORBIDDEN');
    expect(await rowOf(alice)).toMatchObject({ roles: ['CLINICIAN'] });
  });
});

describe('the last owner', () => {
  test.each([
    ['demoted', update, { input: { roles: ['INTAKE'] } }],
    ['closed by an update', update, { input: { isActive: false } }],
    ['deactivated', deactivate, {}],
  ])('can not be %s', async (_name, document, more) => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(document, { id: owner.id, ...more });
    const payload = data.updateStaffMember ?? data.deactivateStaffMember;
    expect(payload).toEqual({ staffMember: null, userErrors: [{ code: 'LAST_OWNER', path: ['id'] }] });
    expect(await rowOf(owner)).toMatchObject({ roles: ['OWNER'], is_active: true });
    expect(await tokenCode(owner)).toBeNull();
  });

  test('two owners who demote each other at once leave one', async () => {
    const { practice, owner } = await story.practice();
    const second = await story.owner(practice);
    const input = { roles: ['INTAKE'] };
    await Promise.all([
      owner.graphql(update, { id: second.id, input }),
      second.graphql(update, { id: owner.id, input }),
    ]);
    const owners = await story.database.query(
      `select id from staff_members where practice_id = $1 and 'OWNER' = any(roles) and is_active`,
      [practice.id],
    );
    expect(owners).toHaveLength(1);
  });
});

/** Waits until the call is refused; resolves to how long that took. */
async function refusedAfter(caller: Caller): Promise<number> {
  const begin = performance.now();
  while ((await tokenCode(caller)) !== 'UNAUTHENTICATED') {
    if (performance.now() - begin > 5_000) return Number.POSITIVE_INFINITY;
    await pause(100);
  }
  return performance.now() - begin;
}

describe('tokens of before', () => {
  const changes: [string, (owner: Person, person: Person) => Promise<unknown>][] = [
    ['new roles', (owner, { id }) => owner.graphql(update, { id, input: { roles: ['MARKETING'] } })],
    ['a new password', (owner, { id }) => owner.graphql(update, { id, input: { password: 'another long password' } })],
    ['closing the account', (owner, { id }) => owner.graphql(deactivate, { id })],
  ];

  test.each(changes)('are refused within five seconds after %s, in every process', async (_name, change) => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    const settings = { TOKEN_SIGNING_KEY: story.services.ground.config.tokenSigningKey.toString('base64') };
    const otherProcess = await startApp({ database: story.database, settings });
    try {
      const there = new Caller(() => otherProcess.url, alice.headers);
      expect([await tokenCode(alice), await tokenCode(there)]).toEqual([null, null]);
      await change(owner, alice);
      expect(await tokenCode(alice)).toBe('UNAUTHENTICATED');
      expect(await refusedAfter(there)).toBeLessThan(5_000);
    } finally {
      await otherProcess.close();
    }
  });

  test('who was given new roles goes on with a refreshed token', async () => {
    const { practice, owner } = await story.practice();
    const alice = await story.clinician(practice);
    await owner.graphql(update, { id: alice.id, input: { roles: ['MARKETING'] } });
    const { body } = await story.stranger().rest('POST', '/auth/refresh', { refreshToken: alice.refreshToken });
    const headers = { authorization: `Bearer ${body.data.accessToken}` };
    const { data } = await story.stranger().graphql('{ viewer { roles } }', {}, headers);
    expect(data.viewer.roles).toEqual(['MARKETING']);
  });
});

describe('staff', () => {
  const staff = '{ staff { id name email roles isActive } }';

  test('lists the practice and nobody else, to owners and auditors', async () => {
    const { practice, owner } = await story.practice();
    await story.practice();
    const auditor = await story.auditor(practice);
    for (const reader of [owner, auditor]) {
      const { data } = await reader.graphql(staff);
      expect(data.staff.map((row: { id: string }) => row.id).sort()).toEqual([owner.id, auditor.id].sort());
    }
  });

  test.each(['clinician', 'intake', 'marketer', 'biller'] as const)('is refused to a %s', async role => {
    const { practice } = await story.practice();
    expect(codeOf(await (await story[role](practice)).graphql(staff))).toBe('FORBIDDEN');
  });
});
