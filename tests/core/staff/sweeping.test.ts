import { expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';

const story = useStory();

test('sessions that ended long ago and counts that no longer matter are removed; others stay', async () => {
  const { owner } = await story.practice();
  await story.stranger().rest('POST', '/auth/sign-in', { email: owner.email, password: 'wrong password' });
  const { sessions, signIn } = story.services;
  expect([await sessions.forgetEnded(), await signIn.throttle.sweep()]).toEqual([0, 0]);
  story.clock.advance({ days: 91 });
  expect(await sessions.forgetEnded()).toBe(1);
  // The account and the address.
  expect(await signIn.throttle.sweep()).toBe(2);
  expect(await story.database.query('select id from refresh_tokens')).toEqual([]);
});
