import { beforeAll, describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { suppressionsOf, whyNot } from '../../support/suppressions.js';
import { MailTold } from '../../support/tracking.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const create = `mutation ($email: String!) { createSuppression(input: { email: $email }) {
  suppression { id email reason origin isLive isForServiceToo viewerCanLift createdBy { id } } userErrors { code path } } }`;
const lift =
  'mutation ($id: ID!) { liftSuppression(id: $id) { suppression { isLive liftedBy } userErrors { code path } } }';
const list = `query ($filter: SuppressionFilter, $first: Int, $after: String) { suppressions(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { endCursor hasNextPage } nodes { id email reason topic isLive } } }`;
const record = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) {
  consent { id authorization { signedOn expiresOn remuneration } } userErrors { code path } } }`;
const withdraw = 'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } } }';
const marketing = { channel: 'EMAIL', purpose: 'MARKETING' };

let people = 0;
const someone = async () => {
  const [firstName, email] = [`Sup${++people}`, `sup${people}@example.org`];
  const person = { type: 'LEAD', id: await addLead(owner, { firstName, email }) };
  return { firstName, email, person, addressIndex: new MailTold(story).addressIndex(practice, email) };
};
type Someone = Awaited<ReturnType<typeof someone>>;

/** As one who learns of it writes it. */
const known = ({ addressIndex }: Someone, reason: string, at = story.clock.now()) =>
  story.database.query(
    `insert into suppressions (id, practice_id, created_at, updated_at, address_index, reason, is_for_service_too, origin, suppressed_at)
     values (gen_random_uuid(), $1, now(), now(), $2, $3, $3 in ('HARD_BOUNCED', 'PROVIDER_BLOCKED'), 'PROVIDER', $4) returning id`,
    [practice.id, addressIndex, reason, at],
  );

describe('the list', () => {
  test('staff put an address on it, once, and an owner takes it off', async () => {
    const { firstName, email } = await someone();
    const added = (await owner.graphql(create, { email: ` ${email.toUpperCase()} ` })).data.createSuppression;
    expect(added).toEqual({
      suppression: {
        id: expect.any(String),
        ...{
          email,
          reason: 'ADDED_BY_STAFF',
          origin: 'STAFF',
          isLive: true,
          isForServiceToo: false,
          viewerCanLift: true,
        },
        createdBy: { id: owner.id },
      },
      userErrors: [],
    });
    const again = (await owner.graphql(create, { email })).data.createSuppression;
    expect(again.suppression.id).toBe(added.suppression.id);
    expect(await whyNot(owner, firstName)).toBe('ADDED_BY_STAFF');
    const { data } = await owner.graphql(lift, { id: added.suppression.id });
    expect(data.liftSuppression).toEqual({ suppression: { isLive: false, liftedBy: 'STAFF' }, userErrors: [] });
    expect(await whyNot(owner, firstName)).toBeNull();
    expect((await owner.graphql(lift, { id: added.suppression.id })).data.liftSuppression.userErrors).toEqual([
      { code: 'CONFLICT', path: ['id'] },
    ]);
  });

  test('refuses what is no address', async () => {
    const { data } = await owner.graphql(create, { email: 'nobody' });
    expect(data.createSuppression).toEqual({
      suppression: null,
      userErrors: [{ code: 'INVALID_FORMAT', path: ['email'] }],
    });
  });

  test.each(['UNSUBSCRIBED', 'COMPLAINED', 'HARD_BOUNCED', 'ERASED'])('staff can not lift %s', async reason => {
    const someoneElse = await someone();
    const [row] = await known(someoneElse, reason);
    const { data } = await owner.graphql(lift, { id: row!.id });
    expect(data.liftSuppression).toEqual({ suppression: null, userErrors: [{ code: 'OPT_OUT_STANDS', path: ['id'] }] });
    expect(await whyNot(owner, someoneElse.firstName)).toBe(reason);
  });

  test('is filtered by address, reason, topic and whether in force, and paged', async () => {
    const { practice: own, owner: boss } = await story.practice();
    const emails = ['a@example.org', 'b@example.org', 'c@example.org'];
    await boss.rest('POST', '/suppressions/import', { emails, topic: 'Évents' });
    await boss.graphql(create, { email: 'd@example.org' });
    const ask = async (variables: object) => (await boss.graphql(list, variables as never)).data.suppressions;
    expect((await ask({ filter: { email: 'B@example.org' } })).nodes).toMatchObject([
      { email: 'b@example.org', topic: 'Évents' },
    ]);
    expect(await ask({ filter: { topic: 'events' } })).toMatchObject({ totalCount: 3 });
    expect((await ask({ filter: { reason: ['ADDED_BY_STAFF'], isLive: true } })).nodes).toHaveLength(1);
    expect(await ask({ filter: { isLive: false } })).toMatchObject({ totalCount: 0 });
    const first = await ask({ first: 3 });
    const second = await ask({ first: 3, after: first.pageInfo.endCursor });
    const seen = [...first.nodes, ...second.nodes].map(({ email }: { email: string }) => email);
    expect(seen.sort()).toEqual([...emails, 'd@example.org']);
    expect(await suppressionsOf(story, own)).toHaveLength(4);
  });

  test('import tells what is no address and what stood there', async () => {
    const { owner: boss } = await story.practice();
    const emails = ['One@example.org', 'one@example.org ', 'no address', 'two@example.org'];
    const imported = await boss.rest('POST', '/suppressions/import', { emails });
    expect(imported.body.data).toEqual({
      added: 2,
      alreadyPresent: 0,
      rejected: [{ index: 2, code: 'INVALID_FORMAT' }],
    });
    const again = await boss.rest('POST', '/suppressions/import', { emails });
    expect(again.body.data).toMatchObject({ added: 0, alreadyPresent: 2 });
    const many = Array.from({ length: 1_001 }, (_, at) => `n${at}@example.org`);
    expect((await boss.rest('POST', '/suppressions/import', { emails: many })).status).toBe(422);
  });
});

describe('consent', () => {
  test.each(['UNSUBSCRIBED', 'COMPLAINED'])(
    'a new one by the person ends %s; one that is imported does not',
    async reason => {
      const who = await someone();
      await known(who, reason);
      await owner.graphql(record, { input: { person: who.person, ...marketing, method: 'IMPORT' } });
      expect(await whyNot(owner, who.firstName)).toBe(reason);
      await owner.graphql(record, {
        input: { person: who.person, ...marketing, method: 'PAPER', purpose: 'NEWSLETTER' },
      });
      expect(await whyNot(owner, who.firstName)).toBe(reason);
      await owner.graphql(record, { input: { person: who.person, ...marketing, method: 'PAPER' } });
      expect(await whyNot(owner, who.firstName)).toBeNull();
    },
  );

  test.each(['HARD_BOUNCED', 'PROVIDER_BLOCKED', 'ADDED_BY_STAFF'])('never ends %s', async reason => {
    const who = await someone();
    await known(who, reason);
    await owner.graphql(record, { input: { person: who.person, ...marketing, method: 'PAPER' } });
    expect(await whyNot(owner, who.firstName)).toBe(reason);
  });

  test('taken back, stops everyone of the address, and what is imported once they are gone', async () => {
    const who = await someone();
    const contact = await addContact(owner, { firstName: who.firstName, email: who.email });
    await owner.graphql(withdraw, { input: { person: { type: 'CONTACT', id: contact }, ...marketing } });
    expect(await whyNot(owner, who.firstName)).toBe('UNSUBSCRIBED');
    expect(await whyNot(owner, who.firstName, 'CONTACT')).toBe('UNSUBSCRIBED');
    await owner.rest('DELETE', `/leads/${who.person.id}`);
    const csv = `firstName,lastName,email\nLate${people},Come,${who.email.toUpperCase()}\n`;
    const imported = await owner.rest('POST', '/leads/import', csv, { 'content-type': 'text/csv' });
    expect(imported.body).toMatchObject({ data: { created: 1 } });
    expect(await whyNot(owner, `Late${people}`)).toBe('UNSUBSCRIBED');
  });
});

describe('marketing to a client', () => {
  const client = async () => {
    const who = await someone();
    await owner.rest('POST', `/leads/${who.person.id}/convert`, { force: true });
    return who;
  };
  const authorize = (person: object, authorization: object | null) =>
    owner.graphql(record, { input: { person, ...marketing, method: 'PAPER', authorization } });

  test('needs a signed authorization in force', async () => {
    const { firstName, person } = await client();
    expect(await whyNot(owner, firstName)).toBe('AUTHORIZATION_REQUIRED');
    await authorize(person, null);
    expect(await whyNot(owner, firstName)).toBe('AUTHORIZATION_REQUIRED');
    await authorize(person, { signedOn: '2020-01-01', expiresOn: '2020-12-31' });
    expect(await whyNot(owner, firstName)).toBe('AUTHORIZATION_REQUIRED');
    const { data } = await authorize(person, { signedOn: '2020-01-01', expiresOn: '2190-01-01', remuneration: 'None' });
    expect(data.recordConsent.consent.authorization).toEqual({
      signedOn: '2020-01-01',
      expiresOn: '2190-01-01',
      remuneration: 'None',
    });
    expect(await whyNot(owner, firstName)).toBeNull();
    await owner.graphql(withdraw, { input: { person, ...marketing } });
    await authorize(person, null);
    expect(await whyNot(owner, firstName)).toBe('AUTHORIZATION_REQUIRED');
  });

  test("is asked of the client's address, whosever record it stands in", async () => {
    const { email, person } = await client();
    await addLead(owner, { firstName: `Twin${people}`, email });
    await addContact(owner, { firstName: `Twin${people}`, email });
    expect(await whyNot(owner, `Twin${people}`)).toBe('AUTHORIZATION_REQUIRED');
    expect(await whyNot(owner, `Twin${people}`, 'CONTACT')).toBe('AUTHORIZATION_REQUIRED');
    await authorize(person, { signedOn: '2020-01-01' });
    expect(await whyNot(owner, `Twin${people}`, 'CONTACT')).toBeNull();
  });

  test('an authorization that ends before it begins is refused', async () => {
    const { person } = await someone();
    const { data } = await authorize(person, { signedOn: '2026-01-02', expiresOn: '2026-01-01' });
    expect(data.recordConsent.userErrors).toEqual([{ code: 'OUT_OF_RANGE', path: ['authorization', 'expiresOn'] }]);
  });
});

describe('the provider', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
  const words: [boolean, number][] = [
    [true, 1],
    [false, 2],
    [true, 3],
    [false, 4],
  ];
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 0, 3, 2],
    [3, 0, 1, 2],
    [2, 3, 0, 1],
  ];

  test.each(orders)('its newest word holds in whatever order they come: %p', async (...order) => {
    const who = await someone();
    await known(who, 'UNSUBSCRIBED', at(0));
    const { suppressions } = story.services;
    const say = async (which: readonly number[]) => {
      for (const index of which) {
        const [isBlocked, minute] = words[index]!;
        await inUnit(unit =>
          suppressions.followProvider(unit, {
            addressIndex: who.addressIndex,
            isBlocked,
            at: at(minute),
            origin: 'PROVIDER',
          }),
        );
      }
    };
    await say(order);
    expect(await whyNot(owner, who.firstName)).toBe('UNSUBSCRIBED');
    await owner.graphql(record, { input: { person: who.person, ...marketing, method: 'FORM' } });
    expect(await whyNot(owner, who.firstName)).toBeNull();
    await say([2, 0]);
    expect(await whyNot(owner, who.firstName)).toBeNull();
  });
});

async function inUnit(work: (unit: import('../../../src/platform/use-case.js').UnitOfWork) => Promise<unknown>) {
  const { transact } = await import('../../../src/platform/use-case.js');
  const useCase = {
    operation: 'told',
    permission: 'suppression:create',
    action: 'CREATE',
    objectType: 'SUPPRESSION',
  } as const;
  await transact(story.services.ground, story.systemContext(practice), useCase, work);
}
