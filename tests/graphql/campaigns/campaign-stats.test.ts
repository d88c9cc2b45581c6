import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byWord, commonSteps, instants, rangesOf, statsOf, takeCommonStep } from '../../support/statistics.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
const fields = `total isRestricted leads conversions conversionRate daily { date count }
  byStatus { status count isSuppressed } byType { type count }
  amounts { currency campaigns budgetMinor spentMinor leads conversions costPerLeadMinor costPerConversionMinor
    returnMinor returnPercent }`;
const sql = (text: string, ...values: unknown[]) => story.database.query(text, values);

interface Seed {
  type?: string;
  status?: string;
  currency?: string;
  budgetMinor?: number | null;
  valueMinor?: number | null;
  createdAt?: string;
  ownerId?: string | null;
  createdById?: string | null;
  times?: number;
}

/** Rows written behind the application's back, as an operator's statement would; their ids. */
async function seed(practice: PracticeInStory, { times = 1, ...campaign }: Seed = {}): Promise<string[]> {
  const rows = await sql(
    `insert into campaigns (id, practice_id, created_at, updated_at, name, name_key, type, status, currency, budget_minor,
       conversion_value_minor, owner_id, created_by_id)
     select gen_random_uuid(), $1, $2, $2, 'x', 'x', $3, $4, $5, $6, $7, $8, $9 from generate_series(1, $10) returning id`,
    practice.id,
    campaign.createdAt ?? '2026-03-10T12:00:00Z',
    campaign.type ?? 'EVENT',
    campaign.status ?? 'DRAFT',
    campaign.currency ?? 'USD',
    campaign.budgetMinor ?? null,
    campaign.valueMinor ?? null,
    campaign.ownerId ?? null,
    campaign.createdById ?? null,
    times,
  );
  return rows.map(({ id }) => id as string);
}

const spend = (practice: PracticeInStory, campaignId: string, amountMinor: number) =>
  sql(
    `insert into campaign_expenses (id, practice_id, created_at, updated_at, campaign_id, spent_on, amount_minor)
     values (gen_random_uuid(), $1, now(), now(), $2, now(), $3)`,
    ...[practice.id, campaignId, amountMinor],
  );

const lead = (practice: PracticeInStory, campaignId: string, status = 'NEW', times = 1) =>
  sql(
    `insert into leads (id, practice_id, created_at, updated_at, name_key, source, status, campaign_id)
     select gen_random_uuid(), $1, now(), now(), 'x', 'EVENT', $2, $3 from generate_series(1, $4)`,
    ...[practice.id, status, campaignId, times],
  );

test('counts by status and type; budget, spent, leads, conversions and return by currency', async () => {
  const { practice, owner } = await story.practice();
  const [one] = await seed(practice, { budgetMinor: 100_000, valueMinor: 50_000 });
  const [two] = await seed(practice, { status: 'ACTIVE', type: 'PRINT', budgetMinor: 30_000 });
  await seed(practice, { currency: 'EUR', budgetMinor: 700 });
  await spend(practice, one!, 40_000);
  await spend(practice, two!, 10_500);
  await spend(practice, two!, -500);
  await lead(practice, one!, 'CONVERTED', 2);
  await lead(practice, one!, 'NEW', 2);
  await lead(practice, two!);
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    const stats = await statsOf(owner, 'campaignStats', fields);
    expect(stats).toMatchObject({ total: 3, leads: 5, conversions: 2, conversionRate: 0.4 });
    expect(byWord(stats.byStatus, 'status')).toEqual({ DRAFT: 2, ACTIVE: 1 });
    expect(byWord(stats.byType, 'type')).toEqual({ EVENT: 2, PRINT: 1 });
    expect(stats.amounts).toEqual([
      {
        ...{ currency: 'USD', campaigns: 2, budgetMinor: 130_000, spentMinor: 50_000, leads: 5, conversions: 2 },
        ...{ costPerLeadMinor: 10_000, costPerConversionMinor: 25_000, returnMinor: 60_000, returnPercent: 150 },
      },
      {
        ...{ currency: 'EUR', campaigns: 1, budgetMinor: 700, spentMinor: 0, leads: 0, conversions: 0 },
        ...{ costPerLeadMinor: null, costPerConversionMinor: null, returnMinor: null, returnPercent: null },
      },
    ]);
  }
});

test('a clinician counts its own campaigns, a biller all; another practice counts none', async () => {
  const { practice } = await story.practice();
  const [clinician, biller] = [await story.clinician(practice), await story.biller(practice)];
  const [own] = await seed(practice, { ownerId: clinician.id });
  const [foreign] = await seed(practice, { times: 2 });
  await lead(practice, own!);
  await lead(practice, foreign!, 'NEW', 3);
  const other = await story.practice();
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect(await statsOf(clinician, 'campaignStats', 'total leads')).toEqual({ total: 1, leads: 1 });
    expect(await statsOf(biller, 'campaignStats', 'total leads')).toEqual({ total: 3, leads: 4 });
    expect(await statsOf(other.owner, 'campaignStats', 'total leads')).toEqual({ total: 0, leads: 0 });
  }
});

test('marketing sees no count under 11, nor a figure that would give one away', async () => {
  const { practice } = await story.practice();
  const marketer = await story.marketer(practice);
  const [one] = await seed(practice, { times: 12, valueMinor: 100 });
  const [two] = await seed(practice, { times: 11, currency: 'EUR' });
  await spend(practice, one!, 1_200);
  await lead(practice, one!, 'NEW', 20);
  await lead(practice, two!, 'CONVERTED', 3);
  const stats = await statsOf(marketer, 'campaignStats', fields);
  expect(stats).toMatchObject({ isRestricted: true, total: 23, leads: 23, conversions: null, conversionRate: null });
  expect(stats.amounts).toMatchObject([
    { campaigns: 12, spentMinor: 1_200, leads: null, conversions: null, costPerLeadMinor: null, returnMinor: null },
    { campaigns: 11, leads: null, conversions: null },
  ]);
});

test('equals a naive count after any writes, folded or not, in any zone', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  const type = fc.constantFrom('EVENT', 'PRINT', 'EMAIL');
  const someone = fc.constantFrom(null, owner.id, clinician.id);
  const status = fc.constantFrom('NEW', 'LOST', 'CONVERTED');
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      ...{ createdAt: instants, type, ownerId: someone, createdById: someone },
      ...{ status: fc.constantFrom('DRAFT', 'ACTIVE'), currency: fc.constantFrom('USD', 'EUR') },
      budgetMinor: fc.option(fc.integer({ min: 0, max: 1_000 })),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constant('change' as const), from: type, to: type, currency: fc.constantFrom('USD', 'EUR') }),
    fc.record({ kind: fc.constant('delete' as const), type }),
    fc.record({ kind: fc.constant('spend' as const), type, amount: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constant('lead' as const), type, status, times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('move' as const), type, status }),
    fc.record({ kind: fc.constant('convert' as const), from: status, to: status }),
    ...commonSteps,
  );
  const ours = (text: string, ...values: unknown[]) => sql(text, practice.id, ...values);
  const someOf = async (wanted: string) =>
    (await ours('select id from campaigns where practice_id = $1 and type = $2 order by id limit 1', wanted))[0]?.id;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), instants, instants, async (steps, one, two) => {
      for (const s of steps) {
        if (await takeCommonStep(story, practice.id, s)) continue;
        if (s.kind === 'add') await seed(practice, { ...s, createdAt: s.createdAt.toISOString() });
        if (s.kind === 'change')
          await ours(
            'update campaigns set type = $3, currency = $4 where practice_id = $1 and type = $2',
            ...[s.from, s.to, s.currency],
          );
        if (s.kind === 'delete')
          await ours('update campaigns set deleted_at = now() where practice_id = $1 and type = $2', s.type);
        if (s.kind === 'convert')
          await ours('update leads set status = $3 where practice_id = $1 and status = $2', s.from, s.to);
        if (s.kind !== 'spend' && s.kind !== 'lead' && s.kind !== 'move') continue;
        const id = await someOf(s.type);
        if (id && s.kind === 'spend') await spend(practice, id, s.amount);
        if (id && s.kind === 'lead') await lead(practice, id, s.status, s.times);
        if (s.kind === 'move')
          await ours('update leads set campaign_id = $2 where practice_id = $1 and status = $3', id, s.status);
      }
      for (const range of rangesOf(one, two)) {
        for (const who of [owner, clinician]) {
          const bounds = [range?.from ?? '-infinity', range?.to ?? 'infinity'];
          const [naive] = await ours(naiveCount, ...bounds, who === owner ? null : who.id);
          const stats = await statsOf(who, 'campaignStats', fields, range);
          type Amount = Record<'currency' | 'budgetMinor' | 'spentMinor' | 'leads' | 'conversions', unknown>;
          expect({
            ...{ total: stats.total, leads: stats.leads, conversions: stats.conversions },
            byType: byWord(stats.byType, 'type'),
            byStatus: byWord(stats.byStatus, 'status'),
            daily: stats.daily.reduce((sum: number, line: { count: number }) => sum + line.count, 0),
            amounts: Object.fromEntries(
              stats.amounts.map((line: Amount) => {
                const { budgetMinor, spentMinor, leads, conversions } = line;
                return [line.currency, [budgetMinor, spentMinor, leads, conversions]];
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
  with mine as (
    select c.*, (select coalesce(sum(e.amount_minor), 0) from campaign_expenses e where e.campaign_id = c.id) as spent,
      (select count(*) from leads l where l.campaign_id = c.id and l.deleted_at is null) as led,
      (select count(*) from leads l where l.campaign_id = c.id and l.deleted_at is null and l.status = 'CONVERTED') as won
    from campaigns c
    where c.practice_id = $1 and c.deleted_at is null and c.created_at >= $2 and c.created_at < $3
      and ($4::uuid is null or c.owner_id = $4 or c.created_by_id = $4)
  )
  select count(*)::int as total, count(*)::int as daily,
    coalesce(sum(led), 0)::int as leads, coalesce(sum(won), 0)::int as conversions,
    coalesce((select jsonb_object_agg(type, n) from (select type, count(*) as n from mine group by 1) t), '{}') as "byType",
    coalesce((select jsonb_object_agg(status, n) from (select status, count(*) as n from mine group by 1) t), '{}') as "byStatus",
    coalesce((select jsonb_object_agg(currency, figures) from (
      select currency, jsonb_build_array(coalesce(sum(budget_minor), 0), sum(spent), sum(led), sum(won)) as figures
      from mine group by 1) t), '{}') as amounts
  from mine`;
