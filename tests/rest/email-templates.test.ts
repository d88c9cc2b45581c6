import { expect, test } from '@jest/globals';
import { randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';
import { mjmlOf, templateInput } from '../support/templates.js';

const story = useStory();
const at = (id: string, more = '') => `/email-templates/${id}${more}`;

test('templates are added, published, shown, changed by version, deleted and restored', async () => {
  const { owner, practice } = await story.practice();
  const input = templateInput({ mjml: mjmlOf('<mj-text>Hello {{ person.firstName }}</mj-text>') });
  const added = await owner.rest('POST', '/email-templates', input);
  const { id } = added.body.data;
  expect([added.status, added.headers.get('location'), added.headers.get('etag')]).toEqual([
    201,
    `/api/v1${at(id)}`,
    '"1"',
  ]);
  expect(added.body.data).toMatchObject({ ...input, publishedNumber: null, viewerCanPublish: true });
  const published = await owner.rest('POST', at(id, '/publish'));
  expect([published.status, published.body.data.publishedNumber]).toEqual([200, 1]);
  const versions = await owner.rest('GET', at(id, '/versions'));
  expect(versions.body.data).toMatchObject([
    { number: 1, subject: input.subject, html: expect.stringContaining('Hello') },
  ]);
  const preview = await owner.rest('GET', at(id, '/preview'));
  expect([preview.status, preview.body.data.html]).toEqual([200, expect.stringContaining('Hello Alex')]);
  const changed = await owner.rest('PUT', at(id), { subject: 'Later' }, { 'if-match': '"2"' });
  expect([changed.status, changed.body.data.subject, changed.body.data.hasUnpublishedChanges]).toEqual([
    200,
    'Later',
    true,
  ]);
  expect((await owner.rest('PUT', at(id), { subject: 'X' }, { 'if-match': '"2"' })).status).toBe(412);
  const listed = await owner.rest('GET', '/email-templates?search=template');
  expect(listed.body.data.map((row: { id: string }) => row.id)).toEqual([id]);
  const intake = await story.intake(practice);
  expect((await intake.rest('POST', at(id, '/publish'))).status).toBe(403);
  expect((await owner.rest('DELETE', at(id))).status).toBe(204);
  expect((await owner.rest('GET', at(id))).status).toBe(404);
  expect((await owner.rest('POST', at(id, '/restore'))).status).toBe(200);
});

test('templates refuse what is not there, not theirs, protected or not known', async () => {
  const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
  const { id } = (await owner.rest('POST', '/email-templates', templateInput())).body.data;
  expect((await owner.rest('GET', at(randomId))).status).toBe(404);
  expect((await stranger.rest('PUT', at(id), { subject: 'Mine' })).status).toBe(404);
  expect((await owner.rest('PATCH' as 'PUT', at(id), {})).status).toBe(405);
  expect((await owner.rest('GET', '/email-templates?color=red')).status).toBe(400);
  const leak = await owner.rest('PUT', at(id), { html: '<p>{{ person.presentingConcern }}</p>' });
  expect([leak.status, leak.body.error.details[0].code]).toEqual([422, 'PROTECTED_FIELD']);
  const mistyped = await owner.rest('POST', '/email-templates', templateInput({ subject: '{{ person.fristName }}' }));
  expect([mistyped.status, mistyped.body.error.details[0].code]).toEqual([422, 'UNKNOWN_VARIABLE']);
});
