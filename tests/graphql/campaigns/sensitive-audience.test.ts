import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.js';
import { addCampaign, listOf, step } from '../../support/campaigns.js';
import { addLead, listen } from '../../support/leads.js';
import { addSegment, leaf } from '../../support/segments.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const everything = `query ($id: ID!) {
  campaign(id: $id) {
    metrics { recipients leads spentMinor } goals { metric actual percent }
    recipients { totalCount nodes { id origin segmentId addedAt } } automation { position counts { waiting done skipped } } }
  campaigns { nodes { metrics { recipients } goals { actual percent } } }
  campaignStepRuns(campaignId: $id) { totalCount nodes { personId state reason dueAt } }
  campaignStats { total leads amounts { spentMinor } }
  leads(first: 50) { nodes { id tags assignedTo { id } } }
  tasks(first: 50) { totalCount nodes { relatedTo { id } } } }`;
const add = `mutation ($id: ID!, $input: AddCampaignRecipientsInput!) { addCampaignRecipients(id: $id, input: $input) {
  added alreadyPresent rejected { id } campaign { metrics { recipients } } userErrors { code } } }`;
const remove = `mutation ($id: ID!, $input: PersonInput!) { removeCampaignRecipient(id: $id, input: $input) {
  campaign { metrics { recipients } } userErrors { code } } }`;
const told = `subscription ($id: ID!) { campaignMetrics(campaignId: $id) { metrics { recipients spentMinor } } }`;
const steps = ['MEMBER_JOINED', 'CAMPAIGN_STARTED'].map(kind => ({
  trigger: { kind },
  action: { kind: 'ADD_TAG', tag: kind.toLowerCase() },
}));
const goals = [{ metric: 'RECIPIENTS', target: 20 }];

/** Twenty leads, of whom the first so many and nobody else are in a segment that asks by protected fields. */
async function world(members: number, isWithFirst: boolean) {
  const { owner, practice } = await story.practice();
  const marketer = await story.marketer(practice);
  const leads: string[] = [];
  for (let at = 0; at < 16; at++) {
    const isMember = isWithFirst ? at < members : at > 0 && at <= members;
    leads.push(await addLead(owner, { firstName: `P${at}`, interestedServices: isMember ? ['PSYCHIATRY'] : [] }));
  }
  const { id: secret } = await addSegment(owner, { rule: leaf('interestedServices', 'IN', ['PSYCHIATRY']) });
  const pair = await listOf(story, practice.id, leads.slice(0, 2));
  const rest = await listOf(story, practice.id, leads.slice(1));
  return { owner, practice, marketer, leads, secret, pair, rest };
}
type World = Awaited<ReturnType<typeof world>>;

/** What the marketer is told, with each id as the place of the lead, and times as whether they came after `since`. */
function asTold(answer: unknown, { leads, marketer, ...segments }: World, since: Date): unknown {
  const names = new Map<unknown, string>(leads.map((id, at) => [id, `lead ${at}`]));
  for (const name of ['secret', 'pair', 'rest'] as const) names.set(segments[name], name);
  names.set(marketer.id, 'me');
  const text = JSON.stringify(answer, (key, value) =>
    key.endsWith('At') ? new Date(value) >= since : (names.get(value) ?? value),
  )
    // Two steps of one moment are taken in any order.
    .replaceAll('"member_joined","campaign_started"', '"campaign_started","member_joined"');
  return JSON.parse(text);
}

/** All that a marketer can try to find out whether the first lead is in the segment. */
async function attack(world: World, campaign: object): Promise<unknown[]> {
  const { marketer, practice, leads, secret, pair } = world;
  const lines: unknown[] = [];
  let since = story.clock.now();
  const note = (answer: unknown) => lines.push(asTold(answer, world, since));
  const look = async (id: string, who: Caller = marketer) => note((await who.graphql(everything, { id })).data);
  const id = await addCampaign(marketer, { goals, ...campaign });
  const automated = await marketer.rest('PUT', `/campaigns/${id}/automation`, { steps });
  expect(automated.status).toBe(200);
  await step(marketer, 'activate', id);
  const run = () => story.services.automationRunner.run();
  await run();
  await look(id);
  note((await marketer.rest('GET', `/campaigns/${id}`)).body.data.metrics.recipients);
  const events = await listen(story, marketer, told, { id });
  const first = { type: 'LEAD', id: leads[0] };
  const put = async (input: object) => {
    story.clock.advance({ minutes: 1 });
    since = story.clock.now();
    note((await marketer.graphql(add, { id, input })).data.addCampaignRecipients);
    await run();
    await look(id);
  };
  const drop = async () => note((await marketer.graphql(remove, { id, input: first })).data.removeCampaignRecipient);
  await drop();
  await put({ recipients: [first] });
  await drop();
  await put({ recipients: [first] });
  await put({ segmentIds: [secret] });
  await put({ segmentIds: [pair] });
  await story.services.liveAudiences.refresh();
  await look(id);
  // An event that must come ends those that may have.
  await marketer.rest('POST', `/campaigns/${id}/expenses`, { spentOn: '2026-02-01', amountMinor: 7 });
  let last: { recipients: number | null; spentMinor: number };
  do {
    last = (await events.next()).data.campaignMetrics.metrics;
    if (last.recipients !== null) note(last);
  } while (last.spentMinor !== 7);
  note(last);
  note((await (await story.auditor(practice)).graphql(everything, { id })).data);
  return lines;
}

const campaigns: Record<string, (world: World) => object> = {
  'that reaches it alone': ({ secret }) => ({ segmentIds: [secret] }),
  'that reaches it but for all the others': ({ secret, rest }) => ({ segmentIds: [secret], excludeSegmentIds: [rest] }),
  'that leaves it out of a list': ({ secret, pair }) => ({ segmentIds: [pair], excludeSegmentIds: [secret] }),
  'that reaches it and then a list': ({ secret, pair }) => ({ segmentIds: [secret, pair], hasLiveAudience: true }),
};

describe('who may not know who is in a segment learns it from no campaign', () => {
  test.each(Object.keys(campaigns))(
    '%s',
    async name => {
      const answers: unknown[][] = [];
      // None, one alone, few, and the same large number with the first or another.
      for (const [members, isWithFirst] of [
        [0, false],
        [1, true],
        [3, true],
        [12, true],
        [12, false],
      ] as const) {
        const made = await world(members, isWithFirst);
        answers.push(await attack(made, campaigns[name]!(made)));
      }
      expect(answers[0]!.length).toBeGreaterThan(12);
      for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
    },
    120_000,
  );
});

test('who may know is told all of it, and may let steps reach such members', async () => {
  const { owner, secret, leads } = await world(3, true);
  const id = await addCampaign(owner, { segmentIds: [secret], goals });
  await owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
  await step(owner, 'activate', id);
  await story.services.automationRunner.run();
  const { data } = await owner.graphql(everything, { id });
  expect(data.campaign).toMatchObject({
    metrics: { recipients: 3 },
    goals: [{ actual: 3, percent: 15 }],
    recipients: { totalCount: 3 },
    automation: [{ counts: { done: 3 } }, { counts: { done: 3 } }],
  });
  expect(data.campaignStepRuns.totalCount).toBe(6);
  const tagged = data.leads.nodes.filter((lead: { tags: string[] }) => lead.tags.length > 0);
  expect(tagged.map((lead: { id: string }) => lead.id)).toEqual(leads.slice(0, 3).toReversed());
  await owner.rest('PUT', `/leads/${leads[5]}`, { interestedServices: ['PSYCHIATRY'] });
  const added = await owner.graphql(add, { id, input: { segmentIds: [secret] } });
  expect(added.data.addCampaignRecipients).toMatchObject({ added: 1, campaign: { metrics: { recipients: 4 } } });
});

test('a step that a marketer changes passes by the members whom it would have reached', async () => {
  const { owner, marketer, secret } = await world(3, true);
  const id = await addCampaign(owner, { segmentIds: [secret] });
  const first = { trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: 'open' } };
  const set = (caller: Caller, step: object) => caller.rest('PUT', `/campaigns/${id}/automation`, { steps: [step] });
  const { body } = await set(owner, first);
  await step(owner, 'activate', id);
  await set(marketer, { ...first, id: body.data.automation[0].id, action: { kind: 'ADD_TAG', tag: 'mine' } });
  await story.services.automationRunner.run();
  const { data } = await owner.graphql(everything, { id });
  expect(data.campaign.automation[0].counts).toMatchObject({ done: 0, skipped: 3 });
  expect(data.leads.nodes.flatMap((lead: { tags: string[] }) => lead.tags)).toEqual([]);
});
