import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { RequestContext } from '../../../src/platform/context.js';
import { readEntry } from '../../support/audit-world.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let other: { practice: PracticeInStory; owner: Person };
const lead = randomUUID();
const along = randomUUID();

const query = `query Log($first: Int, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    nodes { id seq at actorKind actorId roles ip userAgent channel operation action objectType objectIds
      changes { field from to isProtected } details outcome code requestId reason }
    pageInfo { hasNextPage endCursor }
  }
}`;
const log = async (person: Person, filter?: object, page: object = {}) =>
  (await person.graphql(query, { filter, ...page })).data.auditLog;
const contextOf = (person: Person, requestId: string) =>
  new RequestContext({
    channel: 'rest',
    requestId,
    viewer: { kind: 'STAFF', id: person.id, practiceId: person.practice.id, roles: person.roles },
  });

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  other = await story.practice();
  const { audit } = story.services.ground;
  const change = { status: { from: 'NEW', to: 'CONTACTED' }, phone: true } as const;
  await audit.append(
    contextOf(owner, 'r-1'),
    readEntry({ operation: 'lead', objectIds: [lead], details: { count: 1 } }),
  );
  await audit.append(
    contextOf(owner, 'r-2'),
    readEntry({ operation: 'updateLead', action: 'UPDATE', objectIds: [lead], changes: change }),
  );
  await audit.append(
    contextOf(owner, 'r-3'),
    readEntry({ operation: 'leads', objectIds: [along], details: { along: { LEAD: 1 } } }),
  );
  await audit.append(
    contextOf(owner, 'r-4'),
    readEntry({ operation: 'exportLeads', action: 'EXPORT', objectIds: [lead, along] }),
  );
  await audit.append(contextOf(owner, 'r-5'), readEntry({ objectIds: [lead], outcome: 'DENIED', code: 'FORBIDDEN' }));
  await audit.append(contextOf(other.owner, 'r-6'), readEntry({ objectIds: [lead] }));
});

describe('auditLog', () => {
  test('shows rows whole, newest first, without the values of protected fields', async () => {
    const { nodes } = await log(owner, { requestId: 'r-2' });
    expect(nodes).toMatchObject([
      {
        actorKind: 'STAFF',
        actorId: owner.id,
        roles: ['OWNER'],
        channel: 'rest',
        operation: 'updateLead',
        action: 'UPDATE',
        objectType: 'LEAD',
        objectIds: [lead],
        details: null,
        outcome: 'SUCCEEDED',
        requestId: 'r-2',
        changes: [
          { field: 'status', from: 'NEW', to: 'CONTACTED', isProtected: false },
          { field: 'phone', from: null, to: null, isProtected: true },
        ],
      },
    ]);
    const requests = (await log(owner)).nodes.map((node: { requestId: string }) => node.requestId);
    expect(requests.filter((id: string) => id.startsWith('r-'))).toEqual(['r-5', 'r-4', 'r-3', 'r-2', 'r-1']);
  });

  const filters: [string, () => object, string[]][] = [
    ['actor', () => ({ actorId: owner.id, channel: 'rest', objectType: 'LEAD' }), ['r-5', 'r-4', 'r-3', 'r-2', 'r-1']],
    ['action', () => ({ action: ['UPDATE', 'EXPORT'], objectType: 'LEAD' }), ['r-4', 'r-2']],
    ['outcome', () => ({ outcome: ['DENIED'], objectType: 'LEAD' }), ['r-5']],
    ['operation', () => ({ operation: 'exportLeads' }), ['r-4']],
    ['object', () => ({ objectId: lead }), ['r-5', 'r-4', 'r-2', 'r-1']],
    ['object shown along with others', () => ({ objectId: along }), ['r-4', 'r-3']],
    ['time, before', () => ({ to: '2001-01-01T00:00:00Z' }), []],
    ['time, after', () => ({ from: '2001-01-01T00:00:00Z', objectId: lead, outcome: ['DENIED'] }), ['r-5']],
    ["another practice's request", () => ({ requestId: 'r-6' }), []],
  ];
  test.each(filters)('is narrowed by %s', async (_, filter, expected) => {
    const { nodes } = await log(owner, filter());
    expect(nodes.map((node: { requestId: string }) => node.requestId)).toEqual(expected);
  });

  test('comes in pages without repeating or skipping a row', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: { nodes: { requestId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await log(
        owner,
        { objectType: 'LEAD' },
        { first: 2, after },
      );
      seen.push(...page.nodes.map(node => node.requestId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(['r-5', 'r-4', 'r-3', 'r-2', 'r-1']);
  });

  test('its reads are in the log too, naming rows and filter', async () => {
    const { nodes } = await log(owner, { requestId: 'r-1' });
    const [read] = (await log(owner, { operation: 'auditLog', objectId: nodes[0].id })).nodes;
    expect(read).toMatchObject({
      action: 'READ',
      objectType: 'AUDIT_ENTRY',
      actorId: owner.id,
      details: { filter: ['requestId'] },
    });
  });

  test('a filter that can not be read is refused, naming the field', async () => {
    const { errors } = await owner.graphql(query, { filter: { actorId: 'nobody' } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await owner.graphql(query, { first: 101 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('disclosures', () => {
  const accounting = async (person: Person, personId: string) =>
    (
      await person.graphql(`query ($id: ID!) { disclosures(personId: $id) { nodes { requestId action actorId } } }`, {
        id: personId,
      })
    ).data.disclosures.nodes;

  test('are the reads and exports of one person, also as one among others', async () => {
    expect(await accounting(owner, lead)).toEqual([
      { requestId: 'r-4', action: 'EXPORT', actorId: owner.id },
      { requestId: 'r-1', action: 'READ', actorId: owner.id },
    ]);
    expect((await accounting(owner, along)).map((node: { requestId: string }) => node.requestId)).toEqual([
      'r-4',
      'r-3',
    ]);
    expect(await accounting(owner, randomUUID())).toEqual([]);
  });
});

describe('verifyAuditLog', () => {
  const verify = async (person: Person) =>
    (await person.graphql('{ verifyAuditLog { isSound isEndWitnessed firstFault { reason seq id block } } }')).data
      .verifyAuditLog;

  test('is sound, and names a row changed behind the application; to another practice its place only', async () => {
    expect(await verify(owner)).toEqual({ isSound: true, isEndWitnessed: false, firstFault: null });
    const [row] = await story.database.query(
      `update audit_log set outcome = 'SUCCEEDED' where request_id = 'r-5' returning seq, id`,
    );
    expect(await verify(owner)).toMatchObject({
      isSound: false,
      firstFault: { reason: 'CHANGED', seq: row!.seq, id: row!.id },
    });
    expect(await verify(other.owner)).toMatchObject({
      isSound: false,
      firstFault: { reason: 'CHANGED', seq: row!.seq, id: null },
    });
    const [entry] = (await log(owner, { operation: 'verifyAuditLog' })).nodes;
    expect(entry).toMatchObject({ action: 'VERIFY', details: { isSound: false, seq: row!.seq, reason: 'CHANGED' } });
    await story.database.query('update audit_log set outcome = $2 where id = $1', [row!.id, 'DENIED']);
    expect(await verify(owner)).toMatchObject({ isSound: true });
  });
});

describe('the log is open', () => {
  const fields = [
    'auditLog { nodes { id } }',
    `disclosures(personId: "${lead}") { nodes { id } }`,
    'verifyAuditLog { isSound }',
  ];

  test.each(fields)('to auditors: %s', async field => {
    const auditor = await story.auditor(practice);
    expect((await auditor.graphql(`{ ${field} }`)).errors).toBeUndefined();
  });

  test.each(fields)('to no other role, and the refusal is in it: %s', async field => {
    for (const role of ['CLINICIAN', 'INTAKE', 'MARKETING', 'BILLING'] as const) {
      const person = await story.person(practice, role);
      const { data, errors } = await person.graphql(`{ ${field} }`);
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const { nodes } = await log(owner, { actorId: person.id, outcome: ['DENIED'] });
      expect(nodes).toMatchObject([{ code: 'FORBIDDEN', operation: field.match(/^\w+/)![0] }]);
    }
    expect((await story.stranger().graphql(`{ ${field} }`)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
