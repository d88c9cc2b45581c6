import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { addCampaign } from '../support/campaigns.js';
import { Child } from '../support/child.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';
import { until } from '../support/until.js';

/** How often the worker is killed; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const campaigns = Math.max(20, rounds * 2);
const members = 300;
const story = useStory();
const children: Child[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
});

async function start(): Promise<Child> {
  const child = await Child.start('worker', testEnvironment(story.database.adminUrl));
  children.push(child);
  return child;
}

/** So many people in a list, as a segment. */
async function segment(practiceId: string): Promise<string> {
  const [row] = await story.database.query(
    `with people as (
       insert into leads (id, practice_id, created_at, updated_at, first_name, last_name, name_key, source)
       select gen_random_uuid(), $1, now(), now(), 'Kim', 'Lee', 'lee kim', 'OTHER' from generate_series(1, $2::int)
       returning id),
     list as (
       insert into segments (id, practice_id, created_at, updated_at, name, name_key, applies_to, kind, guards)
       select gen_random_uuid(), $1, now(), now(), 'All', 'all', 'LEAD', 'STATIC', '{}' returning id),
     joined as (
       insert into segment_members (practice_id, segment_id, person_type, person_id, added_at)
       select $1, list.id, 'LEAD', people.id, now() from list, people)
     select id from list`,
    [practiceId, members],
  );
  return row!.id as string;
}

/** What became of the practice's campaigns, counted in each place that must agree. */
async function outcome(practiceId: string) {
  const events = (type: string) => `(select count(*)::int from outbox where practice_id = $1 and type = '${type}')`;
  const [row] = await story.database.query(
    `select (select count(*)::int from campaigns where practice_id = $1 and status = 'ACTIVE') as active,
       (select count(*)::int from campaigns where practice_id = $1 and activated_at is not null and version = 3) as moved,
       (select count(*)::int from (select 1 from campaign_recipients where practice_id = $1
         group by campaign_id having count(*) = ${members}) f) as frozen,
       (select count(*)::int from campaign_recipients where practice_id = $1) as recipients,
       (select count(*)::int from campaign_step_runs where practice_id = $1) as runs,
       (select count(*)::int from audit_log where practice_id = $1 and operation = 'activateCampaign') as audited,
       ${events('CAMPAIGN_ACTIVATED')} as activated, ${events('CAMPAIGN_RECIPIENTS_ADDED')} as told,
       (select count(distinct object_id)::int from outbox where practice_id = $1 and type = 'CAMPAIGN_ACTIVATED') as once`,
    [practiceId],
  );
  return row as Record<string, number>;
}

const begun = (count: number) => ({
  ...{ active: count, moved: count, frozen: count, recipients: count * members, runs: count * members },
  ...{ audited: count, activated: count, told: count, once: count },
});

test(
  `${campaigns} campaigns begin once each with their whole audience, the worker killed ${rounds} times`,
  async () => {
    const { practice, owner } = await story.practice();
    const segmentIds = [await segment(practice.id)];
    const startAt = new Date(Date.now() + 3_600_000).toISOString();
    // That each member's step was set off shows that the beginning was whole.
    const steps = [{ trigger: { kind: 'MEMBER_JOINED' }, action: { kind: 'CREATE_TASK', task: { title: 'Ring' } } }];
    const ids: string[] = [];
    for (let n = 0; n < campaigns; n++) {
      const id = await addCampaign(owner, { segmentIds, startAt });
      await owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
      expect((await owner.rest('PUT', `/campaigns/${id}/schedule`, {})).status).toBe(200);
      ids.push(id);
    }
    await story.database.query('update campaigns set version = 2 where practice_id = $1', [practice.id]);
    const share = Math.ceil(campaigns / (rounds + 1));
    for (let round = 0; round < rounds; round++) {
      const due = ids.splice(0, share);
      const worker = await start();
      await story.database.query(
        `update campaigns set start_at = now() where practice_id = $1 and id = any($2::uuid[])`,
        [practice.id, due],
      );
      const before = (await outcome(practice.id)).active!;
      await until('it is at work', async () => (await outcome(practice.id)).active! > before);
      await pause(Math.random() * 40);
      await worker.kill();
      const seen = await outcome(practice.id);
      expect(seen).toEqual(begun(seen.active!));
    }
    await story.database.query('update campaigns set start_at = now() where practice_id = $1', [practice.id]);
    // Two at once for what is left.
    await Promise.all([start(), start()]);
    await until('all have begun', async () => (await outcome(practice.id)).active === campaigns);
    expect(await outcome(practice.id)).toEqual(begun(campaigns));
  },
  120_000 + rounds * 60_000,
);
