import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { transact } from '../../../src/platform/use-case.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const calls: { path: string; key: string; body: Record<string, string> }[] = [];
let isDown = false;
const messaging = createServer(async (req: IncomingMessage, res) => {
  const body = JSON.parse(await text(req));
  if (!isDown) calls.push({ path: req.url ?? '', key: String(req.headers['idempotency-key']), body });
  res.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
});
await new Promise<void>(resolve => messaging.listen(0, '127.0.0.1', resolve));
messaging.unref();

const story = useStory({
  settings: {
    MESSAGING_URL: `http://127.0.0.1:${(messaging.address() as AddressInfo).port}`,
    MESSAGING_KEY: 'a key of the messaging module',
  },
});

const notice = { kind: 'LEAD_OPENED', text: 'A lead was opened.', objectType: 'LEAD' };
const leadId = '00000000-0000-7000-8000-000000000001';

const telling = (practice: PracticeInStory) => {
  const { ground, notifications } = story.services;
  const useCase = { operation: 'openLead', permission: 'lead:read', action: 'CALL', objectType: 'LEAD' } as const;
  return transact(ground, story.systemContext(practice), useCase, unit =>
    notifications.notifyOwners(unit, { ...notice, objectId: leadId }),
  );
};

const notifications = '{ notifications { id kind text objectType objectId createdAt readAt } }';
const markRead =
  'mutation ($id: ID!) { markNotificationRead(id: $id) { notification { readAt } userErrors { code } } }';

describe('notifications', () => {
  test('reach every active owner of the practice and nobody else, until they are read', async () => {
    const { practice, owner } = await story.practice();
    const { owner: other } = await story.practice();
    const second = await story.owner(practice);
    const alice = await story.clinician(practice);
    await telling(practice);
    for (const reader of [owner, second]) {
      const { data } = await reader.graphql(notifications);
      expect(data.notifications).toEqual([expect.objectContaining({ ...notice, objectId: leadId, readAt: null })]);
    }
    for (const reader of [alice, other]) expect((await reader.graphql(notifications)).data.notifications).toEqual([]);
    const [own] = (await owner.graphql(notifications)).data.notifications;
    const foreign = await second.graphql(markRead, { id: own.id });
    expect(foreign.data.markNotificationRead).toEqual({ notification: null, userErrors: [{ code: 'NOT_FOUND' }] });
    const { data } = await owner.graphql(markRead, { id: own.id });
    expect(data.markNotificationRead.notification.readAt).toEqual(expect.any(String));
  });

  test('need someone signed in', async () => {
    const { errors } = await story.stranger().graphql(notifications);
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('are handed to the messaging module once, and again after it was down', async () => {
    const { practice, owner } = await story.practice();
    await story.services.notifications.deliver();
    calls.length = 0;
    await telling(practice);
    isDown = true;
    expect(await story.services.notifications.deliver()).toBe(0);
    isDown = false;
    expect(await story.services.notifications.deliver()).toBe(1);
    expect(await story.services.notifications.deliver()).toBe(0);
    const [own] = (await owner.graphql(notifications)).data.notifications;
    expect(calls).toEqual([
      {
        path: '/staff-notifications',
        key: own.id,
        body: expect.objectContaining({ id: own.id, staffId: owner.id, email: owner.email, kind: 'LEAD_OPENED' }),
      },
    ]);
  });
});
