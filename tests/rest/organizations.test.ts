import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization } from '../support/contacts.js';
import { randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

describe('/organizations', () => {
  test('201, 200 with ETag, PUT of what is given, 412, 409 while in use, 204, 404, and back', async () => {
    const { owner } = await story.practice();
    const added = await owner.rest('POST', '/organizations', { name: 'Elm Clinic', kind: 'Clinic' });
    const { id } = added.body.data;
    expect([added.status, added.headers.get('location'), added.headers.get('etag')]).toEqual([
      201,
      `/api/v1/organizations/${id}`,
      '"1"',
    ]);
    expect((await owner.rest('GET', `/organizations/${id}`)).body.data).toMatchObject({
      name: 'Elm Clinic',
      kind: 'Clinic',
    });
    const changed = await owner.rest('PUT', `/organizations/${id}`, { name: 'Oak Clinic' }, { 'if-match': '"1"' });
    expect([changed.status, changed.body.data.name, changed.body.data.kind]).toEqual([200, 'Oak Clinic', 'Clinic']);
    const stale = await owner.rest('PUT', `/organizations/${id}`, { name: 'Old' }, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    const contact = await addContact(owner, { organizationId: id });
    const used = await owner.rest('DELETE', `/organizations/${id}`);
    expect([used.status, used.body.error.code]).toEqual([409, 'IN_USE']);
    await owner.rest('DELETE', `/contacts/${contact}`);
    expect((await owner.rest('DELETE', `/organizations/${id}`)).status).toBe(204);
    expect((await owner.rest('GET', `/organizations/${id}`)).status).toBe(404);
    expect((await owner.rest('GET', '/organizations?isDeleted=true')).body.data).toMatchObject([{ id }]);
    expect((await owner.rest('POST', `/organizations/${id}/restore`)).body.data).toMatchObject({ id });
  });

  test('a page with its pagination, filters, sort and search', async () => {
    const { owner } = await story.practice();
    for (const name of ['Ada School', 'Bea Clinic', 'Cyd Law'])
      await addOrganization(owner, { name, kind: name.slice(4) });
    const names = async (query: string) =>
      (await owner.rest('GET', `/organizations${query}`)).body.data.map((one: { name: string }) => one.name);
    const { body } = await owner.rest('GET', '/organizations?limit=2&sort=name');
    expect(body.pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2, nextCursor: expect.any(String) });
    const cursor = encodeURIComponent(body.pagination.nextCursor);
    expect(await names(`?limit=2&sort=name&cursor=${cursor}`)).toEqual(['Cyd Law']);
    expect(await names('?kind=school&kind=LAW&sort=-name')).toEqual(['Cyd Law', 'Ada School']);
    expect(await names('?search=cli')).toEqual(['Bea Clinic']);
    for (const query of ['?limit=101', '?colour=red', '?sort=moon', '?cursor=forged']) {
      expect([query, (await owner.rest('GET', `/organizations${query}`)).status]).toEqual([query, 400]);
    }
  });

  test('401, 403 and 404', async () => {
    const { owner, practice } = await story.practice();
    const { owner: stranger } = await story.practice();
    const id = await addOrganization(owner);
    expect((await story.stranger().rest('GET', '/organizations')).status).toBe(401);
    expect((await (await story.auditor(practice)).rest('PUT', `/organizations/${id}`, { name: 'X' })).status).toBe(403);
    for (const each of [id, randomId, 'nonsense']) {
      expect((await stranger.rest('GET', `/organizations/${each}`)).status).toBe(404);
    }
  });
});
