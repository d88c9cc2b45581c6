import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { listen } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { cells, type Reach, reach } from './table.js';

/**
 * Every lead line of the role table, for every role, through every way in. What is expected is read off the
 * table itself, letter by letter, and not through the code that the server uses.
 */
const story = useStory();

const lines = {
  lead: {
    field: 'firstName',
    value: 'Ada',
    change: { firstName: 'Ida' },
    filter: { source: ['WEBSITE'] },
    query: 'source=WEBSITE',
  },
  leadContactDetails: {
    field: 'phone',
    value: '+15035550123',
    change: { phone: '+15035550177' },
    filter: { phone: '+15035550123' },
    query: `phone=${encodeURIComponent('+15035550123')}`,
  },
  leadClinical: { field: 'presentingConcern', value: 'Sleeps badly', change: { presentingConcern: 'Sleeps well' } },
  leadInsurance: {
    field: 'isSelfPay',
    value: false,
    change: { isSelfPay: true },
    filter: { isSelfPay: false },
    query: 'isSelfPay=false',
  },
} as const;
type LeadLine = keyof typeof lines;
const leadLines = Object.keys(lines) as LeadLine[];

const full = {
  firstName: 'Ada',
  lastName: 'Moss',
  source: 'WEBSITE',
  phone: '+15035550123',
  presentingConcern: 'Sleeps badly',
  interestedServices: ['PSYCHIATRY'],
  insurance: { payer: 'Aetna', memberId: 'M1' },
  isSelfPay: false,
};

let owner: Person;
const people = {} as Record<Role, Person>;

/** A lead full of values, the role's own or the owner's. */
async function lead(role: Role, isOwn: boolean): Promise<string> {
  const assignedToId = isOwn ? people[role].id : owner.id;
  const answer = await owner.rest('POST', '/leads', { ...full, assignedToId });
  expect(answer.status).toBe(201);
  return answer.body.data.id;
}

async function row(id: string): Promise<Record<string, unknown>> {
  const [found] = await story.database.query('select * from leads where id = $1', [id]);
  return found!;
}

const reaches = (scope: Reach, isOwn: boolean) => scope === 'all' || (scope === 'own' && isOwn);
const isVisible = (role: Role, isOwn: boolean) => leadLines.some(line => reaches(reach(role, `${line}:read`), isOwn));
const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(e => e.extensions.code);

beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
});

describe.each(
  roles
    .filter(role => role !== 'OWNER')
    .flatMap(
      role =>
        [
          [role, true],
          [role, false],
        ] as [Role, boolean][],
    ),
)('%s, own lead: %s', (role, isOwn) => {
  test.each(leadLines)('reads %s over GraphQL and REST', async line => {
    const id = await lead(role, isOwn);
    const { field, value } = lines[line];
    const mayRead = reaches(reach(role, `${line}:read`), isOwn);
    const graphql = await people[role].graphql(`query($id: ID!) { lead(id: $id) { id ${field} } }`, { id });
    const rest = await people[role].rest('GET', `/leads/${id}`);
    if (!isVisible(role, isOwn)) {
      expect(graphql).toMatchObject({ data: { lead: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      expect(rest.status).toBe(403);
    } else if (mayRead) {
      expect(graphql).toMatchObject({ data: { lead: { id, [field]: value } } });
      expect(rest.body.data[field]).toEqual(value);
    } else {
      expect(graphql.data.lead).toEqual({ id, [field]: null });
      expect(graphql.errors).toMatchObject([{ path: ['lead', field], extensions: { code: 'FORBIDDEN' } }]);
      expect(rest.status).toBe(200);
      expect(rest.body.data).not.toHaveProperty(field);
    }
  });

  test.each(leadLines)('updates %s through both doors', async line => {
    const id = await lead(role, isOwn);
    const before = await row(id);
    const mayUpdate = reaches(reach(role, `${line}:update`), isOwn);
    const rest = await people[role].rest('PUT', `/leads/${id}`, lines[line].change);
    const graphql = await people[role].graphql(
      'mutation($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) { lead { id } userErrors { code } } }',
      { id, input: lines[line].change },
    );
    if (mayUpdate) {
      expect(rest.status).toBe(200);
      expect(graphql.data.updateLead.userErrors).toEqual([]);
      return expect((await row(id)).version).not.toBe(before.version);
    }
    expect(await row(id)).toEqual(before);
    expect(rest.status).toBe(403);
    expect(codes(graphql)).toEqual(['FORBIDDEN']);
  });

  test.each([
    [
      'lead:delete',
      'DELETE',
      '',
      undefined,
      'mutation($id: ID!) { answer: deleteLead(id: $id) { userErrors { code } } }',
    ],
    [
      'lead:convert',
      'POST',
      '/convert',
      { force: true },
      'mutation($id: ID!) { answer: convertLead(id: $id, input: { force: true }) { userErrors { code } } }',
    ],
    [
      'leadClinical:update',
      'POST',
      '/interactions',
      { kind: 'CALL', direction: 'OUTBOUND', summary: 'Called back' },
      'mutation($id: ID!) { answer: addLeadInteraction(id: $id, input: { kind: CALL, direction: OUTBOUND, summary: "Called back" }) { userErrors { code } } }',
    ],
  ] as const)('%s through both doors', async (permission, method, path, body, mutation) => {
    const allowed = reaches(reach(role, permission), isOwn);
    const [first, second] = [await lead(role, isOwn), await lead(role, isOwn)];
    const before = [await row(first), await row(second)];
    const rest = await people[role].rest(method, `/leads/${first}${path}`, body);
    const graphql = await people[role].graphql(mutation, { id: second });
    if (allowed) {
      expect(rest.status).toBeLessThan(300);
      expect(graphql.data.answer.userErrors).toEqual([]);
      return expect([await row(first), await row(second)]).not.toEqual(before);
    }
    expect([await row(first), await row(second)]).toEqual(before);
    expect(rest.status).toBe(403);
    expect(codes(graphql)).toEqual(['FORBIDDEN']);
  });

  test('hears of changes with its own eyes only', async () => {
    const id = await lead(role, isOwn);
    const heard = await listen(
      story,
      people[role],
      'subscription { leadChanged { kind leadId lead { id firstName phone } } }',
    );
    await owner.rest('PUT', `/leads/${id}`, { tags: ['first'] });
    const mark = await lead(role, true);
    await owner.rest('PUT', `/leads/${mark}`, { tags: ['mark'] });
    const events = [];
    for (;;) {
      const event = await heard.next();
      events.push(event);
      if (event.data?.leadChanged?.leadId === mark && event.data.leadChanged.kind === 'LEAD_UPDATED') break;
    }
    const about = events.filter(event => event.data?.leadChanged?.leadId === id);
    expect(about.length > 0).toBe(isVisible(role, isOwn));
    for (const event of about) {
      const { lead: seen } = event.data.leadChanged;
      expect(seen.firstName).toBe(reaches(reach(role, 'lead:read'), isOwn) ? 'Ada' : null);
      expect(seen.phone).toBe(reaches(reach(role, 'leadContactDetails:read'), isOwn) ? full.phone : null);
    }
    heard.stop();
  });
});

describe.each([...roles])('%s', role => {
  test.each(leadLines.filter(line => line !== 'lead'))('creates a lead with %s only where it may', async line => {
    const isAllowed = [reach(role, 'lead:create'), reach(role, `${line}:create`)].every(scope => scope !== 'none');
    const input = { firstName: 'New', lastName: 'Person', ...lines[line].change };
    expect((await people[role].rest('POST', '/leads', input)).status).toBe(isAllowed ? 201 : 403);
  });

  test.each(leadLines.filter(line => 'filter' in lines[line]))(
    'filters by %s only where it may read it',
    async line => {
      const [own, foreign] = [await lead(role, true), await lead(role, false)];
      const { filter, query } = lines[line] as { filter: object; query: string };
      const scope = reach(role, `${line}:read`);
      const graphql = await people[role].graphql(
        'query($filter: LeadFilter) { leads(first: 100, filter: $filter, sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { id } } }',
        { filter },
      );
      const rest = await people[role].rest('GET', `/leads?limit=100&sort=-createdAt&${query}`);
      if (scope === 'none') {
        expect(codes(graphql)).toEqual(['FORBIDDEN']);
        return expect(rest.status).toBe(403);
      }
      for (const ids of [graphql.data.leads.nodes, rest.body.data].map(rows => rows.map((r: { id: string }) => r.id))) {
        expect(ids).toContain(own);
        expect(ids.includes(foreign)).toBe(scope === 'all' || role === 'OWNER');
      }
    },
  );

  test('sorts by name only rows whose name it may read', async () => {
    const foreign = await lead(role, false);
    const answer = await people[role].graphql(
      '{ leads(first: 100, sort: [{ field: LAST_NAME, direction: ASC }]) { nodes { id } } }',
    );
    const rest = await people[role].rest('GET', '/leads?limit=100&sort=lastName,-createdAt');
    const scope = reach(role, 'lead:read');
    if (scope === 'none') return expect([codes(answer), rest.status]).toEqual([['FORBIDDEN'], 403]);
    expect(rest.status).toBe(200);
    if (scope === 'own' && role !== 'OWNER') {
      expect(answer.data.leads.nodes.map((r: { id: string }) => r.id)).not.toContain(foreign);
    }
  });

  test('does not find by a phone number it may not see', async () => {
    await lead(role, true);
    const answer = await people[role].graphql('{ leads(search: "+1 503 555 0123") { nodes { id } } }');
    const rest = await people[role].rest('GET', `/leads?search=${encodeURIComponent('+1 503 555 0123')}`);
    if (reach(role, 'leadContactDetails:read') === 'none') {
      expect(codes(answer)).toEqual(['FORBIDDEN']);
      return expect(rest.status).toBe(403);
    }
    expect(answer.data.leads.nodes.length).toBeGreaterThan(0);
    expect(rest.body.data.length).toBeGreaterThan(0);
  });

  test.each([
    ['lead:export', 'GET', '/leads/export', undefined, '{ answer: exportLeads { csv } }'],
    ['leadStats:read', 'GET', '/leads/stats', undefined, '{ answer: leadStats { total } }'],
    [
      'lead:create',
      'POST',
      '/leads',
      { firstName: 'New', lastName: 'Person' },
      'mutation { answer: createLead(input: { firstName: "New", lastName: "Person" }) { userErrors { code } } }',
    ],
    [
      'lead:import',
      'POST',
      '/leads/import',
      'firstName,lastName\nImported,Person\n',
      'mutation { answer: importLeads(input: { csv: "firstName,lastName\\nImported,Person2\\n" }) { userErrors { code } } }',
    ],
  ] as const)('%s', async (permission, method, path, body, operation) => {
    const count = async () => (await story.database.query('select count(*)::int as n from leads'))[0]!.n;
    const before = await count();
    const headers: Record<string, string> = path === '/leads/import' ? { 'content-type': 'text/csv' } : {};
    const rest = await people[role].rest(method, path, body, headers);
    const graphql = await people[role].graphql(operation);
    if (reach(role, permission) === 'none') {
      expect(rest.status).toBe(403);
      expect(codes(graphql)).toEqual(['FORBIDDEN']);
      return expect(await count()).toBe(before);
    }
    expect(rest.status).toBeLessThan(300);
    expect(codes(graphql)).toEqual([]);
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const other = await story.practice();
    const theirs = await other.owner.rest('POST', '/leads', full);
    const ids = [theirs.body.data.id, '0190a000-0000-7000-8000-000000000000'];
    const answers = [];
    for (const id of ids) {
      const read = await people[role].graphql('query($id: ID!) { lead(id: $id) { id } }', { id });
      const got = await people[role].rest('GET', `/leads/${id}`);
      const put = await people[role].rest('PUT', `/leads/${id}`, { tags: ['x'] });
      const gone = await people[role].rest('DELETE', `/leads/${id}`);
      const converted = await people[role].rest('POST', `/leads/${id}/convert`, {});
      const bodies = [got, put, gone, converted].map(({ status, body }) => {
        const { requestId: _, ...error } = body.error;
        return { status, error };
      });
      answers.push([read.data, codes(read), ...bodies]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((answers[0] as unknown[])[2]).toMatchObject({ status: 404 });
  });
});

cells('lead', 'leadContactDetails', 'leadClinical', 'leadInsurance');
cells('lead:convert', 'lead:import', 'lead:export', 'leadStats');
