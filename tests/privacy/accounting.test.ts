import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, listen } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** The accounting of disclosures: for one person, who saw the record or took it away, when, how and why. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let auditor: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  auditor = await story.auditor(practice);
});

interface Disclosure {
  at: string;
  actorId: string;
  actorKind: string;
  roles: string[];
  channel: string;
  action: string;
  operation: string;
  ip: string | null;
  reason: string | null;
}

const query = `query ($id: ID!, $first: Int, $after: String) { disclosures(personId: $id, first: $first, after: $after) {
  nodes { at actorId actorKind roles channel action operation ip reason } pageInfo { hasNextPage endCursor } } }`;

/** Oldest first. */
async function accounting(id: string, by = auditor): Promise<Disclosure[]> {
  const { data, errors } = await by.graphql(query, { id, first: 100 });
  expect(errors).toBeUndefined();
  return data.disclosures.nodes.reverse();
}
const short = ({ channel, action, operation }: Disclosure) => `${channel} ${action} ${operation}`;

const email = (n: number) => `accounted.${n}@example.test`;
let count = 0;
/** A lead added by the practice itself, so that nobody has seen it yet. */
async function unseen(): Promise<{ id: string; email: string }> {
  const address = email(++count);
  const input = { firstName: 'Kim', lastName: `Number${count}`, email: address };
  const { id } = await story.services.leads.create(story.systemContext(practice), input);
  return { id, email: address };
}

type Way = (person: Person, lead: { id: string; email: string }) => Promise<unknown>;

const ways: [string, Way][] = [
  ['graphql READ lead', (p, { id }) => p.graphql('query ($id: ID!) { lead(id: $id) { phone } }', { id })],
  ['graphql READ leads', p => p.graphql('{ leads { nodes { firstName } } }')],
  [
    'graphql READ leads',
    (p, { email: s }) => p.graphql('query ($s: String) { leads(search: $s) { nodes { id } } }', { s }),
  ],
  [
    'graphql READ leadDuplicates',
    (p, { id }) => p.graphql('query ($id: ID!) { leadDuplicates(id: $id) { matchedOn } }', { id }),
  ],
  ['graphql EXPORT exportLeads', p => p.graphql('{ exportLeads { csv } }')],
  ['rest READ lead', (p, { id }) => p.rest('GET', `/leads/${id}`)],
  ['rest READ leads', p => p.rest('GET', '/leads')],
  ['rest READ leads', (p, { email: s }) => p.rest('GET', `/leads?search=${encodeURIComponent(s)}`)],
  ['rest EXPORT exportLeads', p => p.rest('GET', '/leads/export')],
  // Who adds the same person again is shown the one that is there.
  ['graphql READ leadDuplicates', (p, lead) => addAgain(p, lead)],
  ['graphql CONVERT convertLead', (p, lead) => convert(p, lead)],
];

const addAgain: Way = (person, lead) => {
  const again = `mutation ($input: CreateLeadInput!) { createLead(input: $input) { possibleDuplicates { lead { email } } } }`;
  return person.graphql(again, { input: { firstName: 'Other', lastName: 'Person', email: lead.email } });
};

const convert: Way = async (person, { id }) => {
  await story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
  return person.graphql('mutation ($id: ID!) { convertLead(id: $id) { lead { phone } userErrors { code } } }', { id });
};

describe('whoever sees a record is accounted for', () => {
  test.each(ways)('%s', async (expected, way) => {
    const lead = await unseen();
    expect(await accounting(lead.id)).toEqual([]);
    const from = Date.now();
    await way(owner, lead);
    const told = await accounting(lead.id);
    expect(told.map(short)).toContain(expected);
    for (const each of told) {
      expect(each).toMatchObject({ actorId: owner.id, actorKind: 'STAFF', roles: ['OWNER'], ip: expect.any(String) });
      expect(Date.parse(each.at)).toBeGreaterThanOrEqual(from - 1);
      expect(Date.parse(each.at)).toBeLessThanOrEqual(Date.now());
    }
  });

  test('listening to its changes', async () => {
    const lead = await unseen();
    const events = await listen(story, owner, 'subscription { leadChanged { leadId lead { phone } } }');
    await story.services.leads.update(story.systemContext(practice), lead.id, { tags: ['x'] });
    while ((await events.next()).data.leadChanged.leadId !== lead.id);
    events.stop();
    const told = await accounting(lead.id);
    expect(told.map(short)).toEqual(['socket READ leadChanged']);
    expect(told[0]).toMatchObject({ actorId: owner.id });
  });

  test('opening it with a reason, which every look under it bears', async () => {
    const clinician = await story.clinician(practice);
    const lead = await unseen();
    const open =
      'mutation ($id: ID!) { openLead(id: $id, reason: "Crisis line") { lead { phone } userErrors { code } } }';
    await clinician.graphql(open, { id: lead.id });
    await clinician.rest('GET', `/leads/${lead.id}`);
    const told = await accounting(lead.id);
    expect(told.map(short)).toEqual(['graphql BREAK_GLASS openLead', 'rest READ lead']);
    expect(told.map(({ reason, actorId }) => [reason, actorId])).toEqual(Array(2).fill(['Crisis line', clinician.id]));
  });

  test('a program, by its key', async () => {
    const lead = await unseen();
    const program = await story.program(practice, 'lead:read');
    await program.rest('GET', `/leads/${lead.id}`);
    expect(await accounting(lead.id)).toMatchObject([{ actorKind: 'API_KEY', channel: 'rest', operation: 'lead' }]);
  });

  test('the export of the whole person', async () => {
    const lead = await unseen();
    await story.services.personExport.exportPerson(story.systemContext(practice), lead.id);
    expect((await accounting(lead.id)).map(({ action, operation }) => [action, operation])).toEqual([
      ['EXPORT', 'exportPerson'],
    ]);
  });
});

describe('and nobody else', () => {
  test('not who was refused, not who saw another record, not another practice', async () => {
    const [lead, another] = [await unseen(), await unseen()];
    const clinician = await story.clinician(practice);
    const foreign = await story.practice();
    expect((await clinician.rest('GET', `/leads/${lead.id}`)).status).toBe(403);
    expect((await foreign.owner.rest('GET', `/leads/${lead.id}`)).status).toBe(404);
    await clinician.graphql('{ leads { nodes { id } } }');
    await owner.rest('GET', `/leads/${another.id}`);
    await owner.graphql('{ leadStats { total } }');
    expect(await accounting(lead.id)).toEqual([]);
    expect(await accounting(another.id)).toHaveLength(1);
    await owner.rest('GET', `/leads/${lead.id}`);
    expect(await accounting(lead.id, await story.auditor(foreign.practice))).toEqual([]);
  });

  test('of one who is deleted or merged, the accounting stays', async () => {
    const lead = await unseen();
    await owner.rest('GET', `/leads/${lead.id}`);
    await owner.rest('DELETE', `/leads/${lead.id}`);
    expect((await accounting(lead.id)).map(short)).toEqual(['rest READ lead']);
  });

  test('several looks are told one by one, in pages, newest first', async () => {
    const lead = await unseen();
    for (const path of ['', '', '']) await owner.rest('GET', `/leads/${lead.id}${path}`);
    await addLead(owner);
    const times: string[] = [];
    let after: string | null = null;
    for (const size of [2, 1]) {
      const { data } = await auditor.graphql(query, { id: lead.id, first: 2, after });
      expect(data.disclosures.nodes).toHaveLength(size);
      times.push(...data.disclosures.nodes.map((node: Disclosure) => node.at));
      after = data.disclosures.pageInfo.endCursor;
    }
    expect(times).toEqual([...times].sort().reverse());
  });
});
