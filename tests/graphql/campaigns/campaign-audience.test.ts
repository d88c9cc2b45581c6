import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow, eventsOf, join, listOf, recipientsOf, step } from '../../support/campaigns.js';
import { addLead } from '../../support/leads.js';
import { addSegment, leaf } from '../../support/segments.js';
import type { Person } from '../../support/story.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const add = `mutation ($id: ID!, $input: AddCampaignRecipientsInput!) { addCampaignRecipients(id: $id, input: $input) {
  added alreadyPresent rejected { id } userErrors { code path } } }`;
const remove =
  'mutation ($id: ID!, $input: PersonInput!) { removeCampaignRecipient(id: $id, input: $input) { userErrors { code } } }';
const seen =
  'query ($id: ID!) { campaign(id: $id) { metrics { recipients } recipients { totalCount nodes { id origin segment { name } } } } }';

async function people(owner: Person, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push(await addLead(owner));
  return ids;
}
const idsOf = async (id: string) => (await recipientsOf(story, id)).map(row => row.person_id as string).sort();

describe('the audience of a campaign', () => {
  test('is frozen when it begins: its segments without those left out, once, told and counted', async () => {
    const { owner, practice } = await story.practice();
    const [a, b, c, d] = (await people(owner, 4)) as [string, string, string, string];
    const [first, second, out] = [
      await listOf(story, practice.id, [a, b]),
      await listOf(story, practice.id, [b, c, d]),
      await listOf(story, practice.id, [c]),
    ];
    const id = await addCampaign(owner, { segmentIds: [first, second], excludeSegmentIds: [out] });
    await owner.graphql(add, { id, input: { recipients: [{ type: 'LEAD', id: d }] } });
    expect(await idsOf(id)).toEqual([d]);
    await step(owner, 'activate', id);
    expect((await recipientsOf(story, id)).map(row => [row.person_id, row.origin, row.segment_id]).sort()).toEqual(
      [
        [a, 'SEGMENT', first],
        [b, 'SEGMENT', first],
        [d, 'HAND', null],
      ].sort(),
    );
    const [entry] = await story.database.query(
      "select details from audit_log where $1 = any(object_ids) and operation = 'activateCampaign'",
      [id],
    );
    expect(JSON.parse(entry!.details as string)).toEqual({ recipientsAdded: 2 });
    expect((await eventsOf(story, id)).slice(-2)).toEqual(['CAMPAIGN_RECIPIENTS_ADDED', 'CAMPAIGN_ACTIVATED']);
  });

  test('stays as it was frozen, unless the campaign has a live one', async () => {
    const { owner, practice } = await story.practice();
    const [a, b] = (await people(owner, 2)) as [string, string];
    const segment = await listOf(story, practice.id, [a]);
    const [still, live] = [
      await addCampaign(owner, { segmentIds: [segment] }),
      await addCampaign(owner, { segmentIds: [segment], hasLiveAudience: true }),
    ];
    for (const id of [still, live]) await step(owner, 'activate', id);
    await join(story, practice.id, segment, [b]);
    await story.services.liveAudiences.refresh();
    await story.services.liveAudiences.refresh();
    expect(await idsOf(still)).toEqual([a]);
    expect(await idsOf(live)).toEqual([a, b].sort());
    await step(owner, 'pause', live);
    const late = await addLead(owner);
    await join(story, practice.id, segment, [late]);
    await story.services.liveAudiences.refresh();
    expect(await idsOf(live)).not.toContain(late);
    await step(owner, 'resume', live);
    await story.services.liveAudiences.refresh();
    expect(await idsOf(live)).toContain(late);
  });

  test('has nobody back who was taken out by hand, until a hand adds them', async () => {
    const { owner, practice } = await story.practice();
    const [a, b] = (await people(owner, 2)) as [string, string];
    const segment = await listOf(story, practice.id, [a, b]);
    const id = await addCampaign(owner, { segmentIds: [segment], hasLiveAudience: true });
    await step(owner, 'activate', id);
    await owner.graphql(remove, { id, input: { type: 'LEAD', id: a } });
    await story.services.liveAudiences.refresh();
    const again = await owner.graphql(add, { id, input: { segmentIds: [segment] } });
    expect([again.data.addCampaignRecipients.added, await idsOf(id)]).toEqual([0, [b]]);
    await owner.graphql(add, { id, input: { recipients: [{ type: 'LEAD', id: a }] } });
    expect(await idsOf(id)).toEqual([a, b].sort());
  });

  test('of segments named in a call is frozen at once, whatever the campaign’s own', async () => {
    const { owner, practice } = await story.practice();
    const [{ owner: stranger }] = [await story.practice()];
    const ids = await people(owner, 3);
    const segment = await listOf(story, practice.id, ids);
    const id = await addCampaign(owner);
    const input = { recipients: [{ type: 'LEAD', id: ids[0] }], segmentIds: [segment] };
    const { data } = await owner.graphql(add, { id, input });
    expect(data.addCampaignRecipients).toMatchObject({ added: 3, alreadyPresent: 0, rejected: [], userErrors: [] });
    expect(await idsOf(id)).toEqual([...ids].sort());
    const theirs = await listOf(story, stranger.practice.id, []);
    const refused = await owner.graphql(add, { id, input: { segmentIds: [segment, theirs] } });
    expect(refused.data.addCampaignRecipients.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['segmentIds', '1'] }]);
  });

  test('grows with segments that are named while it is ACTIVE', async () => {
    const { owner, practice } = await story.practice();
    const ids = await people(owner, 2);
    const id = await addCampaign(owner);
    await step(owner, 'activate', id);
    const segmentIds = [await listOf(story, practice.id, ids)];
    const changed = await owner.rest('PUT', `/campaigns/${id}`, { segmentIds });
    expect([changed.status, changed.body.data.segmentIds]).toEqual([200, segmentIds]);
    expect(await idsOf(id)).toEqual([...ids].sort());
  });

  test('refuses a segment that is both reached and left out, and loses nothing by it', async () => {
    const { owner, practice } = await story.practice();
    const segment = await listOf(story, practice.id, []);
    const id = await addCampaign(owner, { segmentIds: [segment] });
    const refused = await owner.rest('PUT', `/campaigns/${id}`, { excludeSegmentIds: [segment] });
    expect([refused.status, refused.body.error.details]).toMatchObject([
      422,
      [{ path: ['excludeSegmentIds', '0'], code: 'INVALID' }],
    ]);
    expect((await owner.rest('GET', `/campaigns/${id}`)).body.data).toMatchObject({
      segmentIds: [segment],
      excludeSegmentIds: [],
    });
  });

  test('a segment that is gone neither brings anybody nor holds up the start', async () => {
    const { owner, practice } = await story.practice();
    const segment = await listOf(story, practice.id, await people(owner, 1));
    const id = await addCampaign(owner, { segmentIds: [segment] });
    await story.database.query('update segments set deleted_at = now() where id = $1', [segment]);
    expect((await step(owner, 'activate', id)).userErrors).toEqual([]);
    expect(await recipientsOf(story, id)).toEqual([]);
  });

  test('two who add the same segment at once add each person once', async () => {
    const { owner, practice } = await story.practice();
    const segment = await listOf(story, practice.id, await people(owner, 12));
    const id = await addCampaign(owner);
    const calls = Array.from({ length: 8 }, () => owner.graphql(add, { id, input: { segmentIds: [segment] } }));
    const answers = (await Promise.all(calls)).map(({ data }) => data.addCampaignRecipients);
    expect(answers.flatMap(answer => answer.userErrors)).toEqual([]);
    expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(12);
  });
});

describe('who came by a segment that asks by protected fields', () => {
  async function sensitive() {
    const { owner, practice } = await story.practice();
    const [inside, outside] = (await people(owner, 2)) as [string, string];
    await owner.rest('PUT', `/leads/${inside}`, { interestedServices: ['PSYCHIATRY'] });
    const segment = await addSegment(owner, { rule: leaf('interestedServices', 'IN', ['PSYCHIATRY']) });
    const id = await addCampaign(owner, { segmentIds: [segment.id] });
    await step(owner, 'activate', id);
    return { owner, practice, id, inside, outside };
  }

  test('is named and counted for those who may see such fields, and for nobody else', async () => {
    const { owner, practice, id, inside } = await sensitive();
    const roles = { OWNER: owner, INTAKE: await story.intake(practice) };
    for (const person of Object.values(roles)) {
      expect((await person.graphql(seen, { id })).data.campaign.recipients.nodes).toMatchObject([{ id: inside }]);
    }
    for (const person of [await story.marketer(practice), await story.auditor(practice)]) {
      const { campaign } = (await person.graphql(seen, { id })).data;
      expect(campaign).toEqual({ metrics: { recipients: null }, recipients: { totalCount: 0, nodes: [] } });
    }
  });

  test('can not be told apart by adding or taking out', async () => {
    const { practice, id, inside, outside } = await sensitive();
    const marketer = await story.marketer(practice);
    const added = [];
    for (const person of [inside, outside]) {
      const { data } = await marketer.graphql(add, { id, input: { recipients: [{ type: 'LEAD', id: person }] } });
      added.push(data.addCampaignRecipients);
    }
    expect(added[0]).toEqual(added[1]);
    const { id: other, inside: hidden, practice: theirs } = await sensitive();
    const colleague = await story.marketer(theirs);
    const gone = await colleague.graphql(remove, { id: other, input: { type: 'LEAD', id: hidden } });
    expect(gone.data.removeCampaignRecipient.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    expect(await idsOf(other)).toEqual([hidden]);
    expect(await campaignRow(story, other)).toMatchObject({ status: 'ACTIVE' });
  });
});
