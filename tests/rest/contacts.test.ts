import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization, rowOf } from '../support/contacts.js';
import { randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

const input = { firstName: 'Ana', lastName: 'Diaz', email: 'Ana@Example.org', type: 'physician', tags: ['evening'] };

describe('POST /contacts', () => {
  test('201 with Location, ETag and the contact; enum words in any case', async () => {
    const { owner } = await story.practice();
    const organizationId = await addOrganization(owner, { kind: 'Clinic' });
    const { status, headers, body } = await owner.rest('POST', '/contacts', { ...input, organizationId });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/contacts/${body.data.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body.data).toMatchObject({
      firstName: 'Ana',
      fullName: 'Ana Diaz',
      email: 'ana@example.org',
      type: 'PHYSICIAN',
      referralStatus: 'PROSPECT',
      organizationId,
      organization: { id: organizationId, name: 'Elm Street Clinic', kind: 'Clinic' },
      tags: ['evening'],
      specialties: [],
      viewerCanUpdate: true,
    });
  });

  test('401, 403, 415, 400 and 422, and nothing is written', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    expect((await story.stranger().rest('POST', '/contacts', input)).status).toBe(401);
    expect((await clinician.rest('POST', '/contacts', input)).status).toBe(403);
    expect((await owner.rest('POST', '/contacts', 'a=1', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await owner.rest('POST', '/contacts', '{"firstName":')).status).toBe(400);
    const invalid = await owner.rest('POST', '/contacts', { lastName: 'x', status: 'NEW', type: 'moon', npi: '1' });
    expect(invalid.status).toBe(422);
    expect(invalid.body.error.details.map((d: { path: unknown; code: string }) => [d.path, d.code])).toEqual(
      expect.arrayContaining([
        [['firstName'], 'REQUIRED'],
        [['status'], 'UNKNOWN_FIELD'],
        [['type'], 'INVALID'],
        [['npi'], 'INVALID_FORMAT'],
      ]),
    );
    expect(await story.database.query('select 1 from contacts where practice_id = $1', [practice.id])).toEqual([]);
  });
});

describe('GET /contacts', () => {
  test('a page with its pagination, filters, sort and search', async () => {
    const { owner } = await story.practice();
    const organizationId = await addOrganization(owner);
    await addContact(owner, { firstName: 'Ada', type: 'SCHOOL', organizationId });
    await addContact(owner, { firstName: 'Bea', type: 'SCHOOL', tags: ['a'], category: 'Legal' });
    await addContact(owner, { firstName: 'Cyd', type: 'VENDOR' });
    const names = async (query: string) =>
      (await owner.rest('GET', `/contacts${query}`)).body.data.map((one: { firstName: string }) => one.firstName);
    const { status, body } = await owner.rest('GET', '/contacts?limit=2&page=1&sort=-createdAt');
    expect(status).toBe(200);
    expect(body.data.map((one: { firstName: string }) => one.firstName)).toEqual(['Cyd', 'Bea']);
    expect(body.pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2, nextCursor: expect.any(String) });
    const cursor = encodeURIComponent(body.pagination.nextCursor);
    expect(await names(`?limit=2&sort=-createdAt&cursor=${cursor}`)).toEqual(['Ada']);
    expect(await names('?limit=2&page=2&sort=-createdAt')).toEqual(['Ada']);
    expect(await names('?type=school&sort=firstName')).toEqual(['Ada', 'Bea']);
    expect(await names('?type=school&type=VENDOR&sort=-firstName')).toEqual(['Cyd', 'Bea', 'Ada']);
    expect(await names('?search=be')).toEqual(['Bea']);
    expect(await names('?search=elm')).toEqual(['Ada']);
    expect(await names(`?organizationId=${organizationId}`)).toEqual(['Ada']);
    expect(await names('?organizationId=none&sort=firstName')).toEqual(['Bea', 'Cyd']);
    expect(await names('?tags=a')).toEqual(['Bea']);
    expect(await names('?category=legal')).toEqual(['Bea']);
    expect(await names('?createdTo=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await names('?assignedToId=none')).toHaveLength(3);
  });

  test('400 for what the list does not know', async () => {
    const { owner } = await story.practice();
    for (const query of ['?limit=101', '?colour=red', '?sort=moon', '?type=moon', '?cursor=forged', '?page=0']) {
      expect([query, (await owner.rest('GET', `/contacts${query}`)).status]).toEqual([query, 400]);
    }
  });
});

describe('GET, PUT and DELETE /contacts/:id', () => {
  test('200 with ETag; PUT changes what is given; 412 on an old copy; 204 and 404 after', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner, { tags: ['a'] });
    const read = await owner.rest('GET', `/contacts/${id}`);
    expect([read.status, read.headers.get('etag'), read.body.data.firstName]).toEqual([200, '"1"', 'Rosa']);
    const change = { firstName: 'Rose', referralStatus: 'active' };
    const changed = await owner.rest('PUT', `/contacts/${id}`, change, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body.data).toMatchObject({
      firstName: 'Rose',
      lastName: 'Park',
      tags: ['a'],
      referralStatus: 'ACTIVE',
      version: 2,
    });
    const stale = await owner.rest('PUT', `/contacts/${id}`, { firstName: 'Old' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error.code]).toEqual([412, 'STALE_VERSION']);
    expect(stale.body.error.message).toContain('2');
    expect((await owner.rest('DELETE', `/contacts/${id}`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    const gone = await owner.rest('DELETE', `/contacts/${id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await owner.rest(method, `/contacts/${id}`, method === 'PUT' ? {} : undefined)).status).toBe(404);
    }
    expect((await owner.rest('GET', '/contacts?isDeleted=true')).body.data).toMatchObject([{ id }]);
    expect((await owner.rest('POST', `/contacts/${id}/restore`)).body.data).toMatchObject({ id, firstName: 'Rose' });
    expect((await owner.rest('POST', `/contacts/${id}/restore`)).status).toBe(409);
  });

  test('PUT empties with null and refuses what it does not know', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner, { title: 'Nurse', specialties: ['Sleep'] });
    const emptied = await owner.rest('PUT', `/contacts/${id}`, { title: null, specialties: null });
    expect(emptied.body.data).toMatchObject({ title: null, specialties: [] });
    for (const body of [{ version: 9 }, { firstName: null }, { type: null }, { practiceId: randomId }]) {
      expect((await owner.rest('PUT', `/contacts/${id}`, body)).status).toBe(422);
    }
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ version: 2 });
  });

  test("another practice's contact, a random id and a malformed one answer alike; stats is no id", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addContact(owner);
    for (const [method, body] of [['GET'], ['PUT', { firstName: 'X' }], ['DELETE']] as const) {
      const answers = await Promise.all(
        [id, randomId, 'nonsense'].map(each => stranger.rest(method, `/contacts/${each}`, body)),
      );
      const seen = answers.map(({ status, body: { error } }) => [status, error.code, error.message]);
      expect(seen[0]![0]).toBe(404);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ first_name: 'Rosa', deleted_at: null });
    const { status } = await owner.rest('GET', '/contacts/stats');
    expect(status).toBe(200);
    expect((await owner.rest('PUT', '/contacts/stats', {})).status).toBe(405);
  });

  test('405 names the methods', async () => {
    const { owner } = await story.practice();
    const { status, headers } = await owner.rest('PATCH', `/contacts/${randomId}`, {});
    expect(status).toBe(405);
    expect(headers.get('allow')).toMatch(/GET.*PUT.*DELETE/);
  });
});

describe('POST /contacts/:id/interactions', () => {
  test('201 with the interaction', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const body = { kind: 'call', direction: 'outbound', occurredAt: '2026-03-02T10:00:00Z', summary: 'Left word' };
    const added = await owner.rest('POST', `/contacts/${id}/interactions`, body);
    expect(added.status).toBe(201);
    expect(added.headers.get('location')).toBe(`/api/v1/contacts/${id}`);
    expect(added.body.data).toMatchObject({
      kind: 'CALL',
      direction: 'OUTBOUND',
      summary: 'Left word',
      occurredAt: '2026-03-02T10:00:00.000Z',
      staff: { id: owner.id },
    });
  });

  test('404, 403 and 422', async () => {
    const { owner, practice } = await story.practice();
    const id = await addContact(owner);
    const body = { kind: 'CALL', direction: 'OUTBOUND' };
    expect((await owner.rest('POST', `/contacts/${randomId}/interactions`, body)).status).toBe(404);
    expect((await (await story.biller(practice)).rest('POST', `/contacts/${id}/interactions`, body)).status).toBe(403);
    const { status, body: answer } = await owner.rest('POST', `/contacts/${id}/interactions`, {
      ...body,
      kind: 'SHOUT',
    });
    expect([status, answer.error.details[0].code]).toEqual([422, 'INVALID']);
    expect(await story.database.query('select 1 from interactions where subject_id = $1', [id])).toEqual([]);
  });
});
