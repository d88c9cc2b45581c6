import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Child } from '../support/child.js';
import { addContact } from '../support/contacts.js';
import { addLead } from '../support/leads.js';
import { addReferral } from '../support/referrals.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';
import { until } from '../support/until.js';

/** How often the worker is killed in each test; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const count = 50;
const story = useStory();
const past = '2026-01-05T09:00:00.000Z';

const worker = () => Child.start('worker', testEnvironment(story.database.adminUrl));

/** What the times came to, counted in each place that must agree. */
async function outcome(practiceId: string) {
  const [counts] = await story.database.query(
    `select (select count(*)::int from tasks where practice_id = $1) as tasks,
       (select count(distinct cause_id)::int from raised_tasks where practice_id = $1) as causes,
       (select count(*)::int from raised_tasks where practice_id = $1) as raised,
       (select count(*)::int from audit_log where practice_id = $1 and operation in ('raiseLeadTasks', 'raiseReferralTasks')
          and action = 'CREATE' and outcome = 'SUCCEEDED') as audited,
       (select count(*)::int from outbox where practice_id = $1 and type = 'TASK_CREATED') as events,
       (select count(*)::int from leads where practice_id = $1 and (follow_up_raised_for is not null or response_raised_at is not null))
         + (select count(*)::int from referrals where practice_id = $1 and task_raised_for is not null) as marked`,
    [practiceId],
  );
  return counts as Record<string, number>;
}

const each = (n: number) => ({ tasks: n, causes: n, raised: n, audited: n, events: n, marked: n });

type Owner = Awaited<ReturnType<typeof story.practice>>['owner'];

test.each([
  [
    'a follow-up whose time has passed',
    async (owner: Owner) => {
      for (let n = 0; n < count; n++) await addLead(owner, { nextFollowUpAt: past });
    },
  ],
  [
    'an inquiry that nobody answered',
    async (owner: Owner) => {
      for (let n = 0; n < count; n++) await addLead(owner);
      const late = "update leads set created_at = created_at - interval '90 days' where practice_id = $1";
      await story.database.query(late, [owner.practice.id]);
    },
  ],
  [
    'a referral that nobody acknowledged',
    async (owner: Owner) => {
      const contactId = await addContact(owner);
      for (let n = 0; n < count; n++) await addReferral(owner, { contactId, acknowledgementDueAt: past });
    },
  ],
])(
  '%s raises one task, whenever the worker is killed',
  async (_, prepare) => {
    const { owner, practice } = await story.practice();
    await prepare(owner);
    for (let round = 0; round < rounds; round++) {
      const child = await worker();
      // Somewhere in its share of the work, or after all of it.
      const goal = Math.min(Math.floor((count * (round + 0.2)) / rounds), count - 1);
      await until('it is at work', async () => (await outcome(practice.id)).tasks! > goal);
      await pause(Math.random() * 15);
      await child.kill();
      expect(await outcome(practice.id)).toEqual(each((await outcome(practice.id)).tasks!));
    }
    const last = await worker();
    await until('all are raised', async () => (await outcome(practice.id)).marked === count);
    // Time enough for another look at what is due.
    await pause(6_000);
    await last.kill();
    expect(await outcome(practice.id)).toEqual(each(count));
  },
  120_000 + rounds * 30_000,
);
