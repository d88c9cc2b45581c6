import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byWord, commonSteps, instants, rangesOf, statsOf, takeCommonStep } from '../../support/statistics.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
const fields = `total open timeZone isRestricted overdue dueToday dueThisWeek
  byStatus { status count isSuppressed } byPriority { priority count open } byAssignee { assignedToId name count open }
  timeToComplete { completed medianMinutes averageMinutes }
  completedDaily { date count } daily { date count isSuppressed }`;

interface Seed {
  status?: string;
  priority?: string;
  createdAt?: string;
  dueAt?: string | null;
  completedAt?: string | null;
  assignedToId?: string | null;
  createdById?: string | null;
  times?: number;
}

/** Rows written behind the application's back, as an operator's statement would. */
async function seed(practice: PracticeInStory, { times = 1, ...task }: Seed): Promise<void> {
  await story.database.query(
    `insert into tasks (id, practice_id, created_at, updated_at, title, status, priority, due_at, completed_at,
       assigned_to_id, created_by_id)
     select gen_random_uuid(), $1, $2, $2, 'x', $3, $4, $5, $6, $7, $8 from generate_series(1, $9)`,
    [
      practice.id,
      task.createdAt ?? '2026-03-10T12:00:00Z',
      task.status ?? 'PENDING',
      task.priority ?? 'NORMAL',
      task.dueAt ?? null,
      task.completedAt ?? null,
      task.assignedToId ?? null,
      task.createdById ?? null,
      times,
    ],
  );
}

const day = 86_400_000;
const from = (ms: number) => new Date(story.clock.now().getTime() + ms).toISOString();

test('counts by status, priority and assignee, what is open, and how long it took', async () => {
  const { practice, owner } = await story.practice();
  await seed(practice, { times: 3, assignedToId: owner.id, priority: 'HIGH' });
  await seed(practice, { status: 'IN_PROGRESS' });
  await seed(practice, { status: 'COMPLETED', completedAt: '2026-03-10T14:00:00Z', assignedToId: owner.id });
  await seed(practice, { status: 'COMPLETED', completedAt: '2026-03-10T16:00:00Z', times: 2 });
  await seed(practice, { status: 'CANCELLED', priority: 'LOW' });
  const stats = await statsOf(owner, 'taskStats', fields);
  expect(stats).toMatchObject({ total: 8, open: 4, isRestricted: false });
  expect(byWord(stats.byStatus, 'status')).toEqual({ PENDING: 3, IN_PROGRESS: 1, COMPLETED: 3, CANCELLED: 1 });
  expect(stats.byPriority).toEqual([
    { priority: 'NORMAL', count: 4, open: 1 },
    { priority: 'HIGH', count: 3, open: 3 },
    { priority: 'LOW', count: 1, open: 0 },
  ]);
  expect(stats.byAssignee).toEqual([
    { assignedToId: null, name: null, count: 4, open: 1 },
    { assignedToId: owner.id, name: expect.any(String), count: 4, open: 3 },
  ]);
  expect(stats.timeToComplete).toMatchObject({ completed: 3, averageMinutes: 200 });
  expect(Math.abs(stats.timeToComplete.medianMinutes - 240)).toBeLessThan(12);
});

test('overdue to the instant, due today and this week in days of the practice', async () => {
  story.clock.stop();
  const { practice, owner } = await story.practice();
  await story.database.query(`update practices set time_zone = 'Pacific/Auckland' where id = $1`, [practice.id]);
  for (const dueAt of [from(-1), from(0), from(1), from(-10 * day), from(10 * day)]) await seed(practice, { dueAt });
  await seed(practice, { dueAt: from(-day), status: 'COMPLETED', completedAt: from(0) });
  const [naive] = await story.database.query(
    `select count(*) filter (where due_at < $2)::int as overdue,
       count(*) filter (where (due_at at time zone z)::date = ($2::timestamptz at time zone z)::date)::int as "dueToday",
       count(*) filter (where date_trunc('week', due_at at time zone z) = date_trunc('week', $2::timestamptz at time zone z))::int
         as "dueThisWeek"
     from tasks, (values ('Pacific/Auckland')) as zone (z) where practice_id = $1 and status = 'PENDING'`,
    [practice.id, story.clock.now()],
  );
  expect(naive!.overdue).toBe(2);
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect(await statsOf(owner, 'taskStats', 'overdue dueToday dueThisWeek')).toEqual(naive);
  }
});

test('a day of completion is one line, of tasks from days that the range cuts and from whole ones', async () => {
  const { practice, owner } = await story.practice();
  await story.database.query(`update practices set time_zone = 'UTC' where id = $1`, [practice.id]);
  const done = { status: 'COMPLETED', completedAt: from(-day) };
  const createdOn = (date: string, times: number) =>
    seed(practice, { ...done, createdAt: `2026-${date}T12:00:00Z`, times });
  await createdOn('03-01', 1);
  await createdOn('04-10', 2);
  await createdOn('05-20', 4);
  const range = { from: '2026-03-01T10:00:00Z', to: '2026-05-20T14:00:00Z' };
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    const stats = await statsOf(owner, 'taskStats', 'total completedDaily { date count }', range);
    expect(stats).toEqual({ total: 7, completedDaily: [{ date: done.completedAt.slice(0, 10), count: 7 }] });
  }
});

test('a clinician counts its own tasks; another practice counts none', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  await seed(practice, { times: 2, assignedToId: clinician.id, dueAt: from(-1) });
  await seed(practice, { times: 4, createdById: clinician.id, assignedToId: owner.id });
  await seed(practice, { times: 8, dueAt: from(-1) });
  const other = await story.practice();
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect(await statsOf(clinician, 'taskStats', 'total overdue')).toEqual({ total: 6, overdue: 2 });
    expect(await statsOf(owner, 'taskStats', 'total overdue')).toEqual({ total: 14, overdue: 10 });
    expect((await statsOf(other.owner, 'taskStats', fields)).total).toBe(0);
  }
});

describe('marketing', () => {
  test('sees no count under 11, nor what would give one away', async () => {
    const { practice } = await story.practice();
    const marketer = await story.marketer(practice);
    await seed(practice, { times: 20 });
    await seed(practice, { times: 15, status: 'IN_PROGRESS', dueAt: from(-1) });
    await seed(practice, { times: 3, status: 'COMPLETED', completedAt: from(0), priority: 'URGENT' });
    const stats = await statsOf(marketer, 'taskStats', fields);
    expect(stats).toMatchObject({ isRestricted: true, total: 38, open: null, overdue: null });
    expect(byWord(stats.byStatus, 'status')).toEqual({ PENDING: 20, IN_PROGRESS: null, COMPLETED: null });
    expect(stats.byPriority).toEqual([
      { priority: 'NORMAL', count: null, open: null },
      { priority: 'URGENT', count: null, open: null },
    ]);
    expect(stats.timeToComplete).toEqual({ completed: null, medianMinutes: null, averageMinutes: null });
  });
});

test('a bad range is refused, a stranger too', async () => {
  const { owner } = await story.practice();
  const text = 'query ($range: DateRange) { taskStats(range: $range) { total } }';
  const range = { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' };
  const code = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code;
  expect(code(await owner.graphql(text, { range }))).toBe('BAD_USER_INPUT');
  expect(code(await story.stranger().graphql(text))).toBe('UNAUTHENTICATED');
});

test('equals a naive count after any writes, folded or not, in any zone', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  const status = fc.constantFrom('PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED');
  const priority = fc.constantFrom('LOW', 'URGENT');
  const someone = fc.constantFrom(null, owner.id, clinician.id);
  // around now, so that days and weeks are cut
  const due = fc.option(
    fc.integer({ min: -9 * day, max: 9 * day }).map(ms => new Date(story.clock.now().getTime() + ms)),
  );
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      ...{ createdAt: instants, status, priority, due, assignedToId: someone, createdById: someone },
      times: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constant('change' as const), from: status, to: status, at: instants }),
    fc.record({ kind: fc.constant('delete' as const), priority, isSoft: fc.boolean() }),
    fc.record({ kind: fc.constant('postpone' as const), status, due }),
    ...commonSteps,
  );
  const sql = (text: string, ...values: unknown[]) => story.database.query(text, [practice.id, ...values]);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), instants, instants, async (steps, one, two) => {
      for (const s of steps) {
        if (await takeCommonStep(story, practice.id, s)) continue;
        if (s.kind === 'add') {
          const completedAt = s.status === 'COMPLETED' ? from(-day) : null;
          const [createdAt, dueAt] = [s.createdAt.toISOString(), s.due?.toISOString()];
          await seed(practice, { ...s, createdAt, dueAt, completedAt });
        }
        if (s.kind === 'change')
          await sql(
            `update tasks set status = $3, completed_at = case when $3 = 'COMPLETED' then $4::timestamptz end
             where practice_id = $1 and status = $2`,
            ...[s.from, s.to, s.at],
          );
        if (s.kind === 'delete')
          await sql(
            s.isSoft
              ? 'update tasks set deleted_at = now() where practice_id = $1 and priority = $2'
              : 'delete from tasks where practice_id = $1 and priority = $2',
            s.priority,
          );
        if (s.kind === 'postpone')
          await sql('update tasks set due_at = $3 where practice_id = $1 and status = $2', s.status, s.due);
      }
      for (const range of rangesOf(one, two)) {
        for (const who of [owner, clinician]) {
          const [naive] = await sql(
            naiveCount,
            range?.from ?? '-infinity',
            range?.to ?? 'infinity',
            story.clock.now(),
            who === owner ? null : who.id,
          );
          const stats = await statsOf(who, 'taskStats', fields, range);
          const { total, open, overdue, dueToday, dueThisWeek } = stats;
          expect({
            ...{ total, open, overdue, dueToday, dueThisWeek },
            urgent: byWord(stats.byPriority, 'priority').URGENT ?? 0,
            mine:
              stats.byAssignee.find((line: { assignedToId: string }) => line.assignedToId === clinician.id)?.count ?? 0,
            completed: stats.timeToComplete.completed,
            completedDaily: Object.fromEntries(
              stats.completedDaily.map((line: { date: string; count: number }) => [line.date, line.count]),
            ),
            daily: stats.daily.reduce((sum: number, line: { count: number }) => sum + line.count, 0),
          }).toEqual({ ...naive, mine: naive!.mine[clinician.id] ?? 0 });
        }
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

const naiveCount = `
  with mine as (
    select t.*, p.time_zone as z, t.status in ('PENDING', 'IN_PROGRESS') as is_open, $4::timestamptz as now
    from tasks t join practices p on p.id = t.practice_id
    where t.practice_id = $1 and t.deleted_at is null and t.created_at >= $2 and t.created_at < $3
      and ($5::uuid is null or t.assigned_to_id = $5 or t.created_by_id = $5)
  )
  select count(*)::int as total, count(*)::int as daily,
    count(*) filter (where is_open)::int as open,
    count(*) filter (where is_open and due_at < now)::int as overdue,
    count(*) filter (where is_open and (due_at at time zone z)::date = (now at time zone z)::date)::int as "dueToday",
    count(*) filter (where is_open
      and date_trunc('week', due_at at time zone z) = date_trunc('week', now at time zone z))::int as "dueThisWeek",
    count(*) filter (where priority = 'URGENT')::int as urgent,
    count(*) filter (where status = 'COMPLETED')::int as completed,
    coalesce((select jsonb_object_agg(id, n) from
      (select assigned_to_id as id, count(*) as n from mine where assigned_to_id is not null group by 1) by_person), '{}') as mine,
    coalesce((select jsonb_object_agg(day, n) from
      (select (completed_at at time zone z)::date as day, count(*) as n from mine
        where status = 'COMPLETED' group by 1) by_day), '{}') as "completedDaily"
  from mine`;

test('a read of statistics leaves an audit row', async () => {
  const { owner } = await story.practice();
  await statsOf(owner, 'taskStats', 'total');
  const rows = await story.database.query(
    `select action, outcome, object_type from audit_log where actor_id = $1 and operation = 'taskStats'`,
    [owner.id],
  );
  expect(rows).toEqual([{ action: 'READ', outcome: 'SUCCEEDED', object_type: 'TASK' }]);
});
