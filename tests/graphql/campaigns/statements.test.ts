import { beforeAll, expect, test } from '@jest/globals';
import { addCampaign, step } from '../../support/campaigns.js';
import { addLead } from '../../support/leads.js';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const whole = `id name viewerCanUpdate owner { id name } createdBy { name } budget { amountMinor } spent { amountMinor }
  goals { metric actual percent } metrics { recipients leads qualifiedLeads conversions spentMinor costPerLeadMinor returnPercent }
  recipients(first: 20) { totalCount nodes { id origin segment { name } lead { id firstName assignedTo { name } } contact { id } } }
  automation { position counts { waiting done } }
  expenses(first: 20) { totalCount nodes { amountMinor createdBy { name } } }
  leads(first: 20) { totalCount nodes { id fullName campaign { id name } } } tasks(first: 20) { nodes { id title assignedTo { name } } }`;
const one = `query ($id: ID!) { campaign(id: $id) { ${whole} } }`;
const page = `query ($after: String) { campaigns(first: 4, after: $after) { totalCount pageInfo { endCursor } nodes { ${whole} } } }`;
const runs = `query ($id: ID!) { campaignStepRuns(campaignId: $id, first: 50) { totalCount nodes { id state step { position } lead { id firstName } task { title } } } }`;

let owner: Person;
beforeAll(async () => {
  ({ owner } = await story.practice());
});

/** A campaign with so many of everything that can hang on one. */
async function campaign(rows: number): Promise<string> {
  const goals = ['RECIPIENTS', 'LEADS', 'SPENT'].map(metric => ({ metric, target: 4 }));
  const id = await addCampaign(owner, { goals, budget: { amountMinor: 100 }, conversionValueMinor: 5 });
  const steps = [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: 'a' } }];
  await owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
  const recipients: object[] = [];
  for (let n = 0; n < rows; n++) {
    recipients.push({ type: 'LEAD', id: await addLead(owner, { campaignId: id, assignedToId: owner.id }) });
    await owner.rest('POST', `/campaigns/${id}/expenses`, { spentOn: '2026-02-01', amountMinor: 1 + n });
    await owner.rest('POST', '/tasks', { title: 'Print', relatedTo: { type: 'CAMPAIGN', id } });
  }
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients });
  await step(owner, 'activate', id);
  return id;
}

/** Statements that a call sends for its answer: not those of who calls or of what the log gets. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { pool } = story.services.ground.database;
  const { query } = pool;
  let count = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    const [first] = args as unknown as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    if (/\bfrom (campaigns?|campaign_\w+|leads|contacts|segments|tasks)\b/.test(text)) count++;
    return query.apply(pool, args);
  }) as typeof query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  return count;
}

test('a campaign with all that hangs on it is one statement, however much that is', async () => {
  for (const rows of [1, 9]) {
    const id = await campaign(rows);
    const count = await statementsOf(async () => {
      const { data, errors } = await owner.graphql(one, { id });
      expect(errors).toBeUndefined();
      const { recipients, leads, expenses, tasks, metrics, goals, automation } = data.campaign;
      expect([recipients.nodes.length, leads.nodes.length, tasks.nodes.length]).toEqual([rows, rows, rows]);
      expect([expenses.totalCount, metrics.recipients, goals[1].actual]).toEqual([rows, rows, rows]);
      expect(automation).toMatchObject([{ counts: { waiting: rows } }]);
      expect(recipients.nodes[0].lead.assignedTo.name).toEqual(expect.any(String));
      expect(leads.nodes[0].campaign.id).toBe(id);
    });
    expect(count).toBe(1);
  }
});

test('a page of campaigns with all that hangs on them is one statement, the second page too', async () => {
  const { owner: other } = await story.practice();
  owner = other;
  for (const rows of [1, 1, 1, 1, 3, 3, 3, 3]) await campaign(rows);
  let after: string | null = null;
  for (const rows of [3, 1]) {
    const count = await statementsOf(async () => {
      const { data, errors } = await owner.graphql(page, { after });
      expect(errors).toBeUndefined();
      const counts = data.campaigns.nodes.map(
        (node: { recipients: { nodes: object[] } }) => node.recipients.nodes.length,
      );
      expect([data.campaigns.totalCount, counts]).toEqual([8, [rows, rows, rows, rows]]);
      after = data.campaigns.pageInfo.endCursor;
    });
    expect(count).toBe(1);
  }
});

test('what a campaign did by itself is one statement after the look at the campaign', async () => {
  for (const rows of [1, 6]) {
    const id = await campaign(rows);
    const count = await statementsOf(async () => {
      const { data, errors } = await owner.graphql(runs, { id });
      expect(errors).toBeUndefined();
      expect(data.campaignStepRuns).toMatchObject({ totalCount: rows, nodes: { length: rows } });
    });
    expect(count).toBe(2);
  }
});

test.each(['recipients', 'expenses'])('a list of %s by its address is one statement after the look', async part => {
  for (const rows of [1, 6]) {
    const id = await campaign(rows);
    const count = await statementsOf(async () => {
      const { body } = await owner.rest('GET', `/campaigns/${id}/${part}`);
      expect(body.data).toHaveLength(rows);
    });
    expect(count).toBe(2);
  }
});
