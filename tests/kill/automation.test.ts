import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Child } from '../support/child.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';

/** Members and deaths of the worker; the long run sets 10000 and 20. */
const members = Number(process.env.AUTOMATION_MEMBERS ?? 400);
const deaths = Number(process.env.KILL_ROUNDS ?? 4);

const story = useStory();

test(`${members} members, the worker killed ${deaths} times: each took each step once`, async () => {
  const { practice, owner } = await story.practice();
  await story.database.query(
    `insert into leads (id, practice_id, created_at, updated_at, first_name, last_name, name_key, source)
     select gen_random_uuid(), $1, now(), now(), 'Kim', 'Lee', 'lee kim', 'OTHER' from generate_series(1, $2::int)`,
    [practice.id, members],
  );
  const { body } = await owner.rest('POST', '/campaigns', { name: 'Autumn' });
  const at = `/campaigns/${body.data.id}`;
  await owner.rest('PUT', `${at}/automation`, {
    steps: [
      { trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: 'autumn' } },
      { trigger: { kind: 'AFTER_STEP', afterStep: 1 }, action: { kind: 'CREATE_TASK', task: { title: 'Ring' } } },
    ],
  });
  await story.database.query(
    `insert into campaign_recipients (practice_id, campaign_id, person_type, person_id, origin, added_at)
     select $1, $2, 'LEAD', id, 'HAND', now() from leads where practice_id = $1`,
    [practice.id, body.data.id],
  );
  await owner.rest('PUT', `${at}/activate`, {});
  const done = async () => {
    const [row] = await story.database.query<{ n: number }>(
      `select count(*)::int as n from campaign_step_runs where campaign_id = $1 and state = 'DONE'`,
      [body.data.id],
    );
    return row!.n;
  };
  const all = members * 2;
  for (let death = 1; death <= deaths; death++) {
    const child = await Child.start('worker', testEnvironment(story.database.adminUrl));
    // Somewhere within its share of the work.
    const goal = Math.floor((all * death) / (deaths + 1));
    while ((await done()) < goal) await pause(5);
    await pause(Math.random() * 20);
    await child.kill();
  }
  expect(await done()).toBeLessThan(all);
  const last = await Child.start('worker', testEnvironment(story.database.adminUrl));
  while ((await done()) < all) await pause(50);
  await pause(3_000);
  await last.kill();
  const tasks = await story.database.query(
    `select related_id from tasks where practice_id = $1 and related_type = 'LEAD'`,
    [practice.id],
  );
  expect([tasks.length, new Set(tasks.map(task => task.related_id)).size]).toEqual([members, members]);
  const tags = await story.database.query(
    `select tags, version, count(*)::int as n from leads where practice_id = $1 group by 1, 2`,
    [practice.id],
  );
  expect(tags).toEqual([{ tags: ['autumn'], version: 2, n: members }]);
  const states = await story.database.query(
    'select state, count(*)::int as n from campaign_step_runs where campaign_id = $1 group by 1',
    [body.data.id],
  );
  expect(states).toEqual([{ state: 'DONE', n: all }]);
}, 900_000);
