import { expect, test } from '@jest/globals';
import { newId } from '../../src/platform/clock.js';
import { noBody } from '../../src/platform/rest/body.js';
import { routeGroups } from '../../src/server/routes.js';
import type { Services } from '../../src/server/services.js';
import { addEmailCampaign } from '../support/email-campaigns.js';
import { useStory } from '../support/story.js';

/** Calls that take nothing but their address refuse what they would not look at. */
const story = useStory();
const actions = routeGroups({} as Services)
  .filter(group => group.base === '/api/v1')
  .flatMap(group => group.routes)
  .filter(({ method, rawBody, body }) => method !== 'get' && !rawBody && (body ?? noBody) === noBody)
  .map(({ method, path }) => [method.toUpperCase(), path] as const);
const addressOf = (path: string) => path.replaceAll(/:[a-zA-Z]*[iI]d\b/g, newId).replaceAll(/:\w+/g, 'LEAD');

test('there are such calls', () => {
  expect(actions).toEqual(
    expect.arrayContaining([
      ['PUT', '/email-campaigns/:id/send'],
      ['PUT', '/email-campaigns/:id/cancel'],
      ['PUT', '/campaigns/:id/activate'],
      ['DELETE', '/leads/:id'],
    ]),
  );
});

test('each refuses a field, and takes no body and an empty one', async () => {
  const { practice, owner } = await story.practice();
  for (const [method, path] of actions) {
    const address = addressOf(path);
    const refused = await owner.rest(method, address, { status: 'SENT', noSuchField: 1 });
    const codes = refused.body.error.details.map((detail: { code: string }) => detail.code);
    expect([method, path, refused.status, codes]).toEqual([method, path, 422, ['UNKNOWN_FIELD', 'UNKNOWN_FIELD']]);
    const list = await owner.rest(method, address, []);
    expect([method, path, list.status]).toEqual([method, path, 422]);
    for (const body of [{}, undefined]) {
      const caller = path === '/auth/sign-out' ? await story.person(practice, 'OWNER') : owner;
      const { status } = await caller.rest(method, address, body);
      expect([method, path, [200, 204, 404].includes(status)]).toEqual([method, path, true]);
    }
  }
});

test('a refused step leaves the email campaign as it was', async () => {
  const { owner } = await story.practice();
  const id = await addEmailCampaign(owner, {});
  const refused = await owner.rest('PUT', `/email-campaigns/${id}/cancel`, { sentAt: '2026-01-01T00:00:00Z' });
  expect([refused.status, refused.body.error.details]).toMatchObject([
    422,
    [{ path: ['sentAt'], code: 'UNKNOWN_FIELD' }],
  ]);
  expect((await owner.rest('GET', `/email-campaigns/${id}`)).body.data.status).toBe('DRAFT');
  expect((await owner.rest('PUT', `/email-campaigns/${id}/cancel`, {})).body.data.status).toBe('CANCELLED');
});
