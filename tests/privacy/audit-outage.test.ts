import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphqlAnswer, RestAnswer, Subscription } from '../support/caller.js';
import { tablesOf } from '../support/dump.js';
import { addLead, listen } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** While the audit log can't be written nothing is shown and nothing changes; afterwards all goes on by itself. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let id: string;
let interaction: string;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  id = await addLead(owner, { email: 'ada@example.test' });
  interaction = (await owner.rest('POST', `/leads/${id}/interactions`, { kind: 'CALL', direction: 'INBOUND' })).body
    .data.id;
});

const breakLog = () => story.database.query('revoke insert on audit_log from crm_app');
const mendLog = () => story.database.query('grant insert on audit_log to crm_app');
afterEach(mendLog);

/** Everything kept, but for counters of calls, when somebody was last seen, and that a file of no rows yet was begun. */
async function state(): Promise<Map<string, string>> {
  const held = await tablesOf(story.database);
  for (const name of ['sign_in_attempts', 'form_attempts', 'sessions', 'devices', 'api_keys', 'lead_imports'])
    held.delete(`public.${name}`);
  return held;
}

const csv = 'firstName,lastName\nIn,Put\n';
const convert = { force: true };
const form = { firstName: 'Ada', lastName: 'Moss', email: 'form@example.test', consent: true };
const told = { kind: 'CALL', direction: 'OUTBOUND', summary: 'Rang' };

const importing = () => {
  const begin = 'importLeads(input: { csv: $csv }) { leadImport { created alreadyImported } }';
  return owner.graphql(`mutation ($csv: String!) { ${begin} }`, { csv });
};

const graphql: [string, () => Promise<GraphqlAnswer>][] = [
  ['lead', () => owner.graphql('query ($id: ID!) { lead(id: $id) { id email } }', { id })],
  ['leads', () => owner.graphql('{ leads { nodes { id email } } }')],
  ['leadStats', () => owner.graphql('{ leadStats { total } }')],
  ['exportLeads', () => owner.graphql('{ exportLeads { csv } }')],
  ['auditLog', () => owner.graphql('{ auditLog { nodes { id } } }')],
  ['viewer', () => owner.graphql('{ viewer { id } }')],
  ['a refused one', () => story.stranger().graphql('{ leads { nodes { id } } }')],
  ['one that is no query', () => owner.graphql('{ nothing }')],
  [
    'createLead',
    () => owner.graphql('mutation { createLead(input: { firstName: "A", lastName: "B" }) { lead { id } } }'),
  ],
  ['updateLead', () => owner.graphql(`mutation { updateLead(id: "${id}", input: { tags: ["x"] }) { lead { id } } }`)],
  [
    'updateLead of nothing',
    () => owner.graphql(`mutation { updateLead(id: "${id}", input: {}) { lead { id email } } }`),
  ],
  [
    'an invalid updateLead',
    () => owner.graphql(`mutation { updateLead(id: "${id}", input: { email: "no" }) { lead { id } } }`),
  ],
  ['deleteLead', () => owner.graphql(`mutation { deleteLead(id: "${id}") { lead { id } } }`)],
  ['importLeads', importing],
  ['convertLead', () => owner.graphql(`mutation { convertLead(id: "${id}", input: { force: true }) { lead { id } } }`)],
  [
    'signIn',
    () => {
      const input = { email: owner.email, password: owner.password };
      return story
        .stranger()
        .graphql('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', { input });
    },
  ],
  [
    'createApiKey',
    () => owner.graphql('mutation { createApiKey(input: { name: "k", permissions: ["lead:read"] }) { secret } }'),
  ],
];

const rest: [string, () => Promise<RestAnswer>][] = [
  ['GET a lead', () => owner.rest('GET', `/leads/${id}`)],
  ['GET leads', () => owner.rest('GET', '/leads?search=ada@example.test')],
  ['GET the export', () => owner.rest('GET', '/leads/export')],
  ['GET statistics', () => owner.rest('GET', '/leads/stats')],
  ['GET as a stranger', () => story.stranger().rest('GET', '/leads')],
  ['GET with a query nobody knows', () => owner.rest('GET', '/leads?nobody=knows')],
  ['POST a lead', () => owner.rest('POST', '/leads', { firstName: 'A', lastName: 'B' })],
  [
    'POST a lead with a key',
    () => owner.rest('POST', '/leads', { firstName: 'A', lastName: 'B' }, { 'idempotency-key': 'k1' }),
  ],
  ['POST an invalid lead', () => owner.rest('POST', '/leads', {})],
  ['PUT a lead', () => owner.rest('PUT', `/leads/${id}`, { tags: ['x'] })],
  ['DELETE a lead', () => owner.rest('DELETE', `/leads/${id}`)],
  ['POST an interaction', () => owner.rest('POST', `/leads/${id}/interactions`, told)],
  ['POST a conversion', () => owner.rest('POST', `/leads/${id}/convert`, convert)],
  ['POST a file', () => owner.rest('POST', '/leads/import', csv, { 'content-type': 'text/csv' })],
  ['POST a form', () => story.stranger().rest('POST', `/forms/${practice.formKey}/leads`, form)],
  [
    'POST a sign-in',
    () => story.stranger().rest('POST', '/auth/sign-in', { email: owner.email, password: owner.password }),
  ],
  ['POST a refresh', () => story.stranger().rest('POST', '/auth/refresh', { refreshToken: owner.refreshToken })],
];

describe('while the log can not be written', () => {
  test('the log itself can neither be changed nor emptied by the application', async () => {
    for (const statement of ['update audit_log set outcome = outcome', 'delete from audit_log', 'truncate audit_log']) {
      const { database } = story.services.ground;
      await expect(database.query(statement)).rejects.toThrow(/permission denied/);
    }
  });

  test.each(graphql)('GraphQL answers 503: %s', async (_, call) => {
    const before = await state();
    await breakLog();
    const { status, data, errors, headers } = await call();
    expect({ status, data: data ?? null }).toEqual({ status: 503, data: null });
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(headers.get('retry-after')).toBe('5');
    await mendLog();
    expect(await state()).toEqual(before);
  });

  test.each(rest)('REST answers 503: %s', async (_, call) => {
    const before = await state();
    await breakLog();
    const { status, body, headers } = await call();
    expect({ status, code: body?.error?.code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(body).not.toHaveProperty('data');
    expect(headers.get('retry-after')).toBe('5');
    await mendLog();
    expect(await state()).toEqual(before);
  });

  const query = 'subscription { leadChanged { kind lead { id email tags } } }';

  test('no subscription opens, and an open one tells nothing until it is told in the log as well', async () => {
    const [listener, late] = [await story.owner(practice), await story.owner(practice)];
    const events = await listen(story, listener, query);
    await breakLog();
    const refused: Subscription = await late.subscribe(query);
    expect(JSON.stringify(await refused.ended)).toContain('SERVICE_UNAVAILABLE');
    // Another process, whose log still worked, has changed the lead.
    const at = 'insert into outbox (practice_id, type, object_type, object_id, at)';
    await story.database.query(`${at} values ($1, 'LEAD_UPDATED', 'LEAD', $2, now())`, [practice.id, id]);
    await story.database.query('select pg_notify($1, $2)', ['crm_events', practice.id]);
    const seen = await Promise.race([events.next().catch(error => error), events.ended]);
    expect(JSON.stringify(seen) + String(seen)).not.toContain('ada@example.test');
    await mendLog();
    const again = await listen(story, listener, query);
    await owner.rest('PUT', `/leads/${id}`, { tags: ['mended'] });
    expect((await again.next()).data.leadChanged.lead).toEqual({ id, email: 'ada@example.test', tags: ['mended'] });
  });
});

describe('once it can be written again', () => {
  test('the same calls are answered, none of them twice', async () => {
    await breakLog();
    const body = { firstName: 'Once', lastName: 'Only' };
    const failed = await owner.rest('POST', '/leads', body, { 'idempotency-key': 'once' });
    expect(failed.status).toBe(503);
    await mendLog();
    const [first, second] = [1, 2].map(() => owner.rest('POST', '/leads', body, { 'idempotency-key': 'once' }));
    expect([(await first!).status, (await second!).status]).toEqual([201, 201]);
    const { data } = await importing();
    expect(data.importLeads.leadImport).toMatchObject({ created: 1, alreadyImported: false });
    const made = await story.database.query(`select id from leads where first_name in ('Once', 'In')`);
    expect(made).toHaveLength(2);
    expect(
      (await owner.graphql('query ($id: ID!) { lead(id: $id) { interactions(first: 5) { nodes { id } } } }', { id }))
        .data,
    ).toEqual({
      lead: { interactions: { nodes: [{ id: interaction }] } },
    });
    expect((await owner.graphql('{ verifyAuditLog { isSound } }')).data).toEqual({ verifyAuditLog: { isSound: true } });
  });
});
