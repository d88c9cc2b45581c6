import { beforeAll, describe, expect, test } from '@jest/globals';
import { auditedBy, auditedOf, named } from '../support/audited.js';
import { addLead, listen, randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** A call may ask for much at once, in pages or over hours: the log tells each thing that was shown or refused. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const leads = (count: number) => Promise.all(Array.from({ length: count }, () => addLead(owner)));

describe('one document', () => {
  test('that asks for three leads names all three', async () => {
    const [a, b, c] = await leads(3);
    const answer = await owner.graphql(
      `{ a: lead(id: "${a}") { id } b: lead(id: "${b}") { id } c: lead(id: "${c}") { id } }`,
    );
    const rows = await auditedBy(story, answer);
    expect(rows.map(row => row.operation)).toEqual(['lead', 'lead', 'lead']);
    expect([...named(rows)].sort()).toEqual([a, b, c].sort());
  });

  test('that asks for what may be seen and for what may not tells both', async () => {
    const clinician = await story.clinician(practice);
    const own = await addLead(owner, { assignedToId: clinician.id });
    const foreign = await addLead(owner);
    const answer = await clinician.graphql(
      `{ own: lead(id: "${own}") { id } foreign: lead(id: "${foreign}") { id } none: lead(id: "${randomId}") { id }
         staff { id } auditLog { nodes { id } } }`,
    );
    // A refused field that may not be null ends the answer; what was being read then is written a moment later.
    const rows = (await auditedBy(story, answer, 5)).map(({ operation, outcome, code, object_ids }) => [
      operation,
      outcome,
      code,
      object_ids,
    ]);
    expect(rows).toHaveLength(5);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['lead', 'SUCCEEDED', null, [own]],
        ['lead', 'DENIED', 'FORBIDDEN', [foreign]],
        ['lead', 'FAILED', 'NOT_FOUND', [randomId]],
        ['staff', 'DENIED', 'FORBIDDEN', []],
        ['auditLog', 'DENIED', 'FORBIDDEN', []],
      ]),
    );
  });

  test('by a stranger: each field it asks for', async () => {
    const answer = await story
      .stranger()
      .graphql('{ leads { nodes { id } } staff { id } more: leads { nodes { id } } }');
    const rows = await auditedBy(story, answer, 3);
    expect(rows.map(({ operation, outcome, code }) => [operation, outcome, code]).sort()).toEqual([
      ['leads', 'DENIED', 'UNAUTHENTICATED'],
      ['leads', 'DENIED', 'UNAUTHENTICATED'],
      ['staff', 'DENIED', 'UNAUTHENTICATED'],
    ]);
  });

  test('with two changes of which one is refused: both', async () => {
    const [id] = await leads(1);
    const answer = await owner.graphql(
      `mutation { a: deleteLead(id: "${id}") { userErrors { code } } b: deleteLead(id: "${randomId}") { userErrors { code } } }`,
    );
    const rows = await auditedBy(story, answer);
    expect(rows.map(({ operation, outcome, code, object_ids }) => [operation, outcome, code, object_ids])).toEqual([
      ['deleteLead', 'SUCCEEDED', null, [id]],
      ['deleteLead', 'FAILED', 'NOT_FOUND', [randomId]],
    ]);
  });
});

describe('a change', () => {
  const all = 'lead { id phone interactions(first: 5) { nodes { id summary } } }';

  test('that is refused after another was carried out', async () => {
    const intake = await story.intake(practice);
    const [id] = await leads(1);
    const answer = await intake.graphql(
      `mutation { a: updateLead(id: "${id}", input: { tags: ["x"] }) { userErrors { code } }
         b: deactivateStaffMember(id: "${owner.id}") { userErrors { code } } }`,
    );
    const rows = await auditedBy(story, answer);
    expect(rows.map(({ operation, outcome, code }) => [operation, outcome, code])).toEqual([
      ['updateLead', 'SUCCEEDED', null],
      ['deactivateStaffMember', 'DENIED', 'FORBIDDEN'],
    ]);
  });

  test.each([
    ['of nothing', '{}'],
    ['of something', '{ tags: ["seen"] }'],
  ])('%s names what it shows', async (_, input) => {
    const [id] = await leads(1);
    await owner.rest('POST', `/leads/${id}/interactions`, { kind: 'CALL', direction: 'INBOUND', summary: 'Rang' });
    const answer = await owner.graphql(
      `mutation { updateLead(id: "${id}", input: ${input}) { ${all} userErrors { code } } }`,
    );
    const { lead } = answer.data.updateLead;
    expect(lead.interactions.nodes).toMatchObject([{ summary: 'Rang' }]);
    const seen = named(await auditedBy(story, answer));
    expect([lead.id, lead.interactions.nodes[0].id].filter(each => !seen.has(each))).toEqual([]);
  });

  test('of nothing over REST names the lead it shows', async () => {
    const [id] = await leads(1);
    const answer = await owner.rest('PUT', `/leads/${id}`, {});
    expect(answer.body.data.id).toBe(id);
    expect(named(await auditedBy(story, answer))).toContain(id);
  });
});

describe('a list', () => {
  test('names its rows, page by page, over both doors', async () => {
    const began = await story.practice();
    const ids = await Promise.all(Array.from({ length: 5 }, () => addLead(began.owner)));
    const query = 'query ($after: String) { leads(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }';
    let after: string | null = null;
    const seen: string[] = [];
    for (const size of [2, 2, 1]) {
      const answer = await began.owner.graphql(query, { after });
      const page = answer.data.leads.nodes.map((node: { id: string }) => node.id);
      const [row, ...more] = await auditedBy(story, answer);
      expect([page.length, more.length]).toEqual([size, 0]);
      expect(row!.object_ids).toEqual(page);
      seen.push(...page);
      after = answer.data.leads.pageInfo.endCursor;
    }
    expect(seen.sort()).toEqual(ids.sort());
    for (const page of [1, 2, 3]) {
      const answer = await began.owner.rest('GET', `/leads?limit=2&page=${page}`);
      const [row] = await auditedBy(story, answer);
      expect(row!.object_ids).toEqual(answer.body.data.map((lead: { id: string }) => lead.id));
    }
  });

  test('names what came along, and the fields of its filter without their values', async () => {
    const began = await story.practice();
    const id = await addLead(began.owner, { email: 'ada@example.test' });
    await began.owner.rest('POST', `/leads/${id}/interactions`, {
      kind: 'CALL',
      direction: 'INBOUND',
      followUp: { title: 'T' },
    });
    const nested = 'nodes { interactions(first: 5) { nodes { id } } tasks(first: 5) { nodes { id } } }';
    const answer = await began.owner.graphql(`{ leads(filter: { email: "ada@example.test" }) { ${nested} } }`);
    const [row] = await auditedBy(story, answer);
    const [{ interactions, tasks }] = answer.data.leads.nodes;
    expect([...named([row!])].sort()).toEqual([id, interactions.nodes[0].id, tasks.nodes[0].id].sort());
    expect(JSON.parse(row!.details!)).toMatchObject({ filter: ['email'] });
    expect(row!.details).not.toContain('ada');
  });
});

describe('a subscription', () => {
  const query = 'subscription { leadChanged { lead { id firstName interactions(first: 5) { nodes { id } } } } }';

  test('names each lead it tells of, with what came along', async () => {
    const auditor = await story.owner(practice);
    const id = await addLead(owner);
    const events = await listen(story, auditor, query);
    await owner.rest('POST', `/leads/${id}/interactions`, { kind: 'CALL', direction: 'INBOUND' });
    const { data } = await events.next();
    const read = (await auditedOf(story, auditor.id, 'socket')).filter(row => row.action === 'READ');
    expect(read[0]).toMatchObject({ operation: 'leadChanged', object_type: 'LEAD' });
    expect(named(read)).toContain(id);
    expect(named(read)).toContain(data.leadChanged.lead.interactions.nodes[0].id);
  });

  test('of a lead opened with a reason tells the reason at each event', async () => {
    const clinician = await story.clinician(practice);
    const id = await addLead(owner);
    const open = 'mutation ($id: ID!) { openLead(id: $id, reason: "Found unconscious") { userErrors { code } } }';
    await clinician.graphql(open, { id });
    const events = await listen(story, clinician, query);
    await owner.rest('PUT', `/leads/${id}`, { tags: ['urgent'] });
    expect((await events.next()).data.leadChanged.lead.firstName).toBe('Kim');
    const read = (await auditedOf(story, clinician.id, 'socket')).filter(row => row.action === 'READ');
    expect(read.at(-1)).toMatchObject({ object_ids: [id], reason: 'Found unconscious' });
  });

  test('queries over a socket have the socket for their channel', async () => {
    const person = await story.owner(practice);
    const id = await addLead(owner);
    const asked = await person.subscribe(`{ lead(id: "${id}") { id } }`);
    expect((await asked.next()).data.lead.id).toBe(id);
    expect(await auditedOf(story, person.id, 'socket')).toMatchObject([{ operation: 'lead', object_ids: [id] }]);
  });
});

describe('calls that come to nothing', () => {
  test.each([
    ['{ leads(first: 1 { nodes { id } }', 'GRAPHQL_PARSE_FAILED'],
    ['{ noSuchField }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($id: ID!) { lead(id: $id) { id } }', 'BAD_USER_INPUT'],
    ['query A { viewer { id } } query B { viewer { id } }', 'OPERATION_RESOLUTION_FAILURE'],
    [`{ ${Array.from({ length: 16 }, (_, n) => `a${n}: viewer { id }`).join(' ')} }`, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (text, code) => {
    const answer = await owner.graphql(text);
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(await auditedBy(story, answer)).toMatchObject([{ channel: 'graphql', outcome: 'FAILED', code }]);
  });

  test('a body that is no JSON, and a type that is none of ours', async () => {
    const unread: [string, Record<string, string>][] = [
      ['{"query":', {}],
      ['query={viewer{id}}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ];
    for (const [body, headers] of unread) {
      const answer = await owner.rest('POST', '/graphql', body, headers);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await auditedBy(story, answer)).toMatchObject([{ operation: 'graphql', outcome: 'FAILED' }]);
    }
  });

  test('sign-ins beyond the limit, over both doors, and forms beyond theirs', async () => {
    const { email } = await story.intake(practice);
    const wrong = `signIn(input: { email: "${email}", password: "wrong password" }) { userErrors { code } }`;
    const aliased = await owner.graphql(
      `mutation { ${Array.from({ length: 11 }, (_, n) => `a${n}: ${wrong}`).join(' ')} }`,
    );
    const rows = await auditedBy(story, aliased);
    expect(rows.map(row => row.outcome)).toEqual([...Array(10).fill('FAILED'), 'LIMITED']);
    const locked = await story.stranger().rest('POST', '/auth/sign-in', { email, password: 'wrong password' });
    expect(locked.status).toBe(429);
    expect(await auditedBy(story, locked)).toMatchObject([
      { operation: 'signIn', outcome: 'LIMITED', code: 'RATE_LIMITED' },
    ]);
    const send = () => story.stranger().rest('POST', `/forms/${practice.formKey}/leads`, {});
    const sent = await Promise.all(Array.from({ length: 21 }, send));
    const limited = sent.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(1);
    expect(await auditedBy(story, limited[0]!)).toMatchObject([
      { channel: 'form', operation: 'captureLead', outcome: 'LIMITED' },
    ]);
  });
});
