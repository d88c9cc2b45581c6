import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addLead, randomId } from '../support/leads.js';
import {
  addMembers,
  addSegment,
  codesOf,
  createSegment,
  explain,
  leaf,
  previewRule,
  removeMembers,
  segmentById,
  updateSegment,
} from '../support/segments.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** Every segment line of the role table, for every role, through both doors, for plain segments and sensitive ones. */
const story = useStory();
let owner: Person;
const people = {} as Record<Role, Person>;
let lead: string;
beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
  lead = await addLead(owner, { source: 'EVENT', interestedServices: ['PSYCHIATRY'] });
});

const rules = {
  plain: leaf('source', 'IS', 'EVENT'),
  sensitive: leaf('interestedServices', 'IS', 'PSYCHIATRY'),
};
type Kind = keyof typeof rules;
const kinds = Object.keys(rules) as Kind[];
const segmentLine = (role: Role, action: string) => reach(role, `segment:${action}` as never) !== 'none';
/** Whether the role may see whom the segment holds, and by what. */
const seesInside = (role: Role, kind: Kind) =>
  reach(role, 'lead:read') === 'all' && (kind === 'plain' || reach(role, 'leadClinical:read') === 'all');

let names = 0;
const input = (kind: Kind) => ({ name: `Matrix ${++names}`, appliesTo: 'LEAD', rule: rules[kind] });
const row = async (id: string) => (await story.database.query('select * from segments where id = $1', [id]))[0];
const person = () => ({ type: 'LEAD', id: lead });
const count = async () => (await story.database.query('select count(*)::int as n from segments'))[0]!.n as number;

describe.each([...roles])('%s', role => {
  const caller = () => people[role];

  test.each(kinds)('reads a %s segment, and its inside only as far as its fields', async kind => {
    const { id, name } = await addSegment(owner, input(kind));
    const graphql = await caller().graphql(segmentById, { id });
    const rest = await caller().rest('GET', `/segments/${id}`);
    const members = await caller().rest('GET', `/segments/${id}/members`);
    if (!segmentLine(role, 'read')) {
      expect([graphql.data.segment, codesOf(graphql)]).toEqual([null, ['FORBIDDEN']]);
      return expect([rest.status, members.status]).toEqual([403, 403]);
    }
    expect(graphql.data.segment.name).toBe(name);
    expect(rest.body.data.name).toBe(name);
    const isInside = seesInside(role, kind);
    expect(graphql.data.segment.rule).toEqual(isInside ? rules[kind] : null);
    expect('rule' in rest.body.data).toBe(isInside);
    expect(members.status).toBe(isInside ? 200 : 403);
    const isCounted = isInside && role !== 'MARKETING';
    expect([graphql.data.segment.count, rest.body.data.count]).toEqual(isCounted ? [1, 1] : [null, null]);
  });

  test.each(kinds)('lists segments, and finds the %s one', async kind => {
    const { id, name } = await addSegment(owner, input(kind));
    const graphql = await caller().graphql(
      `query ($name: String) { segments(filter: { name: $name }) { nodes { id } } }`,
      { name },
    );
    const rest = await caller().rest('GET', `/segments?name=${encodeURIComponent(name)}`);
    if (!segmentLine(role, 'read')) return expect([codesOf(graphql), rest.status]).toEqual([['FORBIDDEN'], 403]);
    expect([graphql.data.segments.nodes, rest.body.data.map((one: { id: string }) => one.id)]).toEqual([
      [{ id }],
      [id],
    ]);
  });

  test.each(kinds)('builds a %s segment', async kind => {
    const before = await count();
    const isAllowed = segmentLine(role, 'create') && seesInside(role, kind);
    const graphql = await caller().graphql(createSegment, { input: input(kind) });
    const rest = await caller().rest('POST', '/segments', input(kind));
    expect(codesOf(graphql)).toEqual(isAllowed ? [] : ['FORBIDDEN']);
    expect(rest.status).toBe(isAllowed ? 201 : 403);
    expect(await count()).toBe(before + (isAllowed ? 2 : 0));
  });

  test.each(kinds)('changes a %s segment', async kind => {
    const { id } = await addSegment(owner, input(kind));
    const before = await row(id);
    const isAllowed = segmentLine(role, 'update') && seesInside(role, kind);
    const graphql = await caller().graphql(updateSegment, { id, input: { description: 'One' } });
    const rest = await caller().rest('PUT', `/segments/${id}`, { description: 'Two' });
    expect(codesOf(graphql)).toEqual(isAllowed ? [] : ['FORBIDDEN']);
    expect(rest.status).toBe(isAllowed ? 200 : 403);
    if (!isAllowed) expect(await row(id)).toEqual(before);
  });

  test.each(kinds)('tries a %s rule, and asks why one is in', async kind => {
    const { id } = await addSegment(owner, input(kind));
    const isAllowed = segmentLine(role, 'read') && seesInside(role, kind);
    const graphql = await caller().graphql(
      'query ($rule: SegmentRuleInput!) { segmentPreview(rule: $rule, appliesTo: LEAD) { count } }',
      { rule: rules[kind] },
    );
    const rest = await caller().rest('POST', '/segments/preview', { appliesTo: 'LEAD', rule: rules[kind] });
    expect([codesOf(graphql), rest.status]).toEqual(isAllowed ? [[], 200] : [['FORBIDDEN'], 403]);
    const why = await caller().graphql(explain, { id, person: person() });
    const asked = await caller().rest('GET', `/segments/${id}/explain?type=LEAD&id=${lead}`);
    expect([codesOf(why), asked.status]).toEqual(isAllowed ? [[], 200] : [['FORBIDDEN'], 403]);
  });

  test('changes the members of a list', async () => {
    const { id } = await addSegment(owner);
    const isAllowed = segmentLine(role, 'update');
    const members = [person()];
    const graphql = await caller().graphql(addMembers, { id, members });
    const rest = await caller().rest('DELETE', `/segments/${id}/members`, { members });
    expect([codesOf(graphql), rest.status]).toEqual(isAllowed ? [[], 200] : [['FORBIDDEN'], 403]);
    const added = await caller().rest('POST', `/segments/${id}/members`, { members });
    const removed = await caller().graphql(removeMembers, { id, members });
    expect([added.status, codesOf(removed)]).toEqual(isAllowed ? [200, []] : [403, ['FORBIDDEN']]);
  });

  test('deletes and restores', async () => {
    const [first, second] = [await addSegment(owner), await addSegment(owner)];
    const remove = 'mutation ($id: ID!) { deleteSegment(id: $id) { deletedSegmentId userErrors { code } } }';
    const restore = 'mutation ($id: ID!) { restoreSegment(id: $id) { segment { id } userErrors { code } } }';
    const mayDelete = segmentLine(role, 'delete');
    const deleted = await caller().graphql(remove, { id: first.id });
    const gone = await caller().rest('DELETE', `/segments/${second.id}`);
    expect([codesOf(deleted), gone.status]).toEqual(mayDelete ? [[], 204] : [['FORBIDDEN'], 403]);
    for (const { id } of [first, second]) await owner.rest('DELETE', `/segments/${id}`);
    const mayRestore = reach(role, 'segment:restore') !== 'none';
    const restored = await caller().graphql(restore, { id: first.id });
    const back = await caller().rest('POST', `/segments/${second.id}/restore`);
    expect([codesOf(restored), back.status]).toEqual(mayRestore ? [[], 200] : [['FORBIDDEN'], 403]);
    const listed = await caller().graphql('{ segments(filter: { isDeleted: true }) { nodes { id } } }');
    expect(codesOf(listed)).toEqual(mayRestore ? [] : ['FORBIDDEN']);
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const theirs = await addSegment((await story.practice()).owner, { rule: rules.plain });
    const ask = async (id: string) => {
      const read = await caller().graphql(segmentById, { id });
      const why = await caller().graphql(explain, { id, person: person() });
      const rest = [
        await caller().rest('GET', `/segments/${id}`),
        await caller().rest('PUT', `/segments/${id}`, { description: 'x' }),
        await caller().rest('DELETE', `/segments/${id}`),
        await caller().rest('GET', `/segments/${id}/members`),
      ];
      return [read.data, codesOf(read), codesOf(why), rest.map(({ status, body }) => [status, body.error.code])];
    };
    expect(await ask(theirs.id)).toEqual(await ask(randomId));
  });

  test('previews no person of another practice', async () => {
    if (!segmentLine(role, 'read')) return expect(role).toMatch(/CLINICIAN|BILLING/);
    const other = (await story.practice()).owner;
    await addLead(other, { tags: ['elsewhere'] });
    const { data } = await caller().graphql(previewRule, { rule: leaf('tags', 'IS', 'elsewhere'), appliesTo: 'LEAD' });
    expect(data.segmentPreview).toMatchObject({ count: 0, sample: [] });
  });
});

cells('segment', 'segment:restore');
