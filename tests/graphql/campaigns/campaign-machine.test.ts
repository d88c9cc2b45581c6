import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow, eventsOf, step } from '../../support/campaigns.js';
import { auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const schedule = `mutation ($id: ID!, $input: ScheduleCampaignInput, $version: Int) {
  scheduleCampaign(id: $id, input: $input, expectedVersion: $version) {
    campaign { status startAt scheduledAt viewerCanSchedule viewerCanActivate } userErrors { code path message } } }`;
const inDays = (days: number) => new Date(story.clock.now().getTime() + days * 86_400_000).toISOString();

describe('what moves a campaign', () => {
  test('walks the machine, each step stamped, told and written down', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    for (const [name, status] of [
      ['activate', 'ACTIVE'],
      ['pause', 'PAUSED'],
      ['resume', 'ACTIVE'],
      ['pause', 'PAUSED'],
      ['activate', 'ACTIVE'],
      ['complete', 'COMPLETED'],
    ] as const) {
      expect(await step(owner, name, id)).toMatchObject({ campaign: { status }, userErrors: [] });
    }
    expect(await eventsOf(story, id)).toEqual([
      'CAMPAIGN_CREATED',
      'CAMPAIGN_ACTIVATED',
      'CAMPAIGN_PAUSED',
      'CAMPAIGN_RESUMED',
      'CAMPAIGN_PAUSED',
      'CAMPAIGN_ACTIVATED',
      'CAMPAIGN_COMPLETED',
    ]);
    const row = await campaignRow(story, id);
    expect(row).toMatchObject({ status: 'COMPLETED', version: 7, paused_at: null, cancelled_at: null });
    expect(row.activated_at).not.toBeNull();
    expect(row.completed_at).not.toBeNull();
    const rows = await auditOf(story, id);
    expect(rows.map(entry => entry.operation)).toEqual([
      'createCampaign',
      'activateCampaign',
      'pauseCampaign',
      'resumeCampaign',
      'pauseCampaign',
      'activateCampaign',
      'completeCampaign',
    ]);
  });

  test('schedules for a start in the future, given before or with the call', async () => {
    const { owner } = await story.practice();
    const [known, given] = [await addCampaign(owner, { startAt: inDays(2) }), await addCampaign(owner)];
    const first = await owner.graphql(schedule, { id: known });
    expect(first.data.scheduleCampaign).toMatchObject({
      campaign: { status: 'SCHEDULED', viewerCanSchedule: false, viewerCanActivate: true },
      userErrors: [],
    });
    const startAt = inDays(3);
    const second = await owner.graphql(schedule, { id: given, input: { startAt } });
    expect(second.data.scheduleCampaign).toMatchObject({ campaign: { status: 'SCHEDULED', startAt }, userErrors: [] });
  });

  test.each([
    [{}, 'REQUIRED'],
    [{ startAt: '2020-01-01T00:00:00Z' }, 'OUT_OF_RANGE'],
  ])('refuses to schedule with %j, and leaves the draft', async (input, code) => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const { data } = await owner.graphql(schedule, { id, input });
    expect(data.scheduleCampaign).toMatchObject({ campaign: null, userErrors: [{ code, path: ['startAt'] }] });
    expect(await campaignRow(story, id)).toMatchObject({ status: 'DRAFT', start_at: null, version: 1 });
  });

  test('a scheduled campaign keeps a start in the future, and one that has begun keeps its start', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner, { startAt: inDays(2) });
    await step(owner, 'schedule', id);
    const put = (input: object) => owner.rest('PUT', `/campaigns/${id}`, input);
    expect((await put({ startAt: null })).body.error.details).toMatchObject([{ code: 'REQUIRED', path: ['startAt'] }]);
    expect((await put({ startAt: '2020-01-01T00:00:00Z' })).status).toBe(422);
    expect((await put({ startAt: inDays(4) })).status).toBe(200);
    await step(owner, 'activate', id);
    const refused = await put({ startAt: inDays(5) });
    expect([refused.status, refused.body.error.code]).toEqual([409, 'CONFLICT']);
    expect((await put({ endAt: inDays(9) })).status).toBe(200);
  });

  test('a stale version moves nothing (R9)', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    await owner.rest('PUT', `/campaigns/${id}`, { name: 'Other' });
    const refused = await step(owner, 'activate', id, 1);
    expect(refused).toMatchObject({ campaign: null, userErrors: [{ code: 'STALE_VERSION' }] });
    expect(refused.userErrors[0]!.message).toContain('2');
    expect(await campaignRow(story, id)).toMatchObject({ status: 'DRAFT', version: 2 });
  });

  test('20 activations at once are one', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => step(owner, 'activate', id)));
    expect(answers.filter(answer => answer.campaign !== null)).toHaveLength(1);
    expect(new Set(answers.flatMap(answer => answer.userErrors.map(error => error.code)))).toEqual(
      new Set(['INVALID_TRANSITION']),
    );
    expect((await eventsOf(story, id)).filter(type => type === 'CAMPAIGN_ACTIVATED')).toHaveLength(1);
    expect(await campaignRow(story, id)).toMatchObject({ status: 'ACTIVE', version: 2 });
  });

  test('another practice’s campaign is moved like one that is not there', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addCampaign(owner);
    for (const [who, target] of [
      [stranger, id],
      [owner, randomId],
      [owner, 'no id'],
    ] as const) {
      expect((await step(who, 'activate', target)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    }
    expect(await campaignRow(story, id)).toMatchObject({ status: 'DRAFT' });
  });
});
