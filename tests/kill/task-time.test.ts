import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Child } from '../support/child.js';
import { testEnvironment } from '../support/settings.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { addTask, seriesOf } from '../support/task-time.js';
import { until } from '../support/until.js';

/** How often a process is killed in each test; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const story = useStory();

let practice: PracticeInStory;
let owner: Person;
const children: Child[] = [];

beforeEach(async () => {
  ({ practice, owner } = await story.practice());
});

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
});

async function start(kind: 'api' | 'worker'): Promise<Child> {
  const child = await Child.start(kind, testEnvironment(story.database.adminUrl));
  children.push(child);
  return child;
}

const secondsFromNow = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

async function remind(count: number, at: string): Promise<void> {
  for (let n = 0; n < count; n++) {
    await story.services.tasks.create(story.systemContext(practice), { title: `Task ${n}`, reminders: [{ at }] });
  }
}

/** What the practice's reminders came to, counted in each place that must agree. */
async function outcome() {
  const [counts] = await story.database.query(
    `select (select count(*)::int from task_reminders where practice_id = $1) as reminders,
       (select count(*)::int from task_reminders where practice_id = $1 and fired_at is not null) as fired,
       (select count(*)::int from task_reminders where practice_id = $1 and is_late) as late,
       (select count(*)::int from staff_notifications where practice_id = $1 and kind = 'TASK_REMINDER') as notices,
       (select count(distinct object_id)::int from staff_notifications where practice_id = $1 and kind = 'TASK_REMINDER') as tasks,
       (select count(*)::int from audit_log where practice_id = $1 and operation = 'remindOfTask') as audited,
       (select count(*)::int from outbox where practice_id = $1 and type = 'TASK_REMINDED') as events`,
    [practice.id],
  );
  return counts as Record<string, number>;
}

const eachOnce = (count: number, late: number) => {
  const all = { reminders: count, fired: count, notices: count, tasks: count, audited: count, events: count };
  return { ...all, late };
};

const allFired = () =>
  until('every reminder has fired', async () => {
    const { reminders, fired } = await outcome();
    return fired === reminders;
  });

describe('reminders', () => {
  test('fifty that came due while no worker ran come once each, marked late, when one starts', async () => {
    await remind(50, secondsFromNow(-60));
    await start('worker');
    await allFired();
    expect(await outcome()).toEqual(eachOnce(50, 50));
  }, 60_000);

  test(
    'come once each, whenever their worker is killed',
    async () => {
      const count = 120 + rounds * 40;
      await remind(count, secondsFromNow(-60));
      for (let round = 0; round < rounds; round++) {
        const worker = await start('worker');
        const before = (await outcome()).fired!;
        // The first notices of a batch may be written, its end not.
        await until('it is at work', async () => (await outcome()).fired! > before || before === count);
        await pause(Math.random() * 40);
        await worker.kill();
        const { fired, notices, audited, events } = await outcome();
        expect({ notices, audited, events }).toEqual({ notices: fired, audited: fired, events: fired });
      }
      await start('worker');
      await allFired();
      expect(await outcome()).toEqual(eachOnce(count, count));
    },
    60_000 + rounds * 20_000,
  );

  test('come once each, in time, with two workers at work', async () => {
    await Promise.all([start('worker'), start('worker')]);
    await remind(100, secondsFromNow(4));
    await allFired();
    expect(await outcome()).toEqual(eachOnce(100, 0));
  }, 60_000);
});

describe('a series', () => {
  const complete = (url: string, id: string) =>
    fetch(`${url}/api/v1/tasks/${id}`, {
      method: 'PUT',
      headers: { ...owner.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'COMPLETED' }),
    }).catch(() => 'the process died');

  /** Two callers at once complete the newest occurrence again and again until the process is gone. */
  async function completeOn(child: Child, first: string): Promise<void> {
    while (child.process.signalCode === null) {
      const { id } = (await seriesOf(story, first)).at(-1)!;
      await Promise.all([complete(child.url!, id), complete(child.url!, id)]);
    }
  }

  test(
    'has each occurrence once and none missing, whenever the process is killed',
    async () => {
      const first = await addTask(owner, {
        dueAt: '2026-03-02T14:00:00Z',
        recurrence: { rule: 'FREQ=DAILY', timeZone: 'America/New_York' },
        reminders: [{ minutesBefore: 30 }],
      });
      for (let round = 0; round < rounds; round++) {
        const child = await start('api');
        const before = (await seriesOf(story, first.id)).length;
        const calls = completeOn(child, first.id);
        await until('it is at work', async () => (await seriesOf(story, first.id)).length > before);
        await pause(Math.random() * 300);
        await child.kill();
        await calls;
      }
      const rows = await story.database.query(
        `select t.occurrence, t.status, to_char(t.due_at at time zone 'America/New_York', 'YYYY-MM-DD HH24:MI') as due,
         (select count(*)::int from task_reminders r where r.task_id = t.id) as reminders
       from tasks t where t.series_id = $1 order by t.occurrence`,
        [first.recurrence.seriesId],
      );
      const day = (n: number) => new Date(Date.UTC(2026, 2, 2 + n)).toISOString().slice(0, 10);
      expect(rows.length).toBeGreaterThan(rounds);
      expect(rows).toEqual(
        rows.map((_, n) => {
          const status = n === rows.length - 1 ? 'PENDING' : 'COMPLETED';
          return { occurrence: n + 1, status, due: `${day(n)} 09:00`, reminders: 1 };
        }),
      );
    },
    60_000 + rounds * 20_000,
  );
});
