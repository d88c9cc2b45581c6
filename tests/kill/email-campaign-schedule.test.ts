import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Child } from '../support/child.js';
import { addEmailCampaign, readyToMail, scheduleAt, sendable } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';
import { until } from '../support/until.js';

/** How often the workers are killed; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 3);
const share = 6;
const late = 5;
const story = useStory();
const children: Child[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
});

const start = async () => {
  const child = await Child.start('worker', testEnvironment(story.database.adminUrl));
  children.push(child);
  return child;
};

/** What became of these, counted in each place that must agree. */
async function outcome(ids: readonly string[]) {
  const events = (type: string, reason?: string) =>
    `(select count(*)::int from outbox where object_id = any($1::uuid[]) and type = 'EMAIL_CAMPAIGN_${type}'
      ${reason ? `and data ->> 'reason' = '${reason}'` : ''})`;
  const [row] = await story.database.query(
    `select count(*) filter (where sending_since is not null)::int as begun,
       count(*) filter (where status = 'PAUSED' and pause_reason ->> 'code' = 'OVERDUE' and sending_since is null)::int as held,
       ${events('STARTED')} as started, ${events('PAUSED', 'OVERDUE')} as paused,
       (select count(*)::int from audit_log where operation = 'sendEmailCampaign' and outcome = 'SUCCEEDED'
         and object_ids && $1::uuid[]) as audited
     from email_campaigns where id = any($1::uuid[])`,
    [ids],
  );
  return row as Record<'begun' | 'held' | 'started' | 'paused' | 'audited', number>;
}

test(
  `what is due begins once, with two workers killed ${rounds} times; what is late is held`,
  async () => {
    const { owner } = await story.practice();
    await readyToMail(owner);
    const recipients = [{ type: 'LEAD', id: await addLead(owner, { email: 'ada@example.test' }) }];
    const scheduled = async () => {
      const id = await addEmailCampaign(owner, { ...sendable, recipients });
      const scheduledAt = new Date(Date.now() + 86_400_000).toISOString();
      expect((await scheduleAt(owner, id, { scheduledAt })).userErrors).toEqual([]);
      return id;
    };
    const many = async (count: number) => {
      const ids: string[] = [];
      for (let at = 0; at < count; at++) ids.push(await scheduled());
      return ids;
    };
    const [due, overdue, later] = [await many(share * (rounds + 1)), await many(late), await many(2)];
    const setTime = (ids: readonly string[], minutes: number) =>
      story.database.query(
        'update email_campaigns set scheduled_at = now() - make_interval(mins => $2) where id = any($1::uuid[])',
        [ids, minutes],
      );
    await setTime(overdue, 62);
    for (let round = 0; round < rounds; round++) {
      const workers = await Promise.all([start(), start()]);
      const before = (await outcome(due)).begun;
      await setTime(due.slice(round * share, (round + 1) * share), 0);
      await until('they are at work', async () => (await outcome(due)).begun > before);
      await pause(Math.random() * 30);
      for (const worker of workers) await worker.kill();
    }
    await setTime(due.slice(rounds * share), 0);
    await Promise.all([start(), start()]);
    const all = due.length;
    await until('all have begun', async () => (await outcome(due)).begun === all);
    expect(await outcome(due)).toEqual({ begun: all, held: 0, started: all, paused: 0, audited: all });
    await until('what is late is held', async () => (await outcome(overdue)).held === late);
    expect(await outcome(overdue)).toEqual({ begun: 0, held: late, started: 0, paused: late, audited: late });
    expect(await outcome(later)).toEqual({ begun: 0, held: 0, started: 0, paused: 0, audited: 0 });
  },
  120_000 + rounds * 60_000,
);
