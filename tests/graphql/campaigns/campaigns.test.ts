import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow, eventsOf, step } from '../../support/campaigns.js';
import { addLead, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const list = `query ($filter: CampaignFilter, $sort: [CampaignSort!], $search: String, $first: Int, $after: String) {
  campaigns(filter: $filter, sort: $sort, search: $search, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name } } }`;
const update = `mutation ($id: ID!, $input: UpdateCampaignInput!, $expectedVersion: Int) {
  updateCampaign(id: $id, input: $input, expectedVersion: $expectedVersion) {
    campaign { version name description content { headline message } } userErrors { code message path } } }`;
const remove = `mutation ($id: ID!) { deleteCampaign(id: $id) { deletedCampaignId campaign { name } userErrors { code path } } }`;
const restore = `mutation ($id: ID!) { restoreCampaign(id: $id) { campaign { id status } userErrors { code path } } }`;

describe('campaigns', () => {
  test('are found by their fields and words, sorted and paged', async () => {
    const { owner, practice } = await story.practice();
    const marketer = await story.marketer(practice);
    const spring = await addCampaign(owner, { name: 'Spring news', type: 'EMAIL', channels: ['EMAIL'] });
    const fair = await addCampaign(marketer, { name: 'Été fair', type: 'EVENT', channels: ['EVENT', 'PRINT'] });
    const last = await addCampaign(owner, { name: 'Autumn', ownerId: null, startAt: '2031-09-01T00:00:00Z' });
    await step(owner, 'activate', spring);
    const find = async (variables: Record<string, unknown>) => {
      const { data, errors } = await owner.graphql(list, variables);
      expect(errors).toBeUndefined();
      return data.campaigns.nodes.map((node: { id: string }) => node.id);
    };
    expect(await find({})).toEqual([last, fair, spring]);
    expect(await find({ sort: [{ field: 'NAME', direction: 'ASC' }] })).toEqual([last, fair, spring]);
    expect(await find({ sort: [{ field: 'START_AT', direction: 'ASC' }] })).toEqual([last, spring, fair]);
    for (const [filter, ids] of [
      [{ status: ['ACTIVE'] }, [spring]],
      [{ type: ['EVENT', 'PRINT'] }, [fair]],
      [{ channels: ['PRINT', 'WEB'] }, [fair]],
      [{ ownerId: null }, [last]],
      [{ ownerId: [marketer.id] }, [fair]],
      [{ createdById: [owner.id], not: { status: ['ACTIVE'] } }, [last]],
      [{ startAt: { from: '2031-01-01T00:00:00Z' } }, [last]],
      [{ name: 'autumn' }, [last]],
      [{ hasLiveAudience: true }, []],
      [{ segmentId: [randomId] }, []],
      [{ or: [{ status: ['ACTIVE'] }, { type: ['EVENT'] }] }, [fair, spring]],
    ] as const) {
      expect([filter, await find({ filter })]).toEqual([filter, ids]);
    }
    expect(await find({ search: 'ete' })).toEqual([fair]);
    expect(await find({ search: 'new spr' })).toEqual([spring]);
    const page = (await owner.graphql(list, { first: 2 })).data.campaigns;
    expect(page).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(await find({ first: 2, after: page.pageInfo.endCursor })).toEqual([spring]);
  });

  test('of another practice are not there', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addCampaign(owner);
    expect((await stranger.graphql('query ($id: ID!) { campaign(id: $id) { id } }', { id })).data.campaign).toBeNull();
    expect((await stranger.graphql(list, {})).data.campaigns.nodes).toEqual([]);
    const changed = await stranger.graphql(update, { id, input: { name: 'Mine' } });
    expect(changed.data.updateCampaign.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await campaignRow(story, id)).toMatchObject({ name: 'Spring', version: 1 });
  });

  test('change in the fields that are given, by the version that is known (R9)', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner, { description: 'Old', content: { headline: 'A', message: 'B' } });
    const input = { name: 'New', description: null, content: { headline: 'C' } };
    const { data } = await owner.graphql(update, { id, input, expectedVersion: 1 });
    expect(data.updateCampaign).toEqual({
      campaign: { version: 2, name: 'New', description: null, content: { headline: 'C', message: 'B' } },
      userErrors: [],
    });
    const stale = await owner.graphql(update, { id, input: { name: 'Older' }, expectedVersion: 1 });
    expect(stale.data.updateCampaign.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    const same = await owner.graphql(update, { id, input: { name: 'New' } });
    expect(same.data.updateCampaign.campaign.version).toBe(2);
    expect(await eventsOf(story, id)).toEqual(['CAMPAIGN_CREATED', 'CAMPAIGN_UPDATED']);
    expect(await campaignRow(story, id)).toMatchObject({ name: 'New', name_key: 'new', version: 2 });
  });

  test('an ACTIVE one can not be deleted (R3); another is, and comes back for 30 days (R11)', async () => {
    const { owner, practice } = await story.practice();
    const marketer = await story.marketer(practice);
    const id = await addCampaign(owner, { utmCampaign: 'code' });
    await step(owner, 'activate', id);
    const refused = await owner.graphql(remove, { id });
    expect(refused.data.deleteCampaign).toMatchObject({
      deletedCampaignId: null,
      userErrors: [{ code: 'CAMPAIGN_ACTIVE', path: ['id'] }],
    });
    expect(await campaignRow(story, id)).toMatchObject({ status: 'ACTIVE', deleted_at: null, version: 2 });
    await step(owner, 'pause', id);
    const gone = await marketer.graphql(remove, { id });
    expect(gone.data.deleteCampaign).toEqual({ deletedCampaignId: id, campaign: { name: 'Spring' }, userErrors: [] });
    expect((await owner.graphql(list, {})).data.campaigns.nodes).toEqual([]);
    expect((await owner.graphql(list, { filter: { isDeleted: true } })).data.campaigns.nodes).toMatchObject([{ id }]);
    expect((await marketer.graphql(list, { filter: { isDeleted: true } })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await marketer.graphql(restore, { id })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const twin = await addCampaign(owner, { utmCampaign: 'CODE' });
    expect((await owner.graphql(restore, { id })).data.restoreCampaign.userErrors).toMatchObject([
      { code: 'DUPLICATE' },
    ]);
    await owner.graphql(remove, { id: twin });
    const back = await owner.graphql(restore, { id });
    expect(back.data.restoreCampaign).toEqual({ campaign: { id, status: 'PAUSED' }, userErrors: [] });
    expect((await owner.graphql(restore, { id })).data.restoreCampaign.userErrors).toMatchObject([
      { code: 'NOT_RESTORABLE' },
    ]);
  });

  test('20 deletions and activations at once leave it either gone or ACTIVE', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? owner.graphql(remove, { id }) : step(owner, 'activate', id))),
    );
    const row = await campaignRow(story, id);
    expect(row.status === 'ACTIVE').toBe(row.deleted_at === null);
    expect(row.version).toBe(2);
  });

  test('are purged after their days with their ledger, unless held; their leads stay', async () => {
    const { owner, practice } = await story.practice();
    const [id, held] = [await addCampaign(owner), await addCampaign(owner)];
    const lead = await addLead(owner, { campaignId: id });
    await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
    await owner.rest('POST', `/campaigns/${id}/expenses`, { spentOn: '2026-01-01', amountMinor: 5 });
    for (const campaign of [id, held]) await owner.graphql(remove, { id: campaign });
    await story.database.query('update campaigns set is_on_legal_hold = true where id = $1', [held]);
    const { purgeDeletedCampaigns } = await import('../../../src/modules/campaigns/campaign.purge.js');
    expect(await purgeDeletedCampaigns(story.services.ground, [])).toBe(0);
    story.clock.advance({ days: 31 });
    try {
      const late = await (await story.owner(practice)).graphql(restore, { id });
      expect(late.data.restoreCampaign.userErrors).toMatchObject([{ code: 'NOT_RESTORABLE' }]);
      expect(await purgeDeletedCampaigns(story.services.ground, [])).toBeGreaterThan(0);
    } finally {
      story.clock.advance({ days: -31 });
    }
    expect(await campaignRow(story, id)).toBeUndefined();
    expect(await campaignRow(story, held)).toMatchObject({ id: held });
    for (const table of ['campaign_recipients', 'campaign_expenses', 'campaign_segments']) {
      expect(await story.database.query(`select 1 from ${table} where campaign_id = $1`, [id])).toEqual([]);
    }
    expect(await leadRow(story, lead)).toMatchObject({ campaign_id: null });
  });
});

describe('attribution', () => {
  test('a lead names its campaign, and the campaign its leads', async () => {
    const { owner, practice } = await story.practice();
    const id = await addCampaign(owner, { name: 'Fair' });
    const lead = await addLead(owner, { campaignId: id });
    const one = 'query ($id: ID!) { lead(id: $id) { campaignId campaign { id name } } }';
    expect((await owner.graphql(one, { id: lead })).data.lead).toEqual({
      campaignId: id,
      campaign: { id, name: 'Fair' },
    });
    const many = 'query ($id: ID!) { campaign(id: $id) { leads(first: 5) { totalCount nodes { id } } } }';
    const { data } = await (await story.marketer(practice)).graphql(many, { id });
    expect(data.campaign.leads).toEqual({ totalCount: 1, nodes: [{ id: lead }] });
    const biller = await story.biller(practice);
    await story.database.query('update leads set assigned_to_id = $2 where id = $1', [lead, biller.id]);
    const closed = await biller.graphql(one, { id: lead });
    expect(closed.data.lead).toEqual({ campaignId: id, campaign: null });
    expect(closed.errors).toMatchObject([{ path: ['lead', 'campaign'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('a campaign of another practice, or one that is gone, is refused', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const [theirs, gone] = [await addCampaign(stranger), await addCampaign(owner)];
    await owner.graphql(remove, { id: gone });
    const lead = await addLead(owner);
    for (const campaignId of [theirs, gone, randomId]) {
      const answer = await owner.rest('PUT', `/leads/${lead}`, { campaignId });
      expect([answer.status, answer.body.error.details]).toMatchObject([
        422,
        [{ path: ['campaignId'], code: 'NOT_FOUND' }],
      ]);
    }
    expect(await leadRow(story, lead)).toMatchObject({ campaign_id: null });
  });

  test('a lead whose link bears a code is attributed by it, unless it names a campaign itself', async () => {
    const { owner, practice } = await story.practice();
    const [coded, named] = [await addCampaign(owner, { utmCampaign: 'Spring-31' }), await addCampaign(owner)];
    const utm = { campaign: 'spring-31', source: 'paper' };
    const byCode = await addLead(owner, { utm });
    const byName = await addLead(owner, { utm, campaignId: named });
    const unknown = await addLead(owner, { utm: { campaign: 'winter' } });
    const form = { firstName: 'Ada', lastName: 'Moss', email: 'ada@example.test', utm_campaign: 'SPRING-31' };
    expect((await story.stranger().rest('POST', `/forms/${practice.formKey}/leads`, form)).status).toBeLessThan(300);
    const [captured] = await story.database.query(
      "select id from leads where practice_id = $1 and first_name = 'Ada'",
      [practice.id],
    );
    const campaigns = await Promise.all(
      [byCode, byName, unknown, captured!.id as string].map(id => leadRow(story, id)),
    );
    expect(campaigns.map(row => row.campaign_id)).toEqual([coded, named, null, coded]);
  });

  test('a task about a campaign shows it, and the campaign its tasks', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner, { name: 'Fair' });
    const added = await owner.rest('POST', '/tasks', { title: 'Print', relatedTo: { type: 'CAMPAIGN', id } });
    expect(added.status).toBe(201);
    const { data } = await owner.graphql(
      'query ($id: ID!) { campaign(id: $id) { tasks { nodes { title campaign { id name } } } } }',
      { id },
    );
    expect(data.campaign.tasks.nodes).toEqual([{ title: 'Print', campaign: { id, name: 'Fair' } }]);
  });
});
