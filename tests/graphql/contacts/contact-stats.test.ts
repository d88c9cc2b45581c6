import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byWord, commonSteps, instants, rangesOf, statsOf, takeCommonStep } from '../../support/statistics.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
const fields = `total isRestricted noInteractionIn90Days daily { date count }
  byType { type count isSuppressed } byCategory { category count } byReferralStatus { referralStatus count }`;
const leads = 'leads { total converted conversionRate byStatus { status count } }';
const referrals = `referrals { inbound outbound byStatus { direction status count } ${leads}
  topReferrers { contactId name count isSuppressed byStatus { direction status count } ${leads} } }`;

interface Seed {
  type?: string;
  category?: string | null;
  referralStatus?: string;
  createdAt?: string;
  assignedToId?: string | null;
  createdById?: string | null;
  lastName?: string;
  times?: number;
}

const sql = (text: string, ...values: unknown[]) => story.database.query(text, values);

/** Rows written behind the application's back, as an operator's statement would; their ids. */
async function seed(practice: PracticeInStory, { times = 1, ...contact }: Seed = {}): Promise<string[]> {
  const rows = await sql(
    `insert into contacts (id, practice_id, created_at, updated_at, name_key, last_name, type, category, referral_status,
       assigned_to_id, created_by_id)
     select gen_random_uuid(), $1, $2, $2, 'x', $3, $4, $5, $6, $7, $8 from generate_series(1, $9) returning id`,
    practice.id,
    contact.createdAt ?? '2026-03-10T12:00:00Z',
    contact.lastName ?? null,
    contact.type ?? 'PHYSICIAN',
    contact.category ?? null,
    contact.referralStatus ?? 'ACTIVE',
    contact.assignedToId ?? null,
    contact.createdById ?? null,
    times,
  );
  return rows.map(({ id }) => id as string);
}

function spoke(practice: PracticeInStory, contactId: string, at: Date | string) {
  return sql(
    `insert into interactions (id, practice_id, created_at, updated_at, subject_type, subject_id, kind, direction, occurred_at)
     values (gen_random_uuid(), $1, now(), now(), 'CONTACT', $2, 'CALL', 'OUTBOUND', $3)`,
    practice.id,
    contactId,
    at,
  );
}

interface SeedReferral {
  direction?: string;
  status?: string;
  createdAt?: string;
  createdById?: string | null;
  times?: number;
}

function refer(practice: PracticeInStory, contactId: string, { times = 1, ...referral }: SeedReferral = {}) {
  return sql(
    `insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, received_at, status, created_by_id)
     select gen_random_uuid(), $1, $2, $2, $3, $4, $2, $5, $6 from generate_series(1, $7)`,
    practice.id,
    referral.createdAt ?? '2026-03-10T12:00:00Z',
    referral.direction ?? 'INBOUND',
    contactId,
    referral.status ?? 'RECEIVED',
    referral.createdById ?? null,
    times,
  );
}

function lead(practice: PracticeInStory, contactId: string, status = 'NEW') {
  return sql(
    `insert into leads (id, practice_id, created_at, updated_at, name_key, source, status, referred_by_id)
     values (gen_random_uuid(), $1, '2026-03-10T12:00:00Z', now(), 'x', 'REFERRAL', $2, $3)`,
    practice.id,
    status,
    contactId,
  );
}

const daysAgo = (days: number) => new Date(story.clock.now().getTime() - days * 86_400_000);

test('counts by type, category and referral status; deleted ones do not count', async () => {
  const { practice, owner } = await story.practice();
  await seed(practice, { times: 3, category: 'Pediatrics' });
  await seed(practice, { type: 'SCHOOL', referralStatus: 'PROSPECT' });
  const [gone] = await seed(practice, { type: 'SCHOOL' });
  await sql('update contacts set deleted_at = now() where id = $1', gone);
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    const stats = await statsOf(owner, 'contactStats', fields);
    expect(stats).toMatchObject({ total: 4, isRestricted: false, noInteractionIn90Days: 4 });
    expect(byWord(stats.byType, 'type')).toEqual({ PHYSICIAN: 3, SCHOOL: 1 });
    expect(byWord(stats.byCategory, 'category')).toEqual({ Pediatrics: 3, none: 1 });
    expect(byWord(stats.byReferralStatus, 'referralStatus')).toEqual({ ACTIVE: 3, PROSPECT: 1 });
  }
});

test('no interaction in 90 days: as interactions come, move and go', async () => {
  const { practice, owner } = await story.practice();
  await sql(`update practices set time_zone = 'Asia/Kolkata' where id = $1`, practice.id);
  const [one, two, three] = await seed(practice, { times: 3 });
  const quiet = async () => (await statsOf(owner, 'contactStats', fields)).noInteractionIn90Days;
  await spoke(practice, one!, daysAgo(3));
  await spoke(practice, one!, daysAgo(200));
  await spoke(practice, two!, daysAgo(89));
  await spoke(practice, three!, daysAgo(92));
  expect(await quiet()).toBe(1);
  await story.services.counters.fold();
  await sql('update interactions set subject_id = $1 where subject_id = $2', three, two);
  expect(await quiet()).toBe(1);
  await sql('delete from interactions where subject_id = $1 and occurred_at > $2', one, daysAgo(10));
  expect(await quiet()).toBe(2);
  await sql('update interactions set occurred_at = $2 where subject_id = $1', one, daysAgo(1));
  await story.services.counters.fold();
  expect(await quiet()).toBe(1);
});

test('interactions added and removed at once leave the last one of each', async () => {
  const { practice } = await story.practice();
  const [one] = await seed(practice);
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      await spoke(practice, one!, daysAgo(n + 1));
      if (n % 2 === 0)
        await sql('delete from interactions where subject_id = $1 and occurred_at < $2', one, daysAgo(n));
    }),
  );
  const [row] = await sql(
    `select c.last_interaction_at as kept, (select max(occurred_at) from interactions where subject_id = c.id) as true
     from contacts c where c.id = $1`,
    one,
  );
  expect(row!.kept).toEqual(row!.true);
});

test('who refers most, and what became of it', async () => {
  const { practice, owner } = await story.practice();
  const [most] = await seed(practice, { lastName: 'Most' });
  const [less] = await seed(practice, { lastName: 'Less' });
  await refer(practice, most!, { times: 2 });
  await refer(practice, most!, { status: 'CLOSED' });
  await refer(practice, most!, { direction: 'OUTBOUND', status: 'SCHEDULED' });
  await refer(practice, less!);
  await refer(practice, less!, { direction: 'OUTBOUND', times: 5 });
  await lead(practice, most!, 'CONVERTED');
  await lead(practice, most!);
  const expected = {
    inbound: 4,
    outbound: 6,
    leads: { total: 2, converted: 1, conversionRate: 0.5 },
    topReferrers: [
      {
        ...{ contactId: most, name: 'Most', count: 3, isSuppressed: false },
        leads: { total: 2, converted: 1, conversionRate: 0.5 },
      },
      { contactId: less, name: 'Less', count: 1, leads: { total: 0, converted: 0, conversionRate: null } },
    ],
  };
  const range = { from: '2026-03-01T00:00:00Z', to: '2026-03-10T13:00:00Z' };
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    for (const asked of [undefined, range]) {
      const stats = await statsOf(owner, 'contactStats', referrals, asked);
      expect(stats.referrals).toMatchObject(expected);
      expect(stats.referrals.topReferrers[0].byStatus).toEqual([
        { direction: 'INBOUND', status: 'RECEIVED', count: 2 },
        { direction: 'INBOUND', status: 'CLOSED', count: 1 },
        { direction: 'OUTBOUND', status: 'SCHEDULED', count: 1 },
      ]);
    }
    const before = await statsOf(owner, 'contactStats', referrals, { to: range.from });
    expect(before.referrals).toMatchObject({ inbound: 0, outbound: 0, topReferrers: [] });
  }
});

test('a clinician counts its own contacts and what it recorded; another practice counts none', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  const [own] = await seed(practice, { assignedToId: clinician.id });
  await seed(practice, { times: 2, createdById: clinician.id });
  const [foreign] = await seed(practice, { times: 4 });
  await refer(practice, own!, { createdById: clinician.id });
  await refer(practice, foreign!, { times: 3, createdById: owner.id });
  const other = await story.practice();
  const of = async (who: typeof owner) => {
    const { total, referrals: sent } = await statsOf(who, 'contactStats', `total ${referrals}`);
    return [total, sent.inbound, sent.topReferrers.map((line: { contactId: string }) => line.contactId)];
  };
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect(await of(clinician)).toEqual([3, 1, [own]]);
    expect(await of(owner)).toEqual([7, 4, [foreign, own]]);
    expect(await of(other.owner)).toEqual([0, 0, []]);
  }
});

test('marketing sees no count under 11, nor what would give one away', async () => {
  const { practice } = await story.practice();
  const marketer = await story.marketer(practice);
  const [many] = await seed(practice, { times: 20 });
  const [few] = await seed(practice, { times: 3, type: 'SCHOOL' });
  await refer(practice, many!, { times: 12, status: 'CLOSED' });
  await refer(practice, few!, { times: 2 });
  await lead(practice, many!);
  const stats = await statsOf(marketer, 'contactStats', `${fields} ${referrals}`);
  expect(stats).toMatchObject({ isRestricted: true, total: 23 });
  expect(byWord(stats.byType, 'type')).toEqual({ PHYSICIAN: null, SCHOOL: null });
  expect(stats.referrals).toMatchObject({ inbound: 14, leads: { total: null, converted: null } });
  expect(stats.referrals.topReferrers.map((line: { count: number | null }) => line.count)).toEqual([null, null]);
  expect(stats.referrals.topReferrers[0]).toMatchObject({ byStatus: [], leads: { total: null, byStatus: [] } });
});

test('equals a naive count after any writes, folded or not, in any zone', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  const type = fc.constantFrom('PHYSICIAN', 'SCHOOL', 'OTHER');
  const someone = fc.constantFrom(null, owner.id, clinician.id);
  const status = fc.constantFrom('RECEIVED', 'CLOSED');
  const ago = fc.integer({ min: 0, max: 120 });
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      ...{ createdAt: instants, type, assignedToId: someone, createdById: someone },
      category: fc.constantFrom(null, 'A|B', 'é'),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constant('change' as const), from: type, to: type }),
    fc.record({ kind: fc.constant('delete' as const), type, isSoft: fc.boolean() }),
    fc.record({ kind: fc.constant('speak' as const), type, ago }),
    fc.record({ kind: fc.constant('forget' as const), ago }),
    fc.record({ kind: fc.constant('refer' as const), type, status, createdAt: instants, createdById: someone }),
    fc.record({ kind: fc.constant('close' as const), from: status, to: status }),
    fc.record({ kind: fc.constant('lead' as const), type, status: fc.constantFrom('NEW', 'CONVERTED') }),
    ...commonSteps,
  );
  const ours = (text: string, ...values: unknown[]) => sql(text, practice.id, ...values);
  const someOf = async (wanted: string) =>
    (await ours('select id from contacts where practice_id = $1 and type = $2 order by id limit 1', wanted))[0]?.id;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), instants, instants, async (steps, one, two) => {
      for (const s of steps) {
        if (await takeCommonStep(story, practice.id, s)) continue;
        if (s.kind === 'add') await seed(practice, { ...s, createdAt: s.createdAt.toISOString() });
        if (s.kind === 'change')
          await ours('update contacts set type = $3 where practice_id = $1 and type = $2', s.from, s.to);
        if (s.kind === 'delete' && s.isSoft)
          await ours('update contacts set deleted_at = now() where practice_id = $1 and type = $2', s.type);
        if (s.kind === 'delete' && !s.isSoft)
          await ours('delete from contacts where practice_id = $1 and type = $2', s.type);
        if (s.kind === 'forget')
          await ours('delete from interactions where practice_id = $1 and occurred_at > $2', daysAgo(s.ago));
        if (s.kind === 'close')
          await ours('update referrals set status = $3 where practice_id = $1 and status = $2', s.from, s.to);
        if (s.kind !== 'speak' && s.kind !== 'refer' && s.kind !== 'lead') continue;
        const id = await someOf(s.type);
        if (id && s.kind === 'speak') await spoke(practice, id, daysAgo(s.ago));
        if (id && s.kind === 'refer') await refer(practice, id, { ...s, createdAt: s.createdAt.toISOString() });
        if (id && s.kind === 'lead') await lead(practice, id, s.status);
      }
      for (const range of rangesOf(one, two)) {
        for (const who of [owner, clinician]) {
          const bounds = [range?.from ?? '-infinity', range?.to ?? 'infinity'];
          const [naive] = await ours(naiveCount, ...bounds, story.clock.now(), who === owner ? null : who.id);
          const stats = await statsOf(who, 'contactStats', `${fields} ${referrals}`, range);
          const sent = stats.referrals;
          expect({
            ...{ total: stats.total, noInteractionIn90Days: stats.noInteractionIn90Days },
            byType: byWord(stats.byType, 'type'),
            byCategory: byWord(stats.byCategory, 'category'),
            daily: stats.daily.reduce((sum: number, line: { count: number }) => sum + line.count, 0),
            ...{ inbound: sent.inbound, leads: sent.leads.total, converted: sent.leads.converted },
            top: sent.topReferrers.map(
              (line: { contactId: string; count: number; byStatus: { status: string; count: number }[] }) => ({
                ...{ id: line.contactId, n: line.count },
                closed: byWord(line.byStatus, 'status').CLOSED ?? 0,
              }),
            ),
          }).toEqual(naive);
        }
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

const naiveCount = `
  with whose as (select $5::uuid as id), mine as (
    select c.*, (c.id in (select i.subject_id from interactions i
      where (i.occurred_at at time zone p.time_zone)::date >= ($4::timestamptz at time zone p.time_zone)::date - 90)) as is_recent
    from contacts c join practices p on p.id = c.practice_id, whose
    where c.practice_id = $1 and c.deleted_at is null and c.created_at >= $2 and c.created_at < $3
      and (whose.id is null or c.assigned_to_id = whose.id or c.created_by_id = whose.id)
  ), sent as (
    select r.* from referrals r, whose where r.practice_id = $1 and r.deleted_at is null and r.direction = 'INBOUND'
      and r.created_at >= $2 and r.created_at < $3 and (whose.id is null or r.created_by_id = whose.id)
  ), led as (
    select l.* from leads l, whose where l.practice_id = $1 and l.referred_by_id is not null and l.deleted_at is null
      and l.created_at >= $2 and l.created_at < $3 and (whose.id is null or l.created_by_id = whose.id)
  )
  select (select count(*)::int from mine) as total, (select count(*)::int from mine) as daily,
    (select count(*)::int from mine where not is_recent) as "noInteractionIn90Days",
    coalesce((select jsonb_object_agg(type, n) from (select type, count(*) as n from mine group by 1) t), '{}') as "byType",
    coalesce((select jsonb_object_agg(coalesce(category, 'none'), n) from
      (select category, count(*) as n from mine group by 1) t), '{}') as "byCategory",
    (select count(*)::int from sent) as inbound,
    (select count(*)::int from led) as leads,
    (select count(*)::int from led where status = 'CONVERTED') as converted,
    coalesce((select jsonb_agg(jsonb_build_object('id', contact_id, 'n', n, 'closed', closed) order by n desc, contact_id) from
      (select contact_id, count(*) as n, count(*) filter (where status = 'CLOSED') as closed from sent
       group by 1 order by n desc, contact_id limit 10) t), '[]') as top`;
