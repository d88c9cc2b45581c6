import { describe, expect, test } from '@jest/globals';
import { addLead, leadRow, randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

const input = { firstName: 'Ana', lastName: 'Diaz', email: 'Ana@Example.org', source: 'website', tags: ['evening'] };

describe('POST /leads', () => {
  test('201 with Location, ETag and the lead; enum words in any case', async () => {
    const { owner } = await story.practice();
    const { status, headers, body } = await owner.rest('POST', '/leads', input);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/leads/${body.data.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body.data).toMatchObject({
      firstName: 'Ana',
      email: 'ana@example.org',
      source: 'WEBSITE',
      status: 'NEW',
      tags: ['evening'],
      possibleDuplicates: [],
    });
  });

  test('R10: names duplicates, or 409 when asked to refuse', async () => {
    const { owner, practice } = await story.practice();
    const first = await owner.rest('POST', '/leads', input);
    const second = await owner.rest('POST', '/leads', input);
    expect(second.body.data.possibleDuplicates).toEqual([{ id: first.body.data.id, matchedOn: ['EMAIL'] }]);
    const third = await owner.rest('POST', '/leads', { ...input, onDuplicate: 'reject' });
    expect([third.status, third.body.error.code]).toEqual([409, 'DUPLICATE']);
    expect(await story.database.query('select 1 from leads where practice_id = $1', [practice.id])).toHaveLength(2);
  });

  test('401, 403, 415, 400 and 422, and nothing is written', async () => {
    const { owner, practice } = await story.practice();
    const marketer = await story.marketer(practice);
    expect((await story.stranger().rest('POST', '/leads', input)).status).toBe(401);
    expect((await marketer.rest('POST', '/leads', input)).status).toBe(403);
    expect((await owner.rest('POST', '/leads', 'a=1', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await owner.rest('POST', '/leads', '{"firstName":')).status).toBe(400);
    const invalid = await owner.rest('POST', '/leads', {
      lastName: 'x',
      convertedAt: '2026-01-01T00:00:00Z',
      source: 'moon',
    });
    expect(invalid.status).toBe(422);
    expect(invalid.body.error.details.map((d: { path: unknown; code: string }) => [d.path, d.code])).toEqual(
      expect.arrayContaining([
        [['firstName'], 'REQUIRED'],
        [['convertedAt'], 'UNKNOWN_FIELD'],
        [['source'], 'INVALID'],
      ]),
    );
    expect(await story.database.query('select 1 from leads where practice_id = $1', [practice.id])).toEqual([]);
  });
});

describe('GET /leads', () => {
  test('a page with its pagination, filters, sort and search', async () => {
    const { owner } = await story.practice();
    for (const firstName of ['Ada', 'Bea', 'Cyd'])
      await addLead(owner, { firstName, source: firstName === 'Cyd' ? 'PHONE' : 'WEBSITE' });
    const names = async (query: string) =>
      (await owner.rest('GET', `/leads${query}`)).body.data.map((lead: { firstName: string }) => lead.firstName);
    const { status, body } = await owner.rest('GET', '/leads?limit=2&page=1&sort=-createdAt');
    expect(status).toBe(200);
    expect(body.data.map((lead: { firstName: string }) => lead.firstName)).toEqual(['Cyd', 'Bea']);
    expect(body.pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2, nextCursor: expect.any(String) });
    expect(await names(`?limit=2&sort=-createdAt&cursor=${encodeURIComponent(body.pagination.nextCursor)}`)).toEqual([
      'Ada',
    ]);
    expect(await names('?limit=2&page=2&sort=-createdAt')).toEqual(['Ada']);
    expect(await names('?source=website&sort=firstName')).toEqual(['Ada', 'Bea']);
    expect(await names('?source=website&source=PHONE&sort=firstName')).toHaveLength(3);
    expect(await names('?search=be')).toEqual(['Bea']);
    expect(await names('?createdTo=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await names('?assignedToId=none')).toHaveLength(3);
  });

  test('400 for what the list does not know, 403 for a filter on a hidden field', async () => {
    const { owner, practice } = await story.practice();
    for (const query of ['?limit=101', '?colour=red', '?sort=moon', '?status=moon', '?cursor=forged', '?page=0']) {
      expect([query, (await owner.rest('GET', `/leads${query}`)).status]).toEqual([query, 400]);
    }
    const marketer = await story.marketer(practice);
    expect((await marketer.rest('GET', '/leads?phone=5035550142')).status).toBe(403);
    const { body } = await marketer.rest('GET', '/leads');
    expect(body.data).toEqual([]);
  });

  test('a field the caller may not see is absent', async () => {
    const { owner, practice } = await story.practice();
    const id = await addLead(owner, { phone: '5035550142', presentingConcern: 'x', insurance: { payer: 'A' } });
    const { body } = await (await story.marketer(practice)).rest('GET', `/leads/${id}`);
    for (const field of ['phone', 'dateOfBirth', 'presentingConcern', 'interestedServices', 'insurance', 'isSelfPay']) {
      expect(body.data).not.toHaveProperty(field);
    }
    expect(body.data).toMatchObject({ id, firstName: 'Kim', viewerCanUpdate: false });
  });
});

describe('GET, PUT and DELETE /leads/:id', () => {
  test('200 with ETag; PUT changes what is given; 412 on an old copy; 204 and 404 after', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, { tags: ['a'] });
    const read = await owner.rest('GET', `/leads/${id}`);
    expect([read.status, read.headers.get('etag'), read.body.data.firstName]).toEqual([200, '"1"', 'Kim']);
    const changed = await owner.rest(
      'PUT',
      `/leads/${id}`,
      { firstName: 'Kay', status: 'contacted' },
      { 'if-match': '"1"' },
    );
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body.data).toMatchObject({
      firstName: 'Kay',
      lastName: 'Lee',
      tags: ['a'],
      status: 'CONTACTED',
      version: 2,
    });
    const stale = await owner.rest('PUT', `/leads/${id}`, { firstName: 'Old' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error.code]).toEqual([412, 'STALE_VERSION']);
    expect(stale.body.error.message).toContain('2');
    expect((await owner.rest('DELETE', `/leads/${id}`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    const gone = await owner.rest('DELETE', `/leads/${id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await owner.rest(method, `/leads/${id}`, method === 'PUT' ? {} : undefined)).status).toBe(404);
    }
    expect((await owner.rest('POST', `/leads/${id}/restore`)).body.data).toMatchObject({ id, firstName: 'Kay' });
    expect((await owner.rest('POST', `/leads/${id}/restore`)).status).toBe(409);
  });

  test('R7, R2: 409 naming the rule, and the row unchanged', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const jump = await owner.rest('PUT', `/leads/${id}`, { status: 'QUALIFIED' });
    expect([jump.status, jump.body.error.code]).toEqual([409, 'INVALID_TRANSITION']);
    expect((await owner.rest('PUT', `/leads/${id}`, { status: 'CONVERTED' })).body.error.code).toBe(
      'INVALID_TRANSITION',
    );
    expect((await owner.rest('PUT', `/leads/${id}`, { status: 'LOST' })).status).toBe(422);
    await story.database.query("update leads set status = 'CONVERTED' where id = $1", [id]);
    const removed = await owner.rest('DELETE', `/leads/${id}`);
    expect([removed.status, removed.body.error.code]).toEqual([409, 'LEAD_CONVERTED']);
    expect((await owner.rest('PUT', `/leads/${id}`, { status: 'NEW' })).body.error.code).toBe('LEAD_CONVERTED');
    expect(await leadRow(story, id)).toMatchObject({ status: 'CONVERTED', version: 1, deleted_at: null });
  });

  test("another practice's lead, a random id and a malformed one answer alike", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner);
    for (const [method, body] of [['GET'], ['PUT', { firstName: 'X' }], ['DELETE']] as const) {
      const answers = await Promise.all(
        [id, randomId, 'nonsense'].map(each => stranger.rest(method, `/leads/${each}`, body)),
      );
      const seen = answers.map(({ status, body: { error } }) => [status, error.code, error.message]);
      expect(seen[0]![0]).toBe(404);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
    expect(await leadRow(story, id)).toMatchObject({ first_name: 'Kim', deleted_at: null });
  });

  test('405 names the methods', async () => {
    const { owner } = await story.practice();
    const { status, headers } = await owner.rest('PATCH', `/leads/${randomId}`, {});
    expect(status).toBe(405);
    expect(headers.get('allow')).toMatch(/GET.*PUT.*DELETE/);
  });
});

describe('POST /leads/:id/interactions', () => {
  test('201 with the interaction; the first outbound one answers the lead', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const body = { kind: 'call', direction: 'outbound', occurredAt: '2026-03-02T10:00:00Z', summary: 'Left word' };
    const added = await owner.rest('POST', `/leads/${id}/interactions`, body);
    expect(added.status).toBe(201);
    expect(added.body.data).toMatchObject({
      kind: 'CALL',
      direction: 'OUTBOUND',
      summary: 'Left word',
      occurredAt: '2026-03-02T10:00:00.000Z',
    });
    expect((await owner.rest('GET', `/leads/${id}`)).body.data).toMatchObject({
      status: 'CONTACTED',
      firstRespondedAt: '2026-03-02T10:00:00.000Z',
    });
  });

  test('404, 403 and 422', async () => {
    const { owner, practice } = await story.practice();
    const id = await addLead(owner);
    const body = { kind: 'CALL', direction: 'OUTBOUND' };
    expect((await owner.rest('POST', `/leads/${randomId}/interactions`, body)).status).toBe(404);
    expect((await (await story.biller(practice)).rest('POST', `/leads/${id}/interactions`, body)).status).toBe(403);
    const { status, body: answer } = await owner.rest('POST', `/leads/${id}/interactions`, { ...body, kind: 'SHOUT' });
    expect([status, answer.error.details[0].code]).toEqual([422, 'INVALID']);
    expect(await leadRow(story, id)).toMatchObject({ status: 'NEW' });
  });
});
