import { describe, expect, test } from '@jest/globals';
import { startApp } from '../../support/app.js';
import { addCampaign, campaignRow, eventsOf, listOf, step } from '../../support/campaigns.js';
import { addLead } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const inMinutes = (minutes: number) => new Date(story.clock.now().getTime() + minutes * 60_000).toISOString();

/** Moves the clock, and back once the work is done. */
async function at<T>(minutes: number, work: () => Promise<T>): Promise<T> {
  story.clock.advance({ minutes });
  try {
    return await work();
  } finally {
    story.clock.advance({ minutes: -minutes });
  }
}

async function scheduled(times: { startAt: string; endAt?: string }) {
  const { owner } = await story.practice();
  const id = await addCampaign(owner, times);
  const done = await step(owner, 'schedule', id);
  expect(done.userErrors).toEqual([]);
  return { owner, id };
}

const run = () => story.services.campaignSchedule.run();
const statusOf = async (id: string) => (await campaignRow(story, id)).status;

describe('the clock', () => {
  test('begins a campaign at its start and completes it at its end, not before', async () => {
    const { id } = await scheduled({ startAt: inMinutes(10), endAt: inMinutes(20) });
    await at(9, run);
    expect(await statusOf(id)).toBe('SCHEDULED');
    await at(10, run);
    expect(await statusOf(id)).toBe('ACTIVE');
    await at(19, run);
    expect(await statusOf(id)).toBe('ACTIVE');
    await at(20, run);
    expect(await statusOf(id)).toBe('COMPLETED');
    expect(await eventsOf(story, id)).toEqual([
      'CAMPAIGN_CREATED',
      'CAMPAIGN_SCHEDULED',
      'CAMPAIGN_ACTIVATED',
      'CAMPAIGN_COMPLETED',
    ]);
    const entries = await story.database.query(
      "select operation, channel, actor_kind from audit_log where $1 = any(object_ids) and channel = 'worker' order by seq",
      [id],
    );
    expect(entries).toEqual([
      { operation: 'activateCampaign', channel: 'worker', actor_kind: 'SYSTEM' },
      { operation: 'completeCampaign', channel: 'worker', actor_kind: 'SYSTEM' },
    ]);
  });

  test('makes up for what was missed while no worker ran: begun and completed, in that order', async () => {
    const { id } = await scheduled({ startAt: inMinutes(10), endAt: inMinutes(20) });
    await at(600, run);
    expect((await eventsOf(story, id)).slice(2)).toEqual(['CAMPAIGN_ACTIVATED', 'CAMPAIGN_COMPLETED']);
    const row = await campaignRow(story, id);
    expect((row.activated_at as Date) > (row.start_at as Date)).toBe(true);
  });

  test('is heard once, whichever of several workers is first', async () => {
    const { id } = await scheduled({ startAt: inMinutes(10) });
    const other = await startApp({ database: story.database });
    try {
      other.clock.advance({ minutes: 10 });
      await at(10, () =>
        Promise.all([run(), other.services.campaignSchedule.run(), run(), other.services.campaignSchedule.run()]),
      );
      expect((await eventsOf(story, id)).filter(type => type === 'CAMPAIGN_ACTIVATED')).toHaveLength(1);
      expect(await campaignRow(story, id)).toMatchObject({ status: 'ACTIVE', version: 3 });
    } finally {
      await other.close();
    }
  });

  test('leaves alone what was cancelled, deleted, paused in time, or is a draft', async () => {
    const { owner, id: cancelled } = await scheduled({ startAt: inMinutes(10) });
    const deleted = await addCampaign(owner, { startAt: inMinutes(10) });
    const draft = await addCampaign(owner, { startAt: inMinutes(10) });
    await step(owner, 'schedule', deleted);
    await step(owner, 'cancel', cancelled);
    expect((await owner.rest('DELETE', `/campaigns/${deleted}`)).status).toBe(204);
    const paused = await addCampaign(owner, { endAt: inMinutes(10) });
    await step(owner, 'activate', paused);
    await step(owner, 'pause', paused);
    await at(11, run);
    expect(await Promise.all([cancelled, deleted, draft, paused].map(statusOf))).toEqual([
      'CANCELLED',
      'SCHEDULED',
      'DRAFT',
      'COMPLETED',
    ]);
  });

  test('one that is restored after its start is a draft again, and does not begin by itself', async () => {
    const { owner, id } = await scheduled({ startAt: inMinutes(10) });
    await owner.rest('DELETE', `/campaigns/${id}`);
    await at(15, async () => {
      const back = await (await story.owner(owner.practice)).rest('POST', `/campaigns/${id}/restore`);
      expect([back.status, back.body.data.status]).toEqual([200, 'DRAFT']);
      await run();
    });
    expect(await statusOf(id)).toBe('DRAFT');
  });

  test('a campaign that cannot be moved does not hold up the others', async () => {
    const { owner, id: broken } = await scheduled({ startAt: inMinutes(10) });
    const fine = await addCampaign(owner, { startAt: inMinutes(11) });
    await step(owner, 'schedule', fine);
    await story.database.query(
      `create function refuse_move() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
    );
    await story.database.query(
      `create trigger refuse before update on campaigns for each row when (old.id = '${broken}') execute function refuse_move()`,
    );
    try {
      await at(12, run);
      expect(await Promise.all([broken, fine].map(statusOf))).toEqual(['SCHEDULED', 'ACTIVE']);
    } finally {
      await story.database.query('drop trigger refuse on campaigns; drop function refuse_move');
    }
    await at(12, run);
    expect(await statusOf(broken)).toBe('ACTIVE');
  });

  test('activation and its recipients are one: what fails in between leaves neither', async () => {
    const { owner } = await story.practice();
    const lead = await addLead(owner);
    const segment = await listOf(story, owner.practice.id, [lead]);
    const id = await addCampaign(owner, { segmentIds: [segment], startAt: inMinutes(10) });
    await step(owner, 'schedule', id);
    await story.database.query(
      `create function refuse_event() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
    );
    await story.database.query(
      `create trigger refuse before insert on outbox for each row when (new.object_id = '${id}') execute function refuse_event()`,
    );
    const recipients = () => story.database.query('select 1 from campaign_recipients where campaign_id = $1', [id]);
    try {
      await at(12, run);
      expect([await statusOf(id), await recipients()]).toEqual(['SCHEDULED', []]);
    } finally {
      await story.database.query('drop trigger refuse on outbox; drop function refuse_event');
    }
    await at(12, run);
    expect([await statusOf(id), (await recipients()).length]).toEqual(['ACTIVE', 1]);
  });
});
