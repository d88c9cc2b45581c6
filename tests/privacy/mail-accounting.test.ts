import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditedBy, named } from '../support/audited.js';
import { eagerSending, passTime, startSending } from '../support/deliveries.js';
import { useMailStory } from '../support/mail.js';
import type { Person, PracticeInStory } from '../support/story.js';

/** Each message that the provider took of a person is told in the person's accounting of disclosures, and no other. */
const { story, sandbox } = await useMailStory({ settings: eagerSending });
let practice: PracticeInStory;
let owner: Person;
let auditor: Person;

beforeEach(async () => {
  sandbox.clear();
  sandbox.faults.set({});
  ({ practice, owner } = await story.practice());
  auditor = await story.auditor(practice);
});

const send = () => story.services.mailSender.runOnce();

interface Told {
  action: string;
  actorKind: string;
  actorId: string | null;
  channel: string;
  objectIds: string[];
}

async function sendsIn(personId: string): Promise<Told[]> {
  const query = `query ($id: ID!) { disclosures(personId: $id, first: 100) {
    nodes { action actorKind actorId channel operation objectIds } } }`;
  const { data, errors } = await auditor.graphql(query, { id: personId });
  expect(errors).toBeUndefined();
  return data.disclosures.nodes.filter(({ action }: Told) => action === 'SEND');
}

/** How many messages of this campaign the provider accepted for each person. */
async function takenOf(emailCampaignId: string): Promise<Map<string, number>> {
  const rows = await story.database.query('select id, person_id from deliveries where email_campaign_id = $1', [
    emailCampaignId,
  ]);
  const sends = sandbox.sends();
  return new Map(rows.map(row => [row.person_id as string, sends.get(row.id as string) ?? 0]));
}

async function expectTold(emailCampaignId: string): Promise<number> {
  const taken = await takenOf(emailCampaignId);
  for (const [person, count] of taken) {
    const told = (await sendsIn(person)).filter(({ objectIds }) => objectIds.includes(emailCampaignId));
    expect([person, told.length]).toEqual([person, count]);
  }
  return [...taken.values()].reduce((sum, count) => sum + count, 0);
}

const states = async (id: string) => {
  const rows = await story.database.query('select state from deliveries where email_campaign_id = $1', [id]);
  return new Set(rows.map(({ state }) => state as string));
};

describe('one row for each message that the provider took', () => {
  test('of two campaigns, by the worker', async () => {
    const { id, leads } = await startSending(owner, 6);
    await send();
    const recipients = leads.map(lead => ({ type: 'LEAD', id: lead }));
    const second = await startSending(owner, 1, { recipients });
    await send();
    expect(await expectTold(id)).toBe(6);
    expect(await expectTold(second.id)).toBe(6);
    const told = await sendsIn(leads[0]!);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      actorKind: 'SYSTEM',
      channel: 'worker',
      objectIds: expect.arrayContaining([second.id]),
    });
  });

  test('not of what it refused, nor of a call that it took nothing of', async () => {
    const { id } = await startSending(owner, 6);
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 0, messages: { share: 0.5, code: 406 } });
    await send();
    await story.database.query('update send_bucket set blocked_until = null');
    await send();
    const accepted = await expectTold(id);
    expect(accepted).toBeLessThan(6);
    expect(await states(id)).toContain('SUPPRESSED');
  });

  test('of what it took without an answer, once that is found', async () => {
    const { id } = await startSending(owner, 4);
    sandbox.faults.set({ next: ['RESET_AFTER'] });
    await send();
    await passTime(story, id, 120);
    await send();
    expect(await states(id)).toEqual(new Set(['ACCEPTED']));
    expect(await expectTold(id)).toBe(4);
  });
});

test('lists of deliveries name the people they showed, over both doors', async () => {
  const { id, leads } = await startSending(owner, 3);
  await send();
  const query = `query ($id: ID!) { deliveries(emailCampaignId: $id, first: 2) { nodes { recipient { id } } } }`;
  const answer = await owner.graphql(query, { id });
  const shown = answer.data.deliveries.nodes.map(({ recipient }: { recipient: { id: string } }) => recipient.id);
  expect(shown).toHaveLength(2);
  const seen = named(await auditedBy(story, answer));
  expect(leads.filter(lead => seen.has(lead)).sort()).toEqual([...shown].sort());
  const rest = await owner.rest('GET', `/email-campaigns/${id}/deliveries?limit=2`);
  const listed = rest.body.data.map(({ recipient }: { recipient: { id: string } }) => recipient.id);
  const read = named(await auditedBy(story, rest));
  expect(leads.filter(lead => read.has(lead)).sort()).toEqual([...listed].sort());
});
