import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.js';
import { addCampaign, eventsOf, recipientsOf, step } from '../../support/campaigns.js';
import { addLead, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const add = `mutation ($id: ID!, $input: AddCampaignRecipientsInput!) { addCampaignRecipients(id: $id, input: $input) {
  added alreadyPresent rejected { type id code } campaign { metrics { recipients } } userErrors { code path } } }`;
const remove = `mutation ($id: ID!, $input: PersonInput!) { removeCampaignRecipient(id: $id, input: $input) {
  campaign { metrics { recipients } } userErrors { code path } } }`;
const page = `query ($id: ID!, $after: String) { campaign(id: $id) { recipients(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id type origin segmentId lead { id firstName } } } } }`;

const leadsOf = async (caller: Caller, count: number) => {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push(await addLead(caller, { firstName: `P${at}` }));
  return ids;
};
const people = (ids: string[]) => ids.map(id => ({ type: 'LEAD', id }));

describe('recipients by hand', () => {
  test('are added once, and whoever is not there is named', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addCampaign(owner);
    const [first, second] = (await leadsOf(owner, 2)) as [string, string];
    const theirs = await addLead(stranger);
    const asked = [...people([first, second, first, theirs, randomId, 'no id']), { type: 'CONTACT', id: first }];
    const { data } = await owner.graphql(add, { id, input: { recipients: asked } });
    expect(data.addCampaignRecipients).toEqual({
      added: 2,
      alreadyPresent: 0,
      rejected: [
        { type: 'LEAD', id: theirs, code: 'NOT_FOUND' },
        { type: 'LEAD', id: randomId, code: 'NOT_FOUND' },
        { type: 'LEAD', id: 'no id', code: 'NOT_FOUND' },
        { type: 'CONTACT', id: first, code: 'NOT_FOUND' },
      ],
      campaign: { metrics: { recipients: 2 } },
      userErrors: [],
    });
    const again = await owner.graphql(add, { id, input: { recipients: people([first]) } });
    expect(again.data.addCampaignRecipients).toMatchObject({ added: 0, alreadyPresent: 1, rejected: [] });
    expect((await eventsOf(story, id)).filter(type => type === 'CAMPAIGN_RECIPIENTS_ADDED')).toHaveLength(1);
    expect(await recipientsOf(story, id)).toHaveLength(2);
  });

  test('20 additions at once never conflict, and nobody is there twice', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const ids = await leadsOf(owner, 10);
    const calls = Array.from({ length: 20 }, (_, at) => {
      const some = [...ids.slice(at % 10), ...ids.slice(0, at % 10)];
      return owner.graphql(add, { id, input: { recipients: people(at % 2 ? some : some.reverse()) } });
    });
    const answers = (await Promise.all(calls)).map(({ data }) => data.addCampaignRecipients);
    expect(answers.flatMap(answer => answer.userErrors)).toEqual([]);
    expect(answers.reduce((sum, answer) => sum + answer.added, 0)).toBe(10);
    expect(answers.every(answer => answer.added + answer.alreadyPresent === 10)).toBe(true);
    expect(await recipientsOf(story, id)).toHaveLength(10);
  });

  test('come in pages, in the order they joined, with the person', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const ids = await leadsOf(owner, 3);
    for (const lead of ids) await owner.graphql(add, { id, input: { recipients: people([lead]) } });
    const first = (await owner.graphql(page, { id })).data.campaign.recipients;
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(first.nodes).toMatchObject([
      { id: ids[0], type: 'LEAD', origin: 'HAND', segmentId: null, lead: { id: ids[0], firstName: 'P0' } },
      { id: ids[1] },
    ]);
    const next = (await owner.graphql(page, { id, after: first.pageInfo.endCursor })).data.campaign.recipients;
    expect([next.pageInfo.hasNextPage, next.nodes]).toMatchObject([false, [{ id: ids[2] }]]);
  });

  test('are taken out, once', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    const [lead] = await leadsOf(owner, 1);
    const input = { type: 'LEAD', id: lead };
    await owner.graphql(add, { id, input: { recipients: [input] } });
    const gone = await owner.graphql(remove, { id, input });
    expect(gone.data.removeCampaignRecipient).toEqual({ campaign: { metrics: { recipients: 0 } }, userErrors: [] });
    const again = await owner.graphql(remove, { id, input });
    expect(again.data.removeCampaignRecipient.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect((await eventsOf(story, id)).filter(type => type === 'CAMPAIGN_RECIPIENT_REMOVED')).toHaveLength(1);
    const back = await owner.graphql(add, { id, input: { recipients: [input] } });
    expect(back.data.addCampaignRecipients.added).toBe(1);
  });

  test('stay as they are once the campaign is over', async () => {
    const { owner } = await story.practice();
    const id = await addCampaign(owner);
    await step(owner, 'cancel', id);
    const [lead] = await leadsOf(owner, 1);
    const { data } = await owner.graphql(add, { id, input: { recipients: people([lead!]) } });
    expect(data.addCampaignRecipients.userErrors).toEqual([{ code: 'CAMPAIGN_CLOSED', path: ['id'] }]);
    expect(await recipientsOf(story, id)).toEqual([]);
  });

  test('a program that may not see leads adds none', async () => {
    const { owner, practice } = await story.practice();
    const id = await addCampaign(owner);
    const lead = await addLead(owner);
    const program = await story.program(practice, 'campaign:update');
    const { data } = await program.graphql(
      'mutation ($id: ID!, $input: AddCampaignRecipientsInput!) { addCampaignRecipients(id: $id, input: $input) { added rejected { code } } }',
      { id, input: { recipients: people([lead]) } },
    );
    expect(data.addCampaignRecipients).toEqual({ added: 0, rejected: [{ code: 'FORBIDDEN' }] });
  });
});
