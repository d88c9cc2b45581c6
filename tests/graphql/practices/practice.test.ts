import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const all = `id version name timeZone phone postalAddress { line1 line2 city region postalCode country } currency senderDomains
  trackingDefault { opens clicks } frequencyCap { messages days } quietHours { from to } firstResponseTargetHours
  requiresMarketingConsent isPart2Program`;
const practice = `{ practice { ${all} postmarkWebhookUrl captureFormUrl } }`;
const update = `mutation ($input: UpdatePracticeInput!, $expectedVersion: Int) {
  updatePractice(input: $input, expectedVersion: $expectedVersion) { practice { ${all} } userErrors { code path } }
}`;

const updating = async (person: Person, input: object, expectedVersion?: number) =>
  (await person.graphql(update, { input, expectedVersion })).data.updatePractice;
const codeOf = (answer: Awaited<ReturnType<Person['graphql']>>) => answer.errors?.[0]?.extensions.code ?? null;
const rowOf = async (id: string) =>
  (await story.database.query('select p::text as row from practices p where id = $1', [id]))[0]!.row;

const address = { line1: '1 Main Street', city: 'Springfield', region: 'IL', postalCode: '62701', country: 'US' };
const settings = {
  name: 'Elm Street Therapy',
  timeZone: 'America/Chicago',
  phone: '+13125550142',
  postalAddress: { ...address, line2: null },
  currency: 'USD',
  senderDomains: ['elm.example'],
  trackingDefault: { opens: true, clicks: false },
  frequencyCap: { messages: 3, days: 7 },
  quietHours: { from: '21:00', to: '08:00' },
  firstResponseTargetHours: 4,
  requiresMarketingConsent: true,
  isPart2Program: true,
};

describe('practice', () => {
  test('shows an owner everything, the addresses that hold keys too', async () => {
    const { practice: own, owner } = await story.practice('Elm Street');
    const { data, errors } = await owner.graphql(practice);
    expect(errors).toBeUndefined();
    expect(data.practice).toMatchObject({ id: own.id, name: 'Elm Street', currency: 'USD', frequencyCap: null });
    expect(data.practice.captureFormUrl).toBe(`http://crm.test/forms/${own.formKey}/leads`);
    expect(data.practice.postmarkWebhookUrl).toMatch(/^http:\/\/crm\.test\/hooks\/postmark\/[\w-]{32}$/);
  });

  test('shows an auditor the settings and no key', async () => {
    const { practice: own } = await story.practice();
    const auditor = await story.auditor(own);
    const { data, errors } = await auditor.graphql(practice);
    expect(data.practice).toMatchObject({
      id: own.id,
      currency: 'USD',
      captureFormUrl: null,
      postmarkWebhookUrl: null,
    });
    expect(errors?.map(error => [error.path?.at(-1), error.extensions.code]).sort()).toEqual([
      ['captureFormUrl', 'FORBIDDEN'],
      ['postmarkWebhookUrl', 'FORBIDDEN'],
    ]);
  });

  test.each(['clinician', 'intake', 'marketer', 'biller'] as const)(
    'is refused to a %s, who knows its name',
    async role => {
      const { practice: own } = await story.practice('Known');
      const person = await story[role](own);
      expect(codeOf(await person.graphql(practice))).toBe('FORBIDDEN');
      const answer = await person.graphql('{ viewer { practice { id name timeZone currency } } }');
      expect(answer.data.viewer.practice).toEqual({
        id: own.id,
        name: 'Known',
        timeZone: 'America/New_York',
        currency: null,
      });
      expect(answer.errors?.map(error => error.path?.join('.'))).toEqual(['viewer.practice.currency']);
    },
  );
});

describe('updatePractice', () => {
  test('changes every setting, keeps the rest, and the log holds old and new', async () => {
    const { practice: own, owner } = await story.practice('Elm Street');
    const { practice: changed, userErrors } = await updating(owner, settings, 1);
    expect(userErrors).toEqual([]);
    expect(changed).toEqual({ id: own.id, version: 2, ...settings });
    const partly = await updating(owner, { quietHours: null, phone: null });
    expect(partly.practice).toEqual({ ...changed, version: 3, quietHours: null, phone: null });
    const rows = await story.database.query(
      `select changes from audit_log where operation = 'updatePractice' and practice_id = $1 order by seq`,
      [own.id],
    );
    expect(JSON.parse(rows[0]!.changes).name).toEqual({ from: 'Elm Street', to: 'Elm Street Therapy' });
    expect(Object.keys(JSON.parse(rows[1]!.changes)).sort()).toEqual(['phone', 'quietHours']);
  });

  test('the same settings again change nothing', async () => {
    const { owner } = await story.practice();
    const first = await updating(owner, settings);
    expect((await updating(owner, settings)).practice.version).toBe(first.practice.version);
  });

  test('refuses a stale version, naming the current one', async () => {
    const { practice: own, owner } = await story.practice();
    const before = await rowOf(own.id);
    const { data } = await owner.graphql(
      'mutation { updatePractice(input: { name: "X" }, expectedVersion: 7) { userErrors { code message } } }',
    );
    expect(data.updatePractice.userErrors[0].code).toBe('STALE_VERSION');
    expect(data.updatePractice.userErrors[0].message).toContain('1');
    expect(await rowOf(own.id)).toBe(before);
  });

  test.each([
    [{ name: '' }, ['name'], 'REQUIRED'],
    [{ name: 'x'.repeat(201) }, ['name'], 'TOO_LONG'],
    [{ timeZone: 'EST5' }, ['timeZone'], 'INVALID'],
    [{ phone: '12' }, ['phone'], 'INVALID_FORMAT'],
    [{ currency: 'XXQ' }, ['currency'], 'INVALID'],
    [{ senderDomains: ['not a domain'] }, ['senderDomains', '0'], 'INVALID_FORMAT'],
    [{ senderDomains: ['user@elm.example'] }, ['senderDomains', '0'], 'INVALID_FORMAT'],
    [{ postalAddress: { ...address, country: 'ZQ' } }, ['postalAddress', 'country'], 'INVALID'],
    [{ postalAddress: { ...address, city: ' ' } }, ['postalAddress', 'city'], 'REQUIRED'],
    [{ quietHours: { from: '24:00', to: '08:00' } }, ['quietHours', 'from'], 'INVALID_FORMAT'],
    [{ quietHours: { from: '08:00', to: '08:00' } }, ['quietHours', 'to'], 'INVALID'],
    [{ frequencyCap: { messages: 0, days: 7 } }, ['frequencyCap', 'messages'], 'OUT_OF_RANGE'],
    [{ firstResponseTargetHours: 0 }, ['firstResponseTargetHours'], 'OUT_OF_RANGE'],
  ])('refuses %j', async (input, path, code) => {
    const { practice: own, owner } = await story.practice();
    const before = await rowOf(own.id);
    expect(await updating(owner, input)).toEqual({ practice: null, userErrors: [{ code, path }] });
    expect(await rowOf(own.id)).toBe(before);
  });

  test.each(['clinician', 'intake', 'marketer', 'biller', 'auditor'] as const)('is refused to a %s', async role => {
    const { practice: own } = await story.practice();
    const person = await story[role](own);
    const before = await rowOf(own.id);
    expect(codeOf(await person.graphql(update, { input: { name: 'Mine' } }))).toBe('FORBIDDEN');
    expect(await rowOf(own.id)).toBe(before);
  });

  test('changes no practice but the own', async () => {
    const { owner } = await story.practice();
    const { practice: other } = await story.practice();
    const before = await rowOf(other.id);
    await updating(owner, settings);
    expect(await rowOf(other.id)).toBe(before);
  });
});

describe('a practice is opened with its first owner, both or neither', () => {
  const opening = (owner: object, name = 'New') =>
    story.services.practices.create({
      name,
      owner: { email: 'first@example.test', password: 'a long password', ...owner },
    });

  test.each([
    ['a weak password', { password: 'short' }],
    ['no address', { email: 'none' }],
  ])('not with %s', async (_name, owner) => {
    const count = () => story.database.query('select count(*) from practices');
    const before = await count();
    await expect(opening(owner)).rejects.toMatchObject({ code: 'INVALID' });
    expect(await count()).toEqual(before);
  });

  test('not with an address that is taken', async () => {
    const { owner } = await story.practice();
    const count = () => story.database.query('select count(*) from practices');
    const before = await count();
    await expect(opening({ email: owner.email })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await count()).toEqual(before);
  });
});
