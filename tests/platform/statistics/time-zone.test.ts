import { expect, test } from '@jest/globals';
import pg from 'pg';
import { statsOf } from '../../support/statistics.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { until } from '../../support/until.js';

const story = useStory();
const sql = (text: string, ...values: unknown[]) => story.database.query(text, values);

/** On the 10th in Kolkata, still the 9th in New York. */
const addLead = ({ id }: PracticeInStory) =>
  sql(
    `insert into leads (id, practice_id, created_at, updated_at, name_key, source, status)
     values (gen_random_uuid(), $1, '2026-03-10T02:00:00Z', now(), 'x', 'PHONE', 'NEW')`,
    id,
  );
const addTask = ({ id }: PracticeInStory) =>
  sql(
    `insert into tasks (id, practice_id, created_at, updated_at, title, status, priority)
     values (gen_random_uuid(), $1, '2026-03-10T02:00:00Z', now(), 'x', 'PENDING', 'LOW')`,
    id,
  );

async function moveToKolkata(owner: Person): Promise<void> {
  const { data } = await owner.graphql(
    'mutation { updatePractice(input: { timeZone: "Asia/Kolkata" }) { practice { timeZone } } }',
  );
  expect(data.updatePractice.practice.timeZone).toBe('Asia/Kolkata');
}

const figures = (who: Person, operation: string) => statsOf(who, operation, 'timeZone daily { date count }');
const former = (count: number) => ({ timeZone: 'America/New_York', daily: [{ date: '2026-03-09', count }] });
const present = (count: number) => ({ timeZone: 'Asia/Kolkata', daily: [{ date: '2026-03-10', count }] });

test('after a change of zone, days are of the former one, and said to be, until cells are cut anew', async () => {
  const { practice, owner } = await story.practice();
  await addLead(practice);
  expect(await figures(owner, 'leadStats')).toEqual(former(1));
  await story.services.counters.fold();
  await moveToKolkata(owner);
  await addLead(practice);
  expect(await figures(owner, 'leadStats')).toEqual(former(2));
  await story.services.counters.fold();
  expect(await figures(owner, 'leadStats')).toEqual(former(2));
  await story.services.counters.recut();
  expect(await figures(owner, 'leadStats')).toEqual(present(2));
  await addLead(practice);
  expect(await figures(owner, 'leadStats')).toEqual(present(3));
  expect(await story.services.counters.recut()).toBe(0);
});

test('a stop while cells are cut loses no table that was done; others fold meanwhile', async () => {
  const [{ practice, owner }, other] = [await story.practice(), await story.practice()];
  await addLead(practice);
  await addTask(practice);
  await story.services.counters.fold();
  await moveToKolkata(owner);
  const blocker = new pg.Client({ connectionString: story.database.adminUrl });
  await blocker.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table tasks in access exclusive mode');
    const stopped = story.services.counters.recut().catch((error: Error) => error);
    const pid = await until('the tasks are waited for', async () => {
      const [row] = await sql(
        `select pid from pg_stat_activity
         where datname = current_database() and query like 'call stat_rebuild%' and wait_event_type = 'Lock' and wait_event = 'relation'`,
      );
      return row?.pid;
    });
    await addLead(practice);
    await addLead(other.practice);
    await story.services.counters.fold();
    expect(await sql('select practice_id from stat_changes where noun = $1', 'LEAD')).toEqual([
      { practice_id: practice.id },
    ]);
    expect(await figures(owner, 'leadStats')).toEqual(present(2));
    expect(await figures(other.owner, 'leadStats')).toEqual(former(1));
    await sql('select pg_terminate_backend($1)', pid);
    expect(await stopped).toBeInstanceOf(Error);
    await blocker.query('rollback');
  } finally {
    await blocker.end();
  }
  expect(await figures(owner, 'taskStats')).toEqual(former(1));
  expect(await story.services.counters.recut()).toBe(1);
  expect(await figures(owner, 'taskStats')).toEqual(present(1));
  await story.services.counters.fold();
  expect(await figures(owner, 'leadStats')).toEqual(present(2));
});
