import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();

/** The long run sets 200000. */
const manyRows = Number(process.env.STATS_ROWS ?? 50_000);

const leadStats = `query ($range: DateRange) {
  leadStats(range: $range) {
    total converted conversionRate medianDaysToConvert isRestricted timeZone
    byStatus { status count isSuppressed } byStage { stage count } byAssignee { assignedToId name count }
    bySource { source count converted conversionRate medianDaysToConvert isSuppressed }
    firstResponse { responded waiting overdue targetHours medianMinutes averageMinutes }
    lostReasons { reason count } daily { date count isSuppressed }
  }
}`;

async function statsOf(who: Person, range?: { from?: string; to?: string }) {
  const { data, errors } = await who.graphql(leadStats, { range });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.leadStats;
}

interface Seed {
  status?: string;
  source?: string;
  createdAt?: string;
  convertedAt?: string | null;
  respondedAt?: string | null;
  assignedToId?: string | null;
  createdById?: string | null;
  lostReason?: string | null;
  times?: number;
}

/** Rows written behind the application's back, as an operator's statement would. */
async function seed(practice: PracticeInStory, { times = 1, ...lead }: Seed): Promise<void> {
  await story.database.query(
    `insert into leads (id, practice_id, created_at, updated_at, name_key, source, status, converted_at,
       first_responded_at, assigned_to_id, created_by_id, lost_reason)
     select gen_random_uuid(), $1, $2, $2, 'x', $3, $4, $5, $6, $7, $8, $9 from generate_series(1, $10)`,
    [
      practice.id,
      lead.createdAt ?? '2026-03-10T12:00:00Z',
      lead.source ?? 'WEBSITE',
      lead.status ?? 'NEW',
      lead.convertedAt ?? null,
      lead.respondedAt ?? null,
      lead.assignedToId ?? null,
      lead.createdById ?? null,
      lead.lostReason ?? null,
      times,
    ],
  );
}

test('counts, rates, medians, response times and reasons', async () => {
  const { practice, owner } = await story.practice();
  await seed(practice, { times: 3, assignedToId: owner.id, respondedAt: '2026-03-10T13:00:00Z', status: 'CONTACTED' });
  await seed(practice, { status: 'CONVERTED', convertedAt: '2026-03-14T13:00:00Z' });
  await seed(practice, { status: 'CONVERTED', convertedAt: '2026-03-20T13:00:00Z', source: 'PHONE' });
  await seed(practice, { times: 2, status: 'LOST', lostReason: 'Went elsewhere' });
  await seed(practice, { source: 'PHONE', createdAt: '2026-03-11T02:00:00Z' });
  const stats = await statsOf(owner);
  expect(stats).toMatchObject({
    total: 8,
    converted: 2,
    conversionRate: 0.25,
    medianDaysToConvert: 7,
    isRestricted: false,
  });
  expect(stats.byStatus).toEqual([
    { status: 'CONTACTED', count: 3, isSuppressed: false },
    { status: 'CONVERTED', count: 2, isSuppressed: false },
    { status: 'LOST', count: 2, isSuppressed: false },
    { status: 'NEW', count: 1, isSuppressed: false },
  ]);
  expect(stats.bySource).toEqual([
    { source: 'WEBSITE', count: 6, converted: 1, conversionRate: 0.1667, medianDaysToConvert: 4, isSuppressed: false },
    { source: 'PHONE', count: 2, converted: 1, conversionRate: 0.5, medianDaysToConvert: 10, isSuppressed: false },
  ]);
  expect(stats.byAssignee).toContainEqual({ assignedToId: owner.id, name: expect.any(String), count: 3 });
  expect(stats.firstResponse).toMatchObject({
    responded: 3,
    waiting: 1,
    overdue: 1,
    targetHours: 24,
    averageMinutes: 60,
  });
  expect(Math.abs(stats.firstResponse.medianMinutes - 60)).toBeLessThan(3);
  expect(stats.lostReasons).toEqual([{ reason: 'Went elsewhere', count: 2 }]);
});

test('a range counts what was created in it, to the instant, in days of the practice', async () => {
  const { practice, owner } = await story.practice();
  await story.database.query(`update practices set time_zone = 'America/New_York' where id = $1`, [practice.id]);
  await seed(practice, { createdAt: '2026-03-01T04:59:59.999Z' });
  await seed(practice, { createdAt: '2026-03-01T05:00:00Z', times: 2 });
  await seed(practice, { createdAt: '2026-03-15T17:00:00Z', times: 4 });
  await seed(practice, { createdAt: '2026-03-15T17:00:00.001Z', times: 8 });
  const range = { from: '2026-03-01T05:00:00Z', to: '2026-03-15T17:00:00.001Z' };
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    const stats = await statsOf(owner, range);
    expect(stats.total).toBe(6);
    expect(stats.daily.map((day: { date: string; count: number }) => [day.date, day.count])).toEqual([
      ['2026-03-01', 2],
      ['2026-03-15', 4],
    ]);
    expect((await statsOf(owner, { to: range.from })).total).toBe(1);
    expect((await statsOf(owner, { from: range.to })).total).toBe(8);
  }
});

test('deleted leads do not count, restored ones do again', async () => {
  const { practice, owner } = await story.practice();
  await seed(practice, { times: 3 });
  await story.database.query('update leads set deleted_at = now() where practice_id = $1', [practice.id]);
  expect((await statsOf(owner)).total).toBe(0);
  await story.services.counters.fold();
  await story.database.query('update leads set deleted_at = null where practice_id = $1', [practice.id]);
  expect((await statsOf(owner)).total).toBe(3);
});

test('a clinician counts its own leads; another practice counts none', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  await seed(practice, { times: 2, assignedToId: clinician.id });
  await seed(practice, { times: 4, createdById: clinician.id, assignedToId: owner.id });
  await seed(practice, { times: 8 });
  const other = await story.practice();
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect((await statsOf(clinician)).total).toBe(6);
    expect((await statsOf(owner)).total).toBe(14);
    expect((await statsOf(other.owner)).total).toBe(0);
  }
});

test('a bad range is refused, a stranger too', async () => {
  const { owner } = await story.practice();
  const range = { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' };
  const { errors } = await owner.graphql(leadStats, { range });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect((await story.stranger().graphql(leadStats)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

describe('marketing', () => {
  test('sees no count under 11, nor what would give one away', async () => {
    const { practice } = await story.practice();
    const marketer = await story.marketer(practice);
    await seed(practice, { times: 20, source: 'WEBSITE' });
    await seed(practice, { times: 15, source: 'PHONE' });
    await seed(practice, { times: 3, source: 'EVENT', status: 'LOST', lostReason: 'private' });
    const stats = await statsOf(marketer);
    expect(stats).toMatchObject({ isRestricted: true, total: 38 });
    expect(stats.bySource.map((line: { source: string; count: number }) => [line.source, line.count])).toEqual([
      ['WEBSITE', 20],
      ['PHONE', null],
      ['EVENT', null],
    ]);
    expect(stats.byStatus.map((line: { count: number }) => line.count)).toEqual([null, null]);
    expect(stats.lostReasons).toEqual([]);
  });

  test('cannot cut a small count out with two ranges', async () => {
    const { practice } = await story.practice();
    const marketer = await story.marketer(practice);
    await seed(practice, { times: 20, createdAt: '2026-03-10T12:00:00Z' });
    await seed(practice, { times: 2, createdAt: '2026-03-20T12:00:00Z' });
    const wide = await statsOf(marketer, { from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' });
    const narrow = await statsOf(marketer, { from: '2026-03-01T00:00:00Z', to: '2026-03-15T00:00:00Z' });
    expect(narrow).toEqual(wide);
    expect(wide.daily.every((day: { count: number | null }) => day.count === null)).toBe(true);
  });

  test('sees nothing of few leads', async () => {
    const { practice } = await story.practice();
    const marketer = await story.marketer(practice);
    await seed(practice, { times: 10 });
    expect((await statsOf(marketer)).total).toBeNull();
  });
});

test('equals a naive count after any writes, folded or not, in any zone', async () => {
  const { practice, owner } = await story.practice();
  const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-06-01'), noInvalidDate: true });
  const status = fc.constantFrom('NEW', 'CONTACTED', 'QUALIFIED', 'LOST', 'CONVERTED');
  const source = fc.constantFrom('WEBSITE', 'PHONE', 'OTHER');
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      createdAt: instant,
      status,
      source,
      times: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ kind: fc.constant('change' as const), from: status, to: status, source }),
    fc.record({ kind: fc.constant('delete' as const), source, isSoft: fc.boolean() }),
    fc.record({ kind: fc.constant('move' as const), from: source, to: instant }),
    fc.record({ kind: fc.constant('fold' as const), batch: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant('zone' as const), zone: fc.constantFrom('America/New_York', 'Asia/Kolkata', 'UTC') }),
  );
  const sql = (text: string, ...values: unknown[]) => story.database.query(text, [practice.id, ...values]);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), instant, instant, async (steps, one, two) => {
      for (const s of steps) {
        if (s.kind === 'add') await seed(practice, { ...s, createdAt: s.createdAt.toISOString() });
        if (s.kind === 'change')
          await sql(
            'update leads set status = $3, source = $4 where practice_id = $1 and status = $2',
            s.from,
            s.to,
            s.source,
          );
        if (s.kind === 'delete' && s.isSoft)
          await sql('update leads set deleted_at = now() where practice_id = $1 and source = $2', s.source);
        if (s.kind === 'delete' && !s.isSoft)
          await sql('delete from leads where practice_id = $1 and source = $2', s.source);
        if (s.kind === 'move')
          await sql('update leads set created_at = $3 where practice_id = $1 and source = $2', s.from, s.to);
        if (s.kind === 'fold') await story.services.counters.fold(s.batch, 1);
        if (s.kind === 'zone') await sql('update practices set time_zone = $2 where id = $1', s.zone);
      }
      const [from, to] = one < two ? [one, two] : [two, new Date(one.getTime() + 1)];
      for (const range of [undefined, { from: from.toISOString(), to: to.toISOString() }]) {
        const [naive] = await sql(
          `select count(*)::int as total, count(*) filter (where status = 'CONVERTED')::int as converted from leads
           where practice_id = $1 and deleted_at is null and created_at >= $2 and created_at < $3`,
          range?.from ?? '-infinity',
          range?.to ?? 'infinity',
        );
        const stats = await statsOf(owner, range);
        expect({ total: stats.total, converted: stats.converted }).toEqual(naive);
        const days = stats.daily.reduce((sum: number, day: { count: number }) => sum + day.count, 0);
        expect(days).toBe(naive!.total);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('costs by bucket, not by row', async () => {
  const { practice, owner } = await story.practice();
  const grow = async (from: number, to: number) => {
    await story.database.query(
      `insert into leads (id, practice_id, created_at, updated_at, name_key, source, status)
       select gen_random_uuid(), $1, t, t, 'x', (array['WEBSITE', 'PHONE'])[1 + i % 2], 'NEW'
       from generate_series($2::int, $3::int) i, lateral (select timestamptz '2026-01-01' + (i % 300) * interval '1 day') at (t)`,
      [practice.id, from, to],
    );
    await story.services.counters.fold(50_000);
    await story.database.query('analyze stat_cells, stat_changes, leads');
  };
  const range = { from: '2026-02-03T10:00:00Z', to: '2026-08-20T00:00:00Z' };
  const time = async () => {
    const times: number[] = [];
    for (let n = 0; n < 25; n++) {
      const start = performance.now();
      await statsOf(owner);
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  await grow(1, 5_000);
  await statsOf(owner, range);
  const few = await time();
  await grow(5_001, manyRows);
  expect((await statsOf(owner)).total).toBe(manyRows);
  // A millisecond of grace, since both are a handful.
  expect(await time()).toBeLessThanOrEqual(few * 2 + 1);
}, 300_000);

test('a read of statistics leaves an audit row', async () => {
  const { owner } = await story.practice();
  await statsOf(owner);
  const rows = await story.database.query(
    `select action, outcome from audit_log where actor_id = $1 and operation = 'leadStats'`,
    [owner.id],
  );
  expect(rows).toEqual([{ action: 'READ', outcome: 'SUCCEEDED' }]);
});
