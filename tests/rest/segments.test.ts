import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../support/leads.js';
import { leaf } from '../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

let names = 0;
const add = async (input: object = {}, by = owner) =>
  (await by.rest('POST', '/segments', { name: `Rest ${++names}`, appliesTo: 'lead', ...input })).body.data;
const codes = (answer: { body: { error: { details: { path: string; code: string }[] } } }) =>
  answer.body.error.details.map(({ path, code }) => [[path].flat().join('.'), code]);

describe('/segments', () => {
  test('added, read, changed, deleted and restored', async () => {
    await addLead(owner, { source: 'EVENT' });
    const rule = { all: [leaf('source', 'in', ['event'])] };
    const created = await owner.rest('POST', '/segments', { name: 'Whole', appliesTo: 'LEAD', rule });
    const { id } = created.body.data;
    expect([created.status, created.headers.get('location')]).toEqual([201, `/api/v1/segments/${id}`]);
    expect(created.body.data).toMatchObject({ name: 'Whole', kind: 'DYNAMIC', count: 1, version: 1 });
    expect(created.body.data.rule).toEqual({ all: [leaf('source', 'IN', ['EVENT'])] });
    const read = await owner.rest('GET', `/segments/${id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    const changed = await owner.rest('PUT', `/segments/${id}`, { description: 'For fairs' }, { 'if-match': '"1"' });
    expect(changed.body.data).toMatchObject({
      description: 'For fairs',
      rule: { all: [leaf('source', 'IN', ['EVENT'])] },
    });
    const stale = await owner.rest('PUT', `/segments/${id}`, { description: 'Late' }, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    expect((await owner.rest('DELETE', `/segments/${id}`)).status).toBe(204);
    expect((await owner.rest('GET', `/segments/${id}`)).status).toBe(404);
    const gone = await owner.rest('GET', '/segments?isDeleted=true');
    expect(gone.body.data).toMatchObject([{ id, count: 1 }]);
    const back = await owner.rest('POST', `/segments/${id}/restore`);
    expect(back.body.data).toMatchObject({ id, name: 'Whole' });
  });

  test('listed by page, filter, order and words', async () => {
    const { owner: other } = await story.practice();
    for (const name of ['Gamma list', 'Alpha group', 'Beta group']) await add({ name }, other);
    await add({ name: 'Delta', appliesTo: 'CONTACT', rule: leaf('type', 'IS', 'SCHOOL') }, other);
    const listed = async (query: string) =>
      (await other.rest('GET', `/segments?${query}`)).body.data.map((one: { name: string }) => one.name);
    expect(await listed('sort=name')).toEqual(['Alpha group', 'Beta group', 'Delta', 'Gamma list']);
    expect(await listed('sort=-name&limit=2&page=2')).toEqual(['Beta group', 'Alpha group']);
    expect(await listed('kind=dynamic')).toEqual(['Delta']);
    expect(await listed('appliesTo=LEAD&search=gro&sort=name')).toEqual(['Alpha group', 'Beta group']);
    const page = await other.rest('GET', '/segments?limit=3&sort=name');
    expect(page.body.pagination).toMatchObject({ total: 4, totalPages: 2 });
    const next = await other.rest('GET', `/segments?sort=name&cursor=${page.body.pagination.nextCursor}`);
    expect(next.body.data).toMatchObject([{ name: 'Gamma list' }]);
  });

  test.each([
    [{ appliesTo: 'LEAD' }, [['name', 'REQUIRED']]],
    [{ name: 'X', appliesTo: 'CLIENT' }, [['appliesTo', 'INVALID']]],
    [{ name: 'X', appliesTo: 'LEAD', owner: 1 }, [['owner', 'UNKNOWN_FIELD']]],
    [
      { name: 'X', appliesTo: 'LEAD', rule: { any: [leaf('source', 'IS', 'MOON')] } },
      [['rule.any.0.value', 'INVALID']],
    ],
    [{ name: 'X', appliesTo: 'LEAD', rule: 'all' }, [['rule', 'INVALID']]],
    [
      { name: 'X', appliesTo: 'LEAD', rule: { all: [{ ...leaf('source', 'IS_SET'), sql: 'true' }] } },
      [['rule.all.0.sql', 'UNKNOWN_FIELD']],
    ],
    [{ name: 'X', appliesTo: 'LEAD', rule: leaf('age', 'GT', '65') }, [['rule.value', 'INVALID']]],
  ])('refuses %j', async (body, expected) => {
    const answer = await owner.rest('POST', '/segments', body);
    expect(answer.status).toBe(422);
    expect(codes(answer)).toEqual(expected);
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const { id } = await add({}, (await story.practice()).owner);
    const ask = async (one: string) => {
      const answers = [
        await owner.rest('GET', `/segments/${one}`),
        await owner.rest('PUT', `/segments/${one}`, { description: 'x' }),
        await owner.rest('DELETE', `/segments/${one}`),
        await owner.rest('POST', `/segments/${one}/restore`),
        await owner.rest('GET', `/segments/${one}/members`),
        await owner.rest('GET', `/segments/${one}/explain?type=LEAD&id=${randomId}`),
        await owner.rest('POST', `/segments/${one}/members`, { members: [{ type: 'LEAD', id: randomId }] }),
        await owner.rest('DELETE', `/segments/${one}/members/LEAD/${randomId}`),
      ];
      return answers.map(({ status, body: { error } }) => [status, error.code, error.details]);
    };
    const answers = await ask(id);
    expect(answers.map(([status]) => status)).toEqual(Array(8).fill(404));
    expect(await ask(randomId)).toEqual(answers);
  });
});

describe('/segments/:id/members', () => {
  test('added, listed, explained and removed', async () => {
    const { id } = await add();
    const leads = [await addLead(owner), await addLead(owner, { firstName: 'Last' })];
    const members = leads.map(one => ({ type: 'lead', id: one }));
    const path = `/segments/${id}/members`;
    const added = await owner.rest('POST', path, { members: [...members, { type: 'LEAD', id: randomId }] });
    expect([added.status, added.body.data]).toEqual([
      200,
      { added: 2, alreadyPresent: 0, rejected: [{ type: 'LEAD', id: randomId, code: 'NOT_FOUND' }] },
    ]);
    const page = await owner.rest('GET', `${path}?limit=1`);
    expect(page.body).toMatchObject({
      data: [{ id: leads[1], lead: { firstName: 'Last' }, contact: null }],
      pagination: { total: 2 },
    });
    const next = await owner.rest('GET', `${path}?cursor=${page.body.pagination.nextCursor}`);
    expect(next.body.data).toMatchObject([{ id: leads[0] }]);
    const why = await owner.rest('GET', `/segments/${id}/explain?type=LEAD&id=${leads[0]}`);
    expect(why.body.data).toMatchObject({ isMember: true, rule: null });
    expect((await owner.rest('DELETE', `${path}/lead/${leads[0]}`)).status).toBe(204);
    expect((await owner.rest('DELETE', `${path}/LEAD/${leads[0]}`)).status).toBe(404);
    const removed = await owner.rest('DELETE', path, { members });
    expect(removed.body.data).toEqual({ removed: 1, alreadyAbsent: 1, rejected: [] });
  });

  test('what the caller may not see is absent', async () => {
    const marketer = await story.marketer(practice);
    const sensitive = await add({ rule: leaf('interestedServices', 'IS', 'ASSESSMENT') });
    const seen = await marketer.rest('GET', `/segments/${sensitive.id}`);
    expect(seen.status).toBe(200);
    expect(seen.body.data).not.toHaveProperty('rule');
    expect(seen.body.data).not.toHaveProperty('fields');
    expect((await marketer.rest('GET', `/segments/${sensitive.id}/members`)).status).toBe(403);
  });
});

test('/segments/preview and /segments/fields', async () => {
  await addLead(owner, { tags: ['tried'], email: 'tried@example.org' });
  const tried = await owner.rest('POST', '/segments/preview', { appliesTo: 'LEAD', rule: leaf('tags', 'IS', 'tried') });
  expect(tried.body.data).toMatchObject({
    count: 1,
    mailable: 1,
    sample: [{ type: 'LEAD', lead: { email: 'tried@example.org' } }],
  });
  const fields = await owner.rest('GET', '/segments/fields?appliesTo=CONTACT');
  expect(fields.body.data.map((one: { field: string }) => one.field)).toContain('specialties');
  expect((await owner.rest('GET', '/segments/fields')).status).toBe(400);
});
