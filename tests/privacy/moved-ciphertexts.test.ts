import { beforeAll, describe, expect, test } from '@jest/globals';
import { type TOTP, URI } from 'otpauth';
import { sealedColumns } from '../../src/server/sealed-columns.js';
import { addCampaign } from '../support/campaigns.js';
import { addContact } from '../support/contacts.js';
import { found } from '../support/dump.js';
import { addLead } from '../support/leads.js';
import { mark, planted, plantedPerson } from '../support/planted.js';
import { addReferral } from '../support/referrals.js';
import { addSegment, leaf } from '../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** What was sealed in one place opens in no other: a read fails, and neither answer nor log shows a value. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let other: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  other = (await story.practice()).owner;
});

const sql = (text: string, values: unknown[] = []) => story.database.query(text, values);
const whole = `email phone dateOfBirth address { line1 } safeContactNote interestedServices presentingConcern
  preferences { days } insurance { payer memberId }`;

interface Seen {
  status: number;
  codes: unknown[];
  text: string;
}

async function seen(
  answer: Promise<{ status: number; errors?: { extensions: { code: string } }[]; data?: unknown; text?: string }>,
) {
  const { status, errors = [], data, text } = await answer;
  return { status, codes: errors.map(e => e.extensions.code), text: text ?? JSON.stringify({ data, errors }) } as Seen;
}

/** Masked failures, without a planted value in them or in the log. */
function expectClosed({ graphql, rest }: { graphql?: Seen; rest?: Seen }, logged: number): void {
  const log = story.app.logs.slice(logged).join('');
  expect(log).toMatch(/does not open/);
  expect(
    found(
      new Map([
        ['log', log],
        ['graphql', graphql?.text ?? ''],
        ['rest', rest?.text ?? ''],
      ]),
      planted(),
    ),
  ).toEqual([]);
  if (graphql) expect(graphql.codes).toEqual(['INTERNAL_SERVER_ERROR']);
  if (rest) expect(rest.status).toBe(500);
}

const columns: Record<string, string> = {
  sealed_email: 'email',
  sealed_contact_details: 'phone',
  sealed_clinical: 'presentingConcern',
  sealed_insurance: 'insurance { memberId }',
};
const names = Object.keys(columns);

/** Each column with what a value of it may be replaced by. */
const moves = names.flatMap((column, at): [string, string, string, 'row' | 'practice' | 'column'][] => [
  [column, column, "another row's", 'row'],
  [column, column, "another practice's", 'practice'],
  [column, names[(at + 1) % names.length]!, "the same row's", 'column'],
]);

describe('leads', () => {
  test.each(moves)('%s holding the %s of %s', async (column, from, _, kind) => {
    const id = await addLead(owner, plantedPerson());
    const source = kind === 'column' ? id : await addLead(kind === 'row' ? owner : other, plantedPerson());
    await sql(`update leads set ${column} = (select ${from} from leads where id = $2) where id = $1`, [id, source]);
    const logged = story.app.logs.length;
    const one = await seen(owner.graphql(`query ($id: ID!) { lead(id: $id) { id ${columns[column]} } }`, { id }));
    expectClosed({ graphql: one, rest: await seen(owner.rest('GET', `/leads/${id}`)) }, logged);
    const list = await seen(
      owner.graphql(`{ leads(sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { ${whole} } } }`),
    );
    expectClosed({ graphql: list, rest: await seen(owner.rest('GET', '/leads')) }, logged);
    const before = await sql('select * from leads where id = $1', [id]);
    const change = {
      phone: '+15035550199',
      email: 'new@mail.example',
      presentingConcern: mark,
      insurance: { plan: mark },
    };
    expect((await owner.rest('PUT', `/leads/${id}`, change)).status).toBe(500);
    expect(await sql('select * from leads where id = $1', [id])).toEqual(before);
    await sql('delete from leads where id = any($1)', [[id, source]]);
  });

  test('whatever is not asked for does not stand in the way', async () => {
    const [id, source] = [await addLead(owner, plantedPerson()), await addLead(owner, plantedPerson())];
    await sql('update leads set sealed_email = (select sealed_email from leads where id = $2) where id = $1', [
      id,
      source,
    ]);
    const { data, errors } = await owner.graphql('query ($id: ID!) { lead(id: $id) { firstName phone } }', { id });
    expect(errors).toBeUndefined();
    expect(data.lead.phone).toMatch(/^\+1503555/);
    await sql('delete from leads where id = any($1)', [[id, source]]);
  });
});

/** Puts the sealed value of one row into another, as whoever owns the database could. */
const move = (table: string, column: string, [to, from]: string[]) =>
  sql(`update ${table} set ${column} = (select ${column} from ${table} where id = $2) where id = $1`, [to, from]);

/** Two merges of which one holds what the other one changed: it can't be undone, and nothing changes. */
async function merges(word: 'lead' | 'contact', add: () => Promise<string>): Promise<void> {
  const ids = [];
  for (const _ of [1, 2]) {
    const input = { primaryId: await add(), duplicateIds: [await add()] };
    ids.push((await owner.rest('POST', `/${word}s/merge`, input)).body.data.mergeId);
  }
  await move(`${word}_merges`, 'sealed_snapshot', ids);
  const before = await sql(`select * from ${word}s order by id`);
  const logged = story.app.logs.length;
  const name = word === 'lead' ? 'unmergeLeads' : 'unmergeContacts';
  const unmerge = `mutation ($id: ID!) { ${name}(mergeId: $id) { userErrors { code } } }`;
  const graphql = await seen(owner.graphql(unmerge, { id: ids[0] }));
  expectClosed({ graphql, rest: await seen(owner.rest('POST', `/${word}s/merges/${ids[0]}/undo`)) }, logged);
  expect(await sql(`select * from ${word}s order by id`)).toEqual(before);
}

const url = 'https://receiver.example.com/events';
const webhook = async (): Promise<string> => (await owner.rest('POST', '/webhooks', { url })).body.data.id;

const others: Record<string, () => Promise<void>> = {
  'interactions.sealed_summary': async () => {
    const id = await addLead(owner);
    for (const n of [1, 2]) {
      await owner.rest('POST', `/leads/${id}/interactions`, {
        kind: 'CALL',
        direction: 'INBOUND',
        summary: `${mark} ${n}`,
      });
    }
    const rows = await sql('select id from interactions where subject_id = $1 order by id', [id]);
    await move(
      'interactions',
      'sealed_summary',
      rows.map(row => row.id),
    );
    const logged = story.app.logs.length;
    const text = 'query ($id: ID!) { lead(id: $id) { interactions(first: 5) { nodes { summary } } } }';
    expectClosed({ graphql: await seen(owner.graphql(text, { id })) }, logged);
  },
  'contact_merges.sealed_snapshot': () => merges('contact', () => addContact(owner)),
  'lead_merges.sealed_snapshot': () => merges('lead', () => addLead(owner, plantedPerson())),
  'referrals.sealed_details': async () => {
    const ids = [];
    for (const n of [1, 2]) {
      ids.push(await addReferral(owner, { contactId: await addContact(owner), note: `${mark} ${n}` }));
    }
    await move('referrals', 'sealed_details', ids);
    const logged = story.app.logs.length;
    const graphql = await seen(owner.graphql('query ($id: ID!) { referral(id: $id) { note } }', { id: ids[0] }));
    expectClosed({ graphql, rest: await seen(owner.rest('GET', `/referrals/${ids[0]}`)) }, logged);
  },
  'segments.sealed_rule': async () => {
    const rules = [1, 2].map(n => leaf('presentingConcern', 'CONTAINS', `${mark} ${n}`));
    const ids = [];
    for (const rule of rules) ids.push((await addSegment(owner, { rule })).id);
    await move('segments', 'sealed_rule', ids);
    const logged = story.app.logs.length;
    const graphql = await seen(owner.graphql('query ($id: ID!) { segment(id: $id) { rule } }', { id: ids[0] }));
    expectClosed({ graphql, rest: await seen(owner.rest('GET', `/segments/${ids[0]}/members`)) }, logged);
    const campaign = await addCampaign(owner);
    const put = owner.rest('PUT', `/campaigns/${campaign}/recipients`, { segmentIds: [ids[0]] });
    expectClosed({ rest: await seen(put) }, logged);
    expect(await sql('select 1 from campaign_recipients where campaign_id = $1', [campaign])).toEqual([]);
  },
  'webhooks.sealed_secret': async () => {
    const ids = [await webhook(), await webhook()];
    await move('webhooks', 'sealed_secret', ids);
    const logged = story.app.logs.length;
    expectClosed({ rest: await seen(owner.rest('POST', `/webhooks/${ids[0]}/rotate-secret`)) }, logged);
    await sql('delete from webhooks');
  },
  'webhooks.sealed_former_secret': async () => {
    const ids = [await webhook(), await webhook()];
    for (const id of ids) expect((await owner.rest('POST', `/webhooks/${id}/rotate-secret`)).status).toBe(200);
    await move('webhooks', 'sealed_former_secret', ids);
    expect((await owner.rest('POST', `/webhooks/${ids[0]}/test`)).status).toBe(202);
    // Nothing is signed by what was moved, so nothing leaves.
    await story.services.webhookSender.send();
    expect(await sql('select last_status, delivered_at from webhook_deliveries')).toMatchObject([
      { last_status: null, delivered_at: null },
    ]);
    await sql('delete from webhook_deliveries');
    await sql('delete from webhooks');
  },
  'insurance_verifications.sealed_reason': async () => {
    const ids = [];
    for (const _ of [1, 2]) {
      const id = await addLead(owner, plantedPerson());
      await sql(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
      expect((await owner.rest('POST', `/leads/${id}/convert`, { verifyInsurance: true, force: true })).status).toBe(
        200,
      );
      ids.push(id);
    }
    const rows = await sql(
      'select id from insurance_verifications where lead_id = any($1) order by lead_id = $2 desc',
      [ids, ids[0]],
    );
    await move(
      'insurance_verifications',
      'sealed_reason',
      rows.map(row => row.id),
    );
    const logged = story.app.logs.length;
    expectClosed({ rest: await seen(owner.rest('POST', `/leads/${ids[0]}/convert`, {})) }, logged);
  },
  'idempotency_keys.sealed_answer': async () => {
    const created = [];
    for (const key of ['first', 'second']) {
      created.push({ key, body: plantedPerson() });
      expect((await owner.rest('POST', '/leads', created.at(-1)!.body, { 'idempotency-key': key })).status).toBe(201);
    }
    const rows = await sql('select id from idempotency_keys where actor_id = $1 order by started_at, id', [owner.id]);
    await move(
      'idempotency_keys',
      'sealed_answer',
      rows.map(row => row.id),
    );
    const logged = story.app.logs.length;
    const [{ key, body }] = created as [(typeof created)[0]];
    expectClosed({ rest: await seen(owner.rest('POST', '/leads', body, { 'idempotency-key': key })) }, logged);
  },
  'suppressions.sealed_address': async () => {
    const ids: string[] = [];
    for (const email of [plantedPerson().email, plantedPerson().email]) {
      ids.push((await owner.rest('POST', '/suppressions', { email })).body.data.id);
    }
    await move('suppressions', 'sealed_address', ids);
    const logged = story.app.logs.length;
    const [id] = ids as [string];
    const one = await seen(owner.graphql('query ($id: ID!) { suppression(id: $id) { id email } }', { id }));
    expectClosed({ graphql: one, rest: await seen(owner.rest('GET', `/suppressions/${id}`)) }, logged);
  },
  'staff_members.sealed_second_factor': async () => {
    const members = [];
    for (const _ of [1, 2]) {
      const person = await story.clinician(practice);
      const { otpauthUri } = (await person.graphql('mutation { enrolSecondFactor { otpauthUri } }')).data
        .enrolSecondFactor;
      const code = () => (URI.parse(otpauthUri) as TOTP).generate({ timestamp: story.clock.now().getTime() });
      await person.graphql(`mutation { confirmSecondFactor(input: { code: "${code()}" }) { userErrors { code } } }`);
      members.push({ person, code });
    }
    story.clock.advance({ seconds: 31 });
    const [victim, thief] = members as [(typeof members)[0], (typeof members)[0]];
    await move('staff_members', 'sealed_second_factor', [victim.person.id, thief.person.id]);
    const logged = story.app.logs.length;
    const { email, password } = victim.person;
    const signIn = { email, password, secondFactor: thief.code() };
    expectClosed({ rest: await seen(story.stranger().rest('POST', '/auth/sign-in', signIn)) }, logged);
  },
};

describe('other sealed values, moved to another row', () => {
  test.each(Object.entries(others))('%s', (_, work) => work());
});

test('no sealed column is left out', () => {
  const tried = [...names.map(name => `leads.${name}`), ...Object.keys(others)];
  expect(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(tried.sort());
});
