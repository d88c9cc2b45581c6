import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonSteps, type DateRange, instants, rangesOf, statsOf, takeCommonStep } from '../../support/statistics.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

/** The figures of mail are counted from copies; whatever is written, in whatever order, they are those of the ledger. */
const story = useStory();
const wholePractice = '00000000-0000-0000-0000-000000000000';

/** Statements of an operator, about rows of the name `v.name` of the practice `v.practice`. */
const statements = {
  campaign: `insert into campaigns (id, practice_id, created_at, updated_at, name, name_key, type, currency, owner_id)
    select gen_random_uuid(), practice, at, at, name, name, 'EMAIL', 'USD', staff from v`,
  emailCampaign: `insert into email_campaigns (id, practice_id, created_at, updated_at, created_by_id, name, name_key,
      campaign_id, is_sensitive, tracking, status)
    select gen_random_uuid(), practice, at, at, staff, name, name,
      (select min(c.id::text)::uuid from campaigns c where c.practice_id = practice and c.name = v.other), is_so, '{}',
      'SENDING'
    from v`,
  deliver: `insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
      state, delivered_at, clicks, has_human_click)
    select gen_random_uuid(), practice, e.id, now(), now(), 'LEAD', gen_random_uuid(), 'ACCEPTED', now(),
      2 * (n % 3 = 0)::int, n % 3 = 0
    from v join email_campaigns e on e.practice_id = practice and e.name = v.name, generate_series(1, v.many) n`,
  bounce: `update deliveries d set bounced_at = now() + interval '1 hour' from v join email_campaigns e
    on e.practice_id = practice and e.name = v.name where d.email_campaign_id = e.id`,
  deleteCampaign: `update campaigns c set deleted_at = now() from v where c.practice_id = practice and c.name = v.name`,
  restoreCampaign: `update campaigns c set deleted_at = null from v where c.practice_id = practice`,
  delete: `update email_campaigns e set deleted_at = now() from v where e.practice_id = practice and e.name = v.name`,
  restore: `update email_campaigns e set deleted_at = null from v where e.practice_id = practice`,
  purge: `delete from email_campaigns e using v where e.practice_id = practice and e.deleted_at is not null
    and not exists (select from deliveries d where d.email_campaign_id = e.id)`,
  forget: `delete from deliveries d using v, email_campaigns e
    where e.practice_id = practice and e.name = v.name and d.email_campaign_id = e.id`,
  move: `update email_campaigns e set campaign_id = (select min(c.id::text)::uuid from campaigns c
    where c.practice_id = practice and c.name = v.other) from v where e.practice_id = practice and e.name = v.name`,
  own: `update campaigns c set owner_id = staff from v where c.practice_id = practice and c.name = v.name`,
  segment: `, s as (insert into segments (id, practice_id, created_at, updated_at, name, name_key, applies_to, kind,
      rule, sealed_rule, is_sensitive, guards)
    select gen_random_uuid(), practice, at, at, 'x', gen_random_uuid()::text, 'LEAD', 'DYNAMIC',
      case when not is_so then '{}'::jsonb end, case when is_so then 'x' end, is_so, '{}' from v
    returning id)
    insert into email_campaign_segments select practice, e.id, s.id, 'INCLUDE', 0
    from v join email_campaigns e on e.practice_id = practice and e.name = v.name, s`,
  leave: `delete from email_campaign_segments s using v, email_campaigns e
    where e.practice_id = practice and e.name = v.name and s.email_campaign_id = e.id`,
  tell: `update segments g set is_sensitive = is_so, sealed_rule = case when is_so then 'x' end,
    rule = case when not is_so then '{}'::jsonb end from v where g.practice_id = practice`,
};
const kinds = Object.keys(statements) as (keyof typeof statements)[];

const names = fc.constantFrom('a', 'b');
const written = fc.record({
  kind: fc.constantFrom(...kinds, 'deliver' as const, 'emailCampaign' as const, 'emailCampaign' as const),
  name: names,
  other: names,
  staff: fc.constantFrom('owner', 'clinician', null),
  at: instants,
  many: fc.integer({ min: 1, max: 25 }),
  isSo: fc.boolean(),
});
const copied = fc.record({ kind: fc.constant('copy' as const), batch: fc.constantFrom(1, 100, 100) });
const anyStep = fc.oneof({ weight: 5, arbitrary: written }, { weight: 3, arbitrary: copied }, ...commonSteps);
const steps = fc.array(anyStep, { maxLength: 20 });

interface World {
  practice: PracticeInStory;
  owner: Person;
  clinician: Person;
}

async function write({ practice, ...people }: World, step: typeof written extends fc.Arbitrary<infer S> ? S : never) {
  const staff = step.staff === null ? null : people[step.staff as 'owner'].id;
  await story.database.query(
    `with v as (select $1::uuid as practice, $2::text as name, $3::text as other, $4::uuid as staff,
       $5::timestamptz as at, $6::int as many, $7::boolean as is_so) ${statements[step.kind]}`,
    [practice.id, step.name, step.other, staff, step.at, step.many, step.isSo],
  );
}

const naiveMail = (creation: string, owners: string, isTelling: boolean) => `
  select coalesce(sum(f.recipients), 0)::int as recipients, coalesce(sum(f.delivered), 0)::int as delivered,
    coalesce(sum(f.bounced), 0)::int as bounced, coalesce(sum(f.clicks_total), 0)::int as clicks
  from email_campaigns e join email_campaign_counters f on f.email_campaign_id = e.id
  left join campaigns c on c.id = e.campaign_id
  where e.practice_id = $1 and e.deleted_at is null and ${creation} >= $2 and ${creation} < $3
    and ($4 = '${wholePractice}' or $4 in (${owners})) ${isTelling ? '' : `and not ${tells}`}`;
const tells = `(e.is_sensitive or exists (select from email_campaign_segments s join segments g on g.id = s.segment_id
  where s.email_campaign_id = e.id and g.is_sensitive))`;
const naive = {
  EMAIL_CAMPAIGN_MAIL: (isTelling: boolean) => naiveMail('e.created_at', 'e.created_by_id::text', isTelling),
  CAMPAIGN_MAIL: (isTelling: boolean) =>
    `${naiveMail('c.created_at', 'c.owner_id::text, c.created_by_id::text', isTelling)} and c.deleted_at is null`,
};
const naiveBest = (isTelling: boolean) => `
  select e.id from email_campaigns e join email_campaign_counters c on c.email_campaign_id = e.id
  where e.practice_id = $1 and e.deleted_at is null and e.created_at >= $2 and e.created_at < $3
    and ($4 = '${wholePractice}' or e.created_by_id::text = $4) and c.delivered >= 11
    ${isTelling ? '' : `and not ${tells}`}
  order by c.clicks_human::float8 / c.delivered desc, e.created_at desc, e.id limit 5`;

/** What is read agrees with the ledger, for whoever may know who is in telling audiences, and for who may not. */
async function agrees({ practice, clinician }: World, range?: DateRange): Promise<void> {
  const bounds = [range?.from ?? '-infinity', range?.to ?? 'infinity'];
  for (const subject of [wholePractice, clinician.id])
    for (const isTelling of [true, false]) {
      const asked = [practice.id, subject, range?.from ?? null, range?.to ?? null, isTelling];
      for (const noun of ['EMAIL_CAMPAIGN_MAIL', 'CAMPAIGN_MAIL'] as const) {
        const [counted] = await story.database.query(naive[noun](isTelling), [practice.id, ...bounds, subject]);
        const lines = await story.database.query(
          'select figure, sum(total)::int as total from mail_read($6, $1, $2, $3, $4, $5) group by 1',
          [...asked, noun],
        );
        const read = (figure: string) => lines.find(line => line.figure === figure)?.total ?? 0;
        const figures = { recipients: read('recipients'), delivered: read('delivered'), bounced: read('bounced') };
        expect({ noun, isTelling, ...figures, clicks: read('clicksTotal') }).toEqual({ noun, isTelling, ...counted });
      }
      const best = await story.database.query('select id from mail_best($1, $2, $3, $4, $5, 5)', asked);
      const ranked = await story.database.query(naiveBest(isTelling), [practice.id, ...bounds, subject]);
      expect(best).toEqual(ranked);
    }
}

test('the figures of mail are those of the ledger, whatever is written in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, instants, instants, async (taken, one, two) => {
      const { practice, owner } = await story.practice();
      const world = { practice, owner, clinician: await story.clinician(practice) };
      const first = { staff: 'owner' as const, at: one, many: 12, isSo: false };
      for (const kind of ['campaign', 'emailCampaign', 'segment', 'deliver'] as const)
        for (const name of ['a', 'b'] as const) await write(world, { ...first, kind, name, other: name });
      for (const step of taken) {
        if (await takeCommonStep(story, practice.id, step)) continue;
        if (step.kind === 'copy') await story.services.mailTallies.fold((step as { batch: number }).batch, 1);
        else await write(world, step as Parameters<typeof write>[1]);
      }
      for (const range of rangesOf(one, two)) await agrees(world, range);
    }),
    { numRuns: 60 },
  );
}, 180_000);

test('both statistics answer them, before and after they are copied', async () => {
  const { practice, owner } = await story.practice();
  const at = new Date('2026-03-10T12:00:00Z');
  const put = (kind: keyof typeof statements, name: 'a' | 'b', many = 1) =>
    write({ practice, owner, clinician: owner }, { kind, name, other: 'a', staff: null, at, many, isSo: false });
  await put('campaign', 'a');
  await put('emailCampaign', 'a');
  await put('emailCampaign', 'b');
  await put('deliver', 'a', 12);
  await put('deliver', 'b', 30);
  const figures = 'recipients delivered clicks { total human } rates { humanClicks }';
  for (const isCopied of [false, true]) {
    if (isCopied) expect(await story.services.mailTallies.fold()).toBeGreaterThan(0);
    if (isCopied) await story.services.counters.fold();
    const expected = {
      recipients: 42,
      delivered: 42,
      clicks: { total: 28, human: 14 },
      rates: { humanClicks: 0.3333 },
    };
    const mail = await statsOf(owner, 'emailCampaignStats', `metrics { ${figures} } best { name humanClickRate }`);
    expect(mail.metrics).toEqual(expected);
    expect(mail.best).toEqual(expect.arrayContaining([{ name: 'b', humanClickRate: 0.3333 }]));
    expect((await statsOf(owner, 'campaignStats', `mail { ${figures} }`)).mail).toEqual(expected);
    const none = await statsOf(owner, 'campaignStats', `mail { ${figures} }`, { from: '2026-03-11T00:00:00Z' });
    expect(none.mail.recipients).toBe(0);
  }
});
