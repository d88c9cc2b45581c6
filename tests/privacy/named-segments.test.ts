import { beforeAll, describe, expect, test } from '@jest/globals';
import { addCampaign, step } from '../support/campaigns.js';
import { addLead } from '../support/leads.js';
import { addSegment, leaf } from '../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/**
 * Marketing reaches people by services through a segment that it knows by name. Of two leads one is in it; whatever
 * it does with campaigns, it can't tell which one: both leave it with the very same.
 */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let marketer: Person;
let inside: string;
let outside: string;
let segment: string;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  marketer = await story.marketer(practice);
  inside = await addLead(owner, { interestedServices: ['PSYCHIATRY'], assignedToId: owner.id });
  outside = await addLead(owner, { interestedServices: ['FAMILY_THERAPY'], assignedToId: owner.id });
  for (let n = 0; n < 12; n++) await addLead(owner, { interestedServices: ['PSYCHIATRY'] });
  const rule = leaf('interestedServices', 'IN', ['PSYCHIATRY']);
  segment = (await addSegment(owner, { rule })).id;
});

/** A list of marketing's own with nobody else in it. */
async function listOf(lead: string): Promise<string> {
  const { id } = await addSegment(marketer);
  const added = await marketer.rest('POST', `/segments/${id}/members`, { members: [{ type: 'LEAD', id: lead }] });
  expect(added.status).toBe(200);
  return id;
}

const seen = `query ($id: ID!) {
  campaign(id: $id) {
    metrics { recipients } goals { actual percent } automation { counts { waiting done skipped } }
    recipients(first: 50) { totalCount nodes { id origin } }
  }
  campaignStepRuns(campaignId: $id, first: 50) { totalCount nodes { personId state } }
  leads(first: 50, filter: { tags: ["reached"] }) { nodes { id } }
  tasks(first: 50) { nodes { relatedTo { id } } }
}`;

/** All that marketing sees of a campaign, with the one lead told from none. */
async function whatIsSeen(campaign: string, lead: string) {
  const { data, errors } = await marketer.graphql(seen, { id: campaign });
  expect(errors).toBeUndefined();
  const { data: rest } = (await marketer.rest('GET', `/campaigns/${campaign}`)).body;
  return JSON.parse(
    JSON.stringify([data, rest.metrics, rest.goals]).replaceAll(lead, 'the lead').replaceAll(campaign, ''),
  );
}

const goals = [{ metric: 'RECIPIENTS', target: 10 }];
const put = (campaign: string, body: object) => marketer.rest('PUT', `/campaigns/${campaign}/recipients`, body);
const hand = (lead: string) => ({ recipients: [{ type: 'LEAD', id: lead }] });
const begin = async (input: object) => {
  const id = await addCampaign(marketer, { goals, ...input });
  const { userErrors } = await step(marketer, 'activate', id);
  expect(userErrors).toEqual([]);
  return id;
};

const automate = (id: string, action: object, by = marketer) => {
  const steps = ['CAMPAIGN_STARTED', 'MEMBER_JOINED'].map(kind => ({ trigger: { kind }, action }));
  return by.rest('PUT', `/campaigns/${id}/automation`, { steps });
};
/** A campaign of marketing's own that does something by itself for whom it reaches. */
const automated = async (action: object, input: object = { segmentIds: [segment] }) => {
  const id = await addCampaign(marketer, { goals, ...input });
  expect((await automate(id, action)).status).toBe(200);
  expect((await step(marketer, 'activate', id)).userErrors).toEqual([]);
  await story.services.automationRunner.run();
  return id;
};

type Way = (lead: string) => Promise<[campaign: string, answers?: unknown]>;
const ways: Record<string, Way> = {
  'reaching it beside a list': async lead => [await begin({ segmentIds: [await listOf(lead), segment] })],
  'reaching it before a list': async lead => [await begin({ segmentIds: [segment, await listOf(lead)] })],
  'leaving it out of a list': async lead => [
    await begin({ segmentIds: [await listOf(lead)], excludeSegmentIds: [segment] }),
  ],
  'reaching it, then a list': async lead => {
    const id = await addCampaign(marketer, { goals });
    const answers = [await put(id, { segmentIds: [segment] }), await put(id, { segmentIds: [await listOf(lead)] })];
    return [id, answers.map(({ body }) => body.data)];
  },
  'a list, then reaching it': async lead => {
    const id = await addCampaign(marketer, { goals });
    const answers = [await put(id, { segmentIds: [await listOf(lead)] }), await put(id, { segmentIds: [segment] })];
    return [id, answers.map(({ body }) => body.data)];
  },
  'adding by hand, then reaching it': async lead => {
    const id = await addCampaign(marketer, { goals });
    const answers = [await put(id, hand(lead)), await put(id, { segmentIds: [segment] })];
    return [id, answers.map(({ body }) => body.data)];
  },
  'reaching it, then adding by hand': async lead => {
    const id = await addCampaign(marketer, { goals });
    const answers = [await put(id, { segmentIds: [segment] }), await put(id, hand(lead))];
    return [id, answers.map(({ body }) => body.data)];
  },
  'taking out by hand, then reaching it': async lead => {
    const id = await addCampaign(marketer, { goals });
    await put(id, hand(lead));
    const gone = await marketer.rest('DELETE', `/campaigns/${id}/recipients/LEAD/${lead}`);
    return [id, [gone.status, (await put(id, { segmentIds: [segment] })).body.data]];
  },
  'reaching it, then taking out by hand': async lead => {
    const id = await begin({ segmentIds: [segment] });
    return [id, (await marketer.rest('DELETE', `/campaigns/${id}/recipients/LEAD/${lead}`)).status];
  },
  'tagging it': async () => [await automated({ kind: 'ADD_TAG', tag: 'reached' })],
  'assigning it': async () => [await automated({ kind: 'ASSIGN', assignedToId: marketer.id })],
  'having tasks for it': async () => [await automated({ kind: 'CREATE_TASK', task: { title: 'Ring' } })],
  'having tasks of its own for it': async () => [
    await automated({ kind: 'CREATE_TASK', task: { title: 'Ring', assignedToId: marketer.id } }),
  ],
  'reaching it by a campaign that takes steps': async () => {
    const id = await automated({ kind: 'ADD_TAG', tag: 'reached' }, {});
    const { body } = await put(id, { segmentIds: [segment] });
    await story.services.automationRunner.run();
    return [id, body.data];
  },
  'changing the steps of another': async () => {
    const id = await addCampaign(owner, { goals, segmentIds: [segment] });
    await automate(id, { kind: 'CREATE_TASK', task: { title: 'Ring' } }, owner);
    await step(owner, 'activate', id);
    await automate(id, { kind: 'ADD_TAG', tag: 'reached' }, marketer);
    await story.services.automationRunner.run();
    return [id];
  },
  'adding to a campaign of another that takes steps for it': async lead => {
    const id = await addCampaign(owner, { goals, segmentIds: [segment] });
    await automate(id, { kind: 'CREATE_TASK', task: { title: 'Ring', assignedToId: owner.id } }, owner);
    await step(owner, 'activate', id);
    await story.services.automationRunner.run();
    const { body } = await put(id, hand(lead));
    await story.services.automationRunner.run();
    return [id, body.data];
  },
};

describe('marketing can not tell who is in a segment it may only name', () => {
  test.each(Object.entries(ways))('by %s', async (_, way) => {
    const told = [];
    for (const lead of [inside, outside]) {
      const before = await whatIsSeenOf(lead);
      const [campaign, answers] = await way(lead);
      const after = await whatIsSeenOf(lead);
      told.push([
        await whatIsSeen(campaign, lead),
        answers,
        // Nor does the lead itself look otherwise than before.
        JSON.stringify(before) === JSON.stringify(after),
      ]);
    }
    expect(told[0]).toEqual(told[1]);
  });
});

const whatIsSeenOf = async (id: string) =>
  (await marketer.graphql(`{ lead(id: "${id}") { version tags assignedTo { id } tasks { nodes { id } } } }`)).data;
