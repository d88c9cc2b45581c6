import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    secret apiKey { id name prefix permissions expiresAt revokedAt lastUsedAt createdBy { id } } userErrors { code path }
  }
}`;
const revoke = `mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id revokedAt } userErrors { code path } } }`;
const list = '{ apiKeys { id name prefix permissions lastUsedAt revokedAt } }';
const viewer = '{ viewer { id kind name email roles permissions } }';

const making = async (owner: Person, input: object) => (await owner.graphql(create, { input })).data.createApiKey;
const using = (secret: string, query = viewer) => story.stranger().graphql(query, {}, { 'x-api-key': secret });
const codeOf = (answer: Awaited<ReturnType<typeof using>>) => answer.errors?.[0]?.extensions.code ?? null;

describe('createApiKey', () => {
  test('makes a key that may do what it names and no more', async () => {
    const { owner } = await story.practice();
    const { secret, apiKey, userErrors } = await making(owner, { name: 'Website', permissions: ['staff:read'] });
    expect(userErrors).toEqual([]);
    expect(apiKey).toMatchObject({ name: 'Website', permissions: ['staff:read'], createdBy: { id: owner.id } });
    expect(secret.startsWith(apiKey.prefix)).toBe(true);
    const self = await using(secret);
    expect(self.data.viewer).toEqual({
      id: apiKey.id,
      kind: 'API_KEY',
      name: 'Website',
      email: null,
      roles: [],
      permissions: ['staff:read'],
    });
    expect((await using(secret, '{ staff { id } }')).data.staff).toEqual([{ id: owner.id }]);
    for (const query of ['{ practice { id } }', list, '{ sessions { id } }']) {
      expect(codeOf(await using(secret, query))).toBe('FORBIDDEN');
    }
  });

  test('keeps no secret: neither the table nor the log nor the list holds it', async () => {
    const { owner } = await story.practice();
    const { secret, apiKey } = await making(owner, { name: 'Secret', permissions: ['staff:read'] });
    const [kept] = await story.database.query('select k::text as row from api_keys k where id = $1', [apiKey.id]);
    const logged = await story.database.query('select a::text as row from audit_log a where $1 = any(object_ids)', [
      apiKey.id,
    ]);
    const listed = JSON.stringify((await owner.graphql(list)).data);
    expect(logged.length).toBeGreaterThan(0);
    for (const text of [kept!.row, ...logged.map(row => row.row), listed]) expect(text).not.toContain(secret);
  });

  test.each([
    [{ permissions: [] }, ['permissions'], 'TOO_SHORT'],
    [{ permissions: ['lead:everything'] }, ['permissions', '0'], 'INVALID'],
    [{ name: '' }, ['name'], 'REQUIRED'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt'], 'OUT_OF_RANGE'],
  ])('refuses %j', async (wrong, path, code) => {
    const { owner } = await story.practice();
    const { userErrors } = await making(owner, { name: 'Key', permissions: ['staff:read'], ...wrong });
    expect(userErrors).toEqual([expect.objectContaining({ code, path: path })]);
  });

  test('gives no more than the maker may: an owner opens no lead exceptionally, nor does a key make a wider one', async () => {
    const { practice, owner } = await story.practice();
    const answer = await owner.graphql(create, { input: { name: 'Key', permissions: ['lead:breakGlass'] } });
    expect(codeOf(answer)).toBe('FORBIDDEN');
    const key = await story.program(practice, 'apiKey:create', 'staff:read');
    const wider = await key.graphql(create, { input: { name: 'Key', permissions: ['staff:update'] } });
    expect(codeOf(wider)).toBe('FORBIDDEN');
    const within = await key.graphql(create, { input: { name: 'Key', permissions: ['staff:read'] } });
    expect(within.data.createApiKey.userErrors).toEqual([]);
  });

  test.each(['clinician', 'intake', 'marketer', 'biller', 'auditor'] as const)('is refused to a %s', async role => {
    const { practice } = await story.practice();
    const person = await story[role](practice);
    const answer = await person.graphql(create, { input: { name: 'Key', permissions: ['staff:read'] } });
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(await story.database.query('select 1 from api_keys where practice_id = $1', [practice.id])).toEqual([]);
  });
});

describe('a key is refused', () => {
  test('once it is revoked', async () => {
    const { owner } = await story.practice();
    const { secret, apiKey } = await making(owner, { name: 'Key', permissions: ['staff:read'] });
    expect(codeOf(await using(secret))).toBeNull();
    const { data } = await owner.graphql(revoke, { id: apiKey.id });
    expect(data.revokeApiKey.apiKey.revokedAt).toEqual(expect.any(String));
    expect(codeOf(await using(secret))).toBe('UNAUTHENTICATED');
  });

  test('once it has expired', async () => {
    const { owner } = await story.practice();
    const expiresAt = new Date(story.clock.now().getTime() + 60_000).toISOString();
    const { secret, apiKey } = await making(owner, { name: 'Key', permissions: ['staff:read'], expiresAt });
    expect(apiKey.expiresAt).toBe(expiresAt);
    expect(codeOf(await using(secret))).toBeNull();
    story.clock.advance({ minutes: 2 });
    story.services.authenticator.liveness.forget();
    expect(codeOf(await using(secret))).toBe('UNAUTHENTICATED');
  });

  test('once its maker has left', async () => {
    const { practice, owner } = await story.practice();
    const second = await story.owner(practice);
    const { secret } = await making(second, { name: 'Key', permissions: ['staff:read'] });
    await owner.graphql('mutation ($id: ID!) { deactivateStaffMember(id: $id) { userErrors { code } } }', {
      id: second.id,
    });
    expect(codeOf(await using(secret))).toBe('UNAUTHENTICATED');
  });

  test.each(['crm_unknown', 'x'.repeat(500)])('when nobody made it: %s', async secret => {
    expect(codeOf(await using(secret))).toBe('UNAUTHENTICATED');
  });

  test('together with an access token', async () => {
    const { owner } = await story.practice();
    const { secret } = await making(owner, { name: 'Key', permissions: ['staff:read'] });
    expect(codeOf(await owner.graphql(viewer, {}, { 'x-api-key': secret }))).toBe('UNAUTHENTICATED');
  });
});

describe('revokeApiKey', () => {
  test("another practice's key is answered like an unknown id, and goes on", async () => {
    const { owner } = await story.practice();
    const { owner: other } = await story.practice();
    const { secret, apiKey } = await making(other, { name: 'Key', permissions: ['staff:read'] });
    for (const id of [apiKey.id, '00000000-0000-7000-8000-000000000000', 'nonsense']) {
      const { data } = await owner.graphql(revoke, { id });
      expect(data.revokeApiKey).toEqual({ apiKey: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    }
    expect(codeOf(await using(secret))).toBeNull();
  });
});

test('the list shows when a key was last used, to owners and auditors', async () => {
  const { practice, owner } = await story.practice();
  const { secret, apiKey } = await making(owner, { name: 'Key', permissions: ['staff:read'] });
  await using(secret);
  const auditor = await story.auditor(practice);
  const { data } = await auditor.graphql(list);
  expect(data.apiKeys).toEqual([expect.objectContaining({ id: apiKey.id, revokedAt: null })]);
  expect(data.apiKeys[0].lastUsedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const clinician = await story.clinician(practice);
  expect(codeOf(await clinician.graphql(list))).toBe('FORBIDDEN');
});
