import { expect, test } from '@jest/globals';
import { useStory } from '../support/story.js';

const story = useStory();

const shapes = {
  contacts: { total: 0, byType: [], byReferralStatus: [], noInteractionIn90Days: 0, referrals: { topReferrers: [] } },
  tasks: { total: 0, open: 0, overdue: 0, dueToday: 0, dueThisWeek: 0, timeToComplete: { medianMinutes: null } },
  campaigns: { total: 0, leads: 0, conversions: 0, byStatus: [], amounts: [] },
};

test.each(Object.entries(shapes))('GET /%s/stats is never an id, and takes instants', async (noun, empty) => {
  const { owner } = await story.practice();
  const path = `/${noun}/stats`;
  const all = await owner.rest('GET', path);
  expect(all.status).toBe(200);
  expect(all.body.data).toMatchObject({ ...empty, from: null, to: null, isRestricted: false });
  const ranged = await owner.rest('GET', `${path}?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z`);
  expect(ranged.body.data).toMatchObject({
    ...empty,
    from: '2020-01-01T00:00:00.000Z',
    to: '2020-02-01T00:00:00.000Z',
  });
  expect((await owner.rest('GET', `${path}?from=yesterday`)).status).toBe(400);
  expect((await owner.rest('GET', `${path}?since=2020-01-01T00:00:00Z`)).status).toBe(400);
  expect((await owner.rest('GET', `${path}?from=2020-02-01T00:00:00Z&to=2020-01-01T00:00:00Z`)).status).toBe(422);
  expect((await owner.rest('POST', path)).status).toBe(405);
  expect((await story.stranger().rest('GET', path)).status).toBe(401);
});

test('each door answers the same of the same rows', async () => {
  const { practice, owner } = await story.practice();
  await story.database.query(
    `insert into tasks (id, practice_id, created_at, updated_at, title, due_at, assigned_to_id)
     select gen_random_uuid(), $1, now(), now(), 'x', now() - interval '1 hour', $2 from generate_series(1, 3)`,
    [practice.id, owner.id],
  );
  const rest = (await owner.rest('GET', '/tasks/stats')).body.data;
  const { data } = await owner.graphql(
    '{ taskStats { total overdue byAssignee { assignedToId name count open isSuppressed } } }',
  );
  expect(data.taskStats).toMatchObject({ total: 3, overdue: 3 });
  const { total, overdue, byAssignee } = rest;
  expect({ total, overdue, byAssignee }).toEqual(data.taskStats);
});
