import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.js';
import { addCampaign } from '../../support/campaigns.js';
import { addLead, listen, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const figures = `recipients leads qualifiedLeads conversions conversionRate currency budgetMinor spentMinor remainingMinor
  costPerLeadMinor costPerConversionMinor returnMinor returnPercent`;
const query = `query ($id: ID!) { campaign(id: $id) { metrics { ${figures} } goals { metric target actual percent } spent { amountMinor currency } } }`;
const subscription = `subscription ($id: ID!, $after: String) { campaignMetrics(campaignId: $id, after: $after) {
  cursor at kind campaignId metrics { ${figures} } } }`;
const record = `mutation ($id: ID!, $input: RecordCampaignExpenseInput!) { recordCampaignExpense(id: $id, input: $input) {
  expense { id spentOn amountMinor category note createdById } campaign { version spent { amountMinor } } userErrors { code path } } }`;

const spend = (caller: Caller, id: string, amountMinor: number) =>
  caller.graphql(record, { id, input: { spentOn: '2026-03-01', amountMinor } });
const metricsOf = async (caller: Caller, id: string) => (await caller.graphql(query, { id })).data.campaign;

describe('what a campaign costs and brings', () => {
  test('expenses are recorded and taken back, the campaign itself staying as it is', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const input = { spentOn: '2026-03-01', amountMinor: 12_500, category: 'Print', note: 'Flyers' };
    const { data } = await owner.graphql(record, { id, input });
    expect(data.recordCampaignExpense).toEqual({
      expense: { id: expect.any(String), ...input, createdById: owner.id },
      campaign: { version: 1, spent: { amountMinor: 12_500 } },
      userErrors: [],
    });
    await spend(owner, id, -2_500);
    const list = await owner.graphql(
      'query ($id: ID!) { campaign(id: $id) { expenses(first: 1) { totalCount pageInfo { hasNextPage } nodes { amountMinor createdBy { id } } } } }',
      { id },
    );
    expect(list.data.campaign.expenses).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    expect((await metricsOf(owner, id)).spent).toEqual({ amountMinor: 10_000, currency: 'USD' });
  });

  test.each([
    [{ spentOn: '2026-02-30', amountMinor: 1 }, 'spentOn', 'INVALID_FORMAT'],
    [{ spentOn: '2026-02-01', amountMinor: 0 }, 'amountMinor', 'OUT_OF_RANGE'],
  ])('refuses the expense %j', async (input, path, code) => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const answer = await owner.rest('POST', `/campaigns/${id}/expenses`, input);
    expect([answer.status, answer.body.error.details]).toMatchObject([422, [{ path: [path], code }]]);
    expect(await story.database.query('select 1 from campaign_expenses where campaign_id = $1', [id])).toEqual([]);
  });

  test('20 expenses at once never conflict', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => spend(owner, id, at + 1)));
    expect(answers.flatMap(({ data }) => data.recordCampaignExpense.userErrors)).toEqual([]);
    expect((await metricsOf(owner, id)).metrics.spentMinor).toBe(210);
  });

  test('the currency of what was spent stays', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const budget = (currency: string) =>
      owner.rest('PUT', `/campaigns/${id}`, { budget: { amountMinor: 5, currency } });
    expect((await budget('EUR')).body.data).toMatchObject({
      currency: 'EUR',
      budget: { amountMinor: 5, currency: 'EUR' },
    });
    await spend(owner, id, 3);
    const refused = await budget('USD');
    expect([refused.status, refused.body.error.code]).toEqual([409, 'IN_USE']);
  });

  test('figures and goals follow the ledger', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner, {
      budget: { amountMinor: 50_000 },
      conversionValueMinor: 30_000,
      goals: [
        { metric: 'LEADS', target: 4 },
        { metric: 'CONVERSIONS', target: 1 },
        { metric: 'SPENT', target: 40_000 },
      ],
    });
    const empty = await metricsOf(owner, id);
    expect(empty.metrics).toEqual({
      recipients: 0,
      leads: 0,
      qualifiedLeads: 0,
      conversions: 0,
      conversionRate: null,
      currency: 'USD',
      budgetMinor: 50_000,
      spentMinor: 0,
      remainingMinor: 50_000,
      costPerLeadMinor: null,
      costPerConversionMinor: null,
      returnMinor: 0,
      returnPercent: null,
    });
    const leads = [];
    for (let at = 0; at < 3; at++) leads.push(await addLead(owner, { campaignId: id }));
    await addLead(owner);
    await story.database.query("update leads set status = 'CONVERTED' where id = $1", [leads[0]]);
    await story.database.query("update leads set status = 'QUALIFIED' where id = $1", [leads[1]]);
    await owner.rest('DELETE', `/leads/${leads[2]}`);
    await spend(owner, id, 20_000);
    const full = await metricsOf(owner, id);
    expect(full.metrics).toMatchObject({
      leads: 2,
      qualifiedLeads: 2,
      conversions: 1,
      conversionRate: 50,
      remainingMinor: 30_000,
      costPerLeadMinor: 10_000,
      costPerConversionMinor: 20_000,
      returnMinor: 10_000,
      returnPercent: 50,
    });
    expect(full.goals).toEqual([
      { metric: 'LEADS', target: 4, actual: 2, percent: 50 },
      { metric: 'CONVERSIONS', target: 1, actual: 1, percent: 100 },
      { metric: 'SPENT', target: 40_000, actual: 20_000, percent: 50 },
    ]);
  });
});

describe('campaignMetrics', () => {
  test('tells the figures as they change, equal to the query’s', async () => {
    const { owner } = await story.practice();
    const [id, other] = [await addCampaign(owner), await addCampaign(owner)];
    const told = await listen(story, owner, subscription, { id });
    await spend(owner, other, 7);
    await spend(owner, id, 500);
    const first = (await told.next()).data.campaignMetrics;
    expect(first).toMatchObject({ kind: 'CHANGED', campaignId: id, metrics: { spentMinor: 500, leads: 0 } });
    const lead = await addLead(owner, { campaignId: id });
    const second = (await told.next()).data.campaignMetrics;
    expect(second.metrics).toEqual((await metricsOf(owner, id)).metrics);
    expect(second.metrics).toMatchObject({ leads: 1, costPerLeadMinor: 500 });
    await owner.rest('PUT', `/leads/${lead}`, { campaignId: null });
    const third = (await told.next()).data.campaignMetrics;
    expect(third.metrics.leads).toBe(0);
    expect(BigInt(first.cursor) < BigInt(second.cursor) && BigInt(second.cursor) < BigInt(third.cursor)).toBe(true);
    expect(told.received).toEqual([]);
  });

  test('says at most one thing in 250 milliseconds, and the last word is the whole', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const told = await listen(story, owner, subscription, { id });
    const began = performance.now();
    await Promise.all(Array.from({ length: 40 }, () => spend(owner, id, 10)));
    const seen: number[] = [];
    while (seen.at(-1) !== 400) seen.push((await told.next()).data.campaignMetrics.metrics.spentMinor);
    const took = performance.now() - began;
    expect(seen.length).toBeLessThanOrEqual(Math.floor(took / 250) + 1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('after a cursor tells what was missed as the figures now, and nothing when nothing was', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const told = await listen(story, owner, subscription, { id });
    await spend(owner, id, 1);
    const { cursor } = (await told.next()).data.campaignMetrics;
    told.stop();
    await spend(owner, id, 2);
    await spend(owner, id, 4);
    const replay = await listen(story, owner, subscription, { id, after: cursor });
    const missed = (await replay.next()).data.campaignMetrics;
    expect(missed).toMatchObject({ kind: 'CHANGED', metrics: { spentMinor: 7 } });
    const up = await listen(story, owner, subscription, { id, after: missed.cursor });
    await spend(owner, id, 8);
    expect((await up.next()).data.campaignMetrics.metrics.spentMinor).toBe(15);
  });

  test('a cursor that is too old brings one RESYNC with the figures now', async () => {
    const { owner, practice } = await story.practice();
    const id = await addCampaign(owner);
    const told = await listen(story, owner, subscription, { id });
    await spend(owner, id, 1);
    const { cursor } = (await told.next()).data.campaignMetrics;
    await spend(owner, id, 1);
    story.clock.advance({ hours: 26 });
    try {
      const later = await story.owner(practice);
      const replay = await listen(story, later, subscription, { id, after: cursor });
      expect((await replay.next()).data.campaignMetrics).toMatchObject({ kind: 'RESYNC', metrics: { spentMinor: 2 } });
    } finally {
      story.clock.advance({ hours: -26 });
    }
  });

  test('is refused at once where there is no such campaign, or it is another practice’s, or not for the role', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addCampaign(owner);
    const biller = await story.biller(practice);
    for (const [who, target, code] of [
      [owner, randomId, 'NOT_FOUND'],
      [stranger, id, 'NOT_FOUND'],
      [biller, id, 'FORBIDDEN'],
    ] as const) {
      const told = await who.subscribe(subscription, { id: target });
      expect(JSON.stringify((await told.ended) ?? told.received)).toContain(code);
    }
  });
});
