import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../../support/leads.js';
import { addMembers, addSegment, codesOf, explain, leaf, removeMembers, segmentById } from '../../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let marketer: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  marketer = await story.marketer(practice);
});

const lead = (id: string) => ({ type: 'LEAD', id });
const members = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { segment(id: $id) {
  members(first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    nodes { id type addedAt addedBy { id } lead { id firstName interestedServices } contact { id } } } } }`;
const audited = (id: string) =>
  story.database.query('select operation from audit_log where $1 = any(object_ids) order by seq', [id]);

describe('members of a list', () => {
  test('added once, however often they are sent', async () => {
    const [a, b] = [await addLead(owner), await addLead(owner)];
    const { id } = await addSegment(owner);
    const send = async (...people: object[]) =>
      (await marketer.graphql(addMembers, { id, members: people })).data.addSegmentMembers;
    expect(await send(lead(a), lead(a))).toMatchObject({ added: 1, alreadyPresent: 0, rejected: [], segment: { id } });
    expect(await send(lead(a), lead(b))).toMatchObject({ added: 1, alreadyPresent: 1 });
    const { data } = await owner.graphql(members, { id });
    expect(data.segment.members).toMatchObject({ totalCount: 2 });
    expect(data.segment.members.nodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: a, type: 'LEAD', addedAt: expect.any(String), addedBy: { id: marketer.id } }),
      ]),
    );
    expect((await audited(a)).map(row => row.operation)).toContain('addSegmentMembers');
  });

  test('each who can not be on it is told of, and the others are added', async () => {
    const a = await addLead(owner);
    const theirs = await addLead((await story.practice()).owner);
    const gone = await addLead(owner);
    await owner.rest('DELETE', `/leads/${gone}`);
    const { id } = await addSegment(owner);
    const people = [lead(a), lead(theirs), lead(gone), lead(randomId), lead('no id'), { type: 'CONTACT', id: a }];
    const { data } = await owner.graphql(addMembers, { id, members: people });
    expect(data.addSegmentMembers).toMatchObject({ added: 1, segment: { count: 1 } });
    expect(data.addSegmentMembers.rejected).toEqual(
      expect.arrayContaining([
        ...[theirs, gone, randomId, 'no id'].map(one => ({ ...lead(one), code: 'NOT_FOUND' })),
        { type: 'CONTACT', id: a, code: 'INVALID' },
      ]),
    );
  });

  test('twenty calls at once lose nobody', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => addLead(owner)));
    const { id } = await addSegment(owner);
    const answers = await Promise.all(
      ids.map(one => owner.graphql(addMembers, { id, members: [lead(one), lead(ids[0]!)] })),
    );
    const added = answers.map(({ data }) => data.addSegmentMembers.added);
    expect(added.reduce((sum, n) => sum + n, 0)).toBe(20);
    expect((await owner.graphql(segmentById, { id })).data.segment).toMatchObject({ count: 20, version: 1 });
  });

  test('removed once', async () => {
    const a = await addLead(owner);
    const { id } = await addSegment(owner);
    await owner.graphql(addMembers, { id, members: [lead(a)] });
    const take = async () => (await owner.graphql(removeMembers, { id, members: [lead(a)] })).data.removeSegmentMembers;
    expect(await take()).toMatchObject({ removed: 1, alreadyAbsent: 0, segment: { count: 0 } });
    expect(await take()).toMatchObject({ removed: 0, alreadyAbsent: 1 });
  });

  test('of a rule can not be set by hand', async () => {
    const { id } = await addSegment(owner, { rule: leaf('source', 'IS', 'EVENT') });
    const { data } = await owner.graphql(addMembers, { id, members: [lead(await addLead(owner))] });
    expect(data.addSegmentMembers.userErrors).toMatchObject([{ code: 'INVALID', path: ['segmentId'] }]);
  });

  test('who is deleted is none, until restored', async () => {
    const a = await addLead(owner);
    const { id } = await addSegment(owner);
    await owner.graphql(addMembers, { id, members: [lead(a)] });
    const count = async () => (await owner.graphql(segmentById, { id })).data.segment.count;
    await owner.rest('DELETE', `/leads/${a}`);
    expect(await count()).toBe(0);
    await owner.rest('POST', `/leads/${a}/restore`);
    expect(await count()).toBe(1);
  });
});

describe('members of a rule', () => {
  test('paged to and fro, newest first, each named in the log', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++)
      ids.unshift(await addLead(owner, { tags: ['paged'], interestedServices: ['PSYCHIATRY'] }));
    for (const rule of [
      leaf('tags', 'IS', 'paged'),
      { all: [leaf('interestedServices', 'IS', 'PSYCHIATRY'), leaf('tags', 'IS', 'paged')] },
    ]) {
      const { id } = await addSegment(owner, { rule });
      const page = async (args: object) => (await owner.graphql(members, { id, ...args })).data.segment.members;
      const first = await page({ first: 3 });
      expect(first).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
      const second = await page({ first: 4, after: first.pageInfo.endCursor });
      expect([...first.nodes, ...second.nodes].map((node: { id: string }) => node.id)).toEqual(ids);
      const back = await page({ last: 3, before: second.pageInfo.startCursor });
      expect(back.nodes.map((node: { id: string }) => node.id)).toEqual(ids.slice(0, 3));
      expect((await audited(ids[6]!)).map(row => row.operation)).toContain('segmentMembers');
    }
  });

  test('are not for whom the rule is not, who sees its name and a count', async () => {
    for (let n = 0; n < 11; n++) await addLead(owner, { interestedServices: ['COUPLES_THERAPY'] });
    const sensitive = await addSegment(owner, {
      name: 'Couples',
      rule: leaf('interestedServices', 'IS', 'COUPLES_THERAPY'),
    });
    const seen = await marketer.graphql(segmentById, { id: sensitive.id });
    expect(seen.data.segment).toMatchObject({ name: 'Couples', count: 11, rule: null, viewerCanLookInto: false });
    const people = await marketer.graphql(members, { id: sensitive.id });
    expect(people.data.segment.members).toBeNull();
    expect(people.errors).toMatchObject([{ path: ['segment', 'members'], extensions: { code: 'FORBIDDEN' } }]);
    expect((await marketer.rest('GET', `/segments/${sensitive.id}/members`)).status).toBe(403);
    const why = await marketer.graphql(explain, { id: sensitive.id, person: lead(await addLead(owner)) });
    expect(codesOf(why)).toEqual(['FORBIDDEN']);
  });
});

describe('explainMembership', () => {
  const rule = {
    all: [
      leaf('source', 'IS', 'EVENT'),
      { not: leaf('tags', 'IS', 'out') },
      { any: [leaf('interestedServices', 'IS', 'PSYCHIATRY'), leaf('stage', 'IS', 'SCREENING')] },
    ],
  };

  test('says which question holds and which fails, and never what the record says', async () => {
    const { id } = await addSegment(owner, { rule });
    const inside = await addLead(owner, {
      source: 'EVENT',
      interestedServices: ['PSYCHIATRY'],
      presentingConcern: 'zq7',
    });
    const outside = await addLead(owner, { source: 'EVENT', tags: ['out'] });
    const ask = async (one: string) => (await owner.graphql(explain, { id, person: lead(one) })).data.explainMembership;
    expect(await ask(inside)).toMatchObject({
      isMember: true,
      rule: {
        form: 'ALL',
        holds: true,
        path: '',
        rules: [{ holds: true, field: 'source' }, { form: 'NOT', holds: true }, { form: 'ANY' }],
      },
      questions: [
        { path: 'all.0', field: 'source', op: 'IS', value: 'EVENT', holds: true },
        { path: 'all.1.not', field: 'tags', holds: false },
        { path: 'all.2.any.0', field: 'interestedServices', holds: true },
        { path: 'all.2.any.1', field: 'stage', holds: false },
      ],
    });
    const out = await ask(outside);
    expect(out).toMatchObject({ isMember: false, rule: { holds: false } });
    expect(out.questions.map((one: { holds: boolean }) => one.holds)).toEqual([true, true, false, false]);
    expect((await audited(inside)).map(row => row.operation)).toContain('explainMembership');
  });

  test('of a list, and of people who are none of its kind', async () => {
    const a = await addLead(owner);
    const { id } = await addSegment(owner);
    const contact = await owner.rest('POST', '/contacts', { firstName: 'C', lastName: 'D' });
    const ask = async (person: object) => (await owner.graphql(explain, { id, person })).data.explainMembership;
    expect(await ask(lead(a))).toMatchObject({ isMember: false, rule: null });
    await owner.graphql(addMembers, { id, members: [lead(a)] });
    expect(await ask(lead(a))).toMatchObject({ isMember: true, rule: null, questions: [] });
    expect(await ask({ type: 'CONTACT', id: contact.body.data.id })).toMatchObject({ isMember: false });
  });

  test('of a person or segment that is not there', async () => {
    const { id } = await addSegment(owner, { rule });
    const theirs = await addLead((await story.practice()).owner);
    const answers = [];
    for (const one of [theirs, randomId])
      answers.push(codesOf(await owner.graphql(explain, { id, person: lead(one) })));
    answers.push(codesOf(await owner.graphql(explain, { id: randomId, person: lead(await addLead(owner)) })));
    expect(answers).toEqual([['NOT_FOUND'], ['NOT_FOUND'], ['NOT_FOUND']]);
  });
});

test('segmentFields tells what rules can ask by, and which the viewer may', async () => {
  const ask = async (person: Person, appliesTo: string) => {
    const { data } = await person.graphql(
      'query ($appliesTo: RecipientType!) { segmentFields(appliesTo: $appliesTo) { field type operators values isProtected viewerCanUse } }',
      { appliesTo },
    );
    return new Map(data.segmentFields.map((one: { field: string }) => [one.field, one])) as Map<string, object>;
  };
  const leads = await ask(marketer, 'LEAD');
  expect(leads.get('source')).toMatchObject({ type: 'WORD', viewerCanUse: true, isProtected: false });
  expect(leads.get('interestedServices')).toMatchObject({ type: 'WORDS', viewerCanUse: false, isProtected: true });
  expect(leads.has('safeContactNote')).toBe(false);
  expect((await ask(owner, 'LEAD')).get('interestedServices')).toMatchObject({ viewerCanUse: true });
  expect((await ask(marketer, 'CONTACT')).get('organization.name')).toMatchObject({ type: 'TEXT', viewerCanUse: true });
});
