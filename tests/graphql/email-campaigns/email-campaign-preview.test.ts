import { describe, expect, test } from '@jest/globals';
import { addCampaign, step } from '../../support/campaigns.js';
import {
  addEmailCampaign,
  addSendable,
  asSent,
  emailStep,
  readyToMail,
  sendable,
  sensitiveSegment,
} from '../../support/email-campaigns.js';
import { addLead, randomId } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';

const { story, sandbox } = await useMailStory();

const preview = `query ($id: ID!, $person: PersonInput) {
  emailCampaignPreview(id: $id, person: $person) { subject html text } }`;
const audience = `query ($id: ID!) { emailCampaignAudience(id: $id) {
  count isSuppressed mailable isSensitive skipped { reason count isSuppressed } } }`;
const trial = `mutation ($id: ID!, $input: SendTestEmailInput!) { sendTestEmail(id: $id, input: $input) {
  results { to state message } emailCampaign { status metrics { recipients } } userErrors { code path } } }`;

async function practiceThatMails() {
  const world = await story.practice();
  await readyToMail(world.owner);
  return world;
}

describe('an email campaign before it is sent', () => {
  test('is shown as a person would get it, complete with what the law asks for', async () => {
    const { owner } = await practiceThatMails();
    const { id, leads } = await addSendable(owner, 1);
    const made = (await owner.graphql(preview, { id })).data.emailCampaignPreview;
    expect(made.subject).toBe('Hello Alex');
    const shown = (await owner.graphql(preview, { id, person: { type: 'LEAD', id: leads[0] } })).data;
    expect(shown.emailCampaignPreview.subject).toBe('Hello Kim');
    for (const part of [shown.emailCampaignPreview.html, shown.emailCampaignPreview.text]) {
      expect(part).toContain('1 Main St');
      expect(part).toContain('Unsubscribe');
    }
    const strange = await owner.rest('GET', `/email-campaigns/${id}/preview?personType=LEAD&personId=${randomId}`);
    expect([strange.status, strange.body.error.code]).toEqual([422, 'NOT_FOUND']);
  });

  test('counts its audience with the reasons why some are passed by', async () => {
    const { owner } = await practiceThatMails();
    const email = 'same@example.test';
    const people = [
      await addLead(owner, { email }),
      await addLead(owner, { email }),
      await addLead(owner, {}),
      await addLead(owner, { email: 'no@example.test', okToEmail: false }),
    ];
    const id = await addEmailCampaign(owner, {
      ...sendable,
      recipients: people.map(lead => ({ type: 'LEAD', id: lead })),
    });
    const { data } = await owner.graphql(audience, { id });
    const counted = data.emailCampaignAudience.skipped.filter(({ count }: { count: number }) => count > 0);
    expect(data.emailCampaignAudience).toMatchObject({ count: 4, mailable: 1, isSensitive: false });
    expect(counted).toEqual([
      { reason: 'NO_EMAIL_ADDRESS', count: 1, isSuppressed: false },
      { reason: 'NOT_OK_TO_EMAIL', count: 1, isSuppressed: false },
      { reason: 'DUPLICATE_ADDRESS', count: 1, isSuppressed: false },
    ]);
    const rest = await owner.rest('GET', `/email-campaigns/${id}/audience`);
    expect(rest.body.data).toEqual(data.emailCampaignAudience);
  });

  test('tells no small count, and none by difference, of an audience by protected fields', async () => {
    const { practice, owner } = await practiceThatMails();
    const marketer = await story.marketer(practice);
    const segmentId = await sensitiveSegment(owner);
    const leads: string[] = [];
    const add = async () =>
      leads.push(
        await addLead(owner, { email: `${leads.length}@example.test`, interestedServices: ['SUBSTANCE_USE'] }),
      );
    for (let at = 0; at < 10; at++) await add();
    const id = await addEmailCampaign(marketer, { ...sendable, segmentIds: [segmentId] });
    const asked = async (by = marketer) => (await by.graphql(audience, { id })).data.emailCampaignAudience;
    expect(await asked()).toMatchObject({ count: null, mailable: null, isSuppressed: true, isSensitive: true });
    expect(await asked(owner)).toMatchObject({ count: 10, mailable: 10, isSuppressed: false });
    await add();
    expect(await asked()).toMatchObject({ count: 11, mailable: 11, isSuppressed: false });
    const one = [{ type: 'LEAD', id: leads[0] }];
    expect((await marketer.rest('PUT', `/email-campaigns/${id}`, { recipients: one })).status).toBe(200);
    expect(await asked()).toMatchObject({ count: null, mailable: null, isSuppressed: true });
  });

  test('goes as a marked test to a few addresses, that no figure counts', async () => {
    const { practice, owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const before = sandbox.messages().length;
    const { data } = await owner.graphql(trial, {
      id,
      input: { to: ['a@example.test', 'A@example.test', 'b@example.test'] },
    });
    expect(data.sendTestEmail).toEqual({
      ...{ userErrors: [], emailCampaign: { status: 'DRAFT', metrics: { recipients: 0 } } },
      results: ['a@example.test', 'b@example.test'].map(to => ({ to, state: 'SENT', message: null })),
    });
    const caught = sandbox.messages().slice(before);
    expect(caught).toHaveLength(2);
    expect(JSON.stringify(caught)).toContain('[Test] Hello Alex');
    expect(JSON.stringify(caught)).not.toContain('send_id');
    const deliveries = await story.database.query('select 1 from deliveries where practice_id = $1', [practice.id]);
    expect(deliveries).toEqual([]);
    const many = Array.from({ length: 11 }, (_, at) => `${at}@example.test`);
    const refused = await owner.graphql(trial, { id, input: { to: many } });
    expect(refused.data.sendTestEmail.userErrors).toMatchObject([{ code: 'TOO_LONG', path: ['to'] }]);
    expect(sandbox.messages().length).toBe(before + 2);
  });

  test('is no way around an opt-out', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const added = await owner.rest('POST', '/suppressions', { email: 'gone@example.test' });
    expect(added.status).toBe(201);
    const answer = await owner.rest('POST', `/email-campaigns/${id}/test`, { to: ['gone@example.test'] });
    expect(answer.body.data.results).toMatchObject([{ to: 'gone@example.test', state: 'SUPPRESSED' }]);
  });
});

describe('what email campaigns came to', () => {
  test('is summed up, the best first, as far as the viewer may know', async () => {
    const { practice, owner } = await practiceThatMails();
    const [small, large] = [
      await addEmailCampaign(owner, { name: 'Small' }),
      await addEmailCampaign(owner, { name: 'Large' }),
    ];
    await asSent(story, small, 'SENT', 3);
    await asSent(story, large, 'SENT', 40);
    await story.database.query(
      `update deliveries set delivered_at = now(), clicks = 2, has_human_click = true where email_campaign_id = $1`,
      [large],
    );
    const stats =
      '{ emailCampaignStats { total byStatus { status count } sent metrics { accepted delivered clicks { total unique human scanner } rates { humanClicks } } best { id delivered humanClickRate } } }';
    const { data } = await owner.graphql(stats);
    expect(data.emailCampaignStats).toEqual({
      ...{ total: 2, byStatus: [{ status: 'SENT', count: 2 }], sent: 43 },
      metrics: {
        ...{ accepted: 43, delivered: 40, rates: { humanClicks: 1 } },
        clicks: { total: 80, unique: 40, human: 40, scanner: 0 },
      },
      best: [{ id: large, delivered: 40, humanClickRate: 1 }],
    });
    const rest = await owner.rest('GET', '/email-campaigns/stats');
    expect(rest.body.data).toMatchObject({ total: 2, sent: 43, metrics: { delivered: 40 } });
    const marketer = await story.marketer(practice);
    const seen = (await marketer.graphql(stats)).data.emailCampaignStats;
    // three of 43 did not arrive: the difference would tell of them
    expect(seen).toMatchObject({ total: null, sent: 43, metrics: { accepted: 43, delivered: null } });
  });

  test('keeps a campaign whose mail was sent from being deleted; it is put away (R3)', async () => {
    const { owner } = await practiceThatMails();
    const campaignId = await addCampaign(owner);
    const id = await addEmailCampaign(owner, { campaignId });
    const other = await addCampaign(owner);
    await asSent(story, id);
    const { data } = await owner.graphql(
      'mutation ($id: ID!) { deleteCampaign(id: $id) { userErrors { code path } } }',
      {
        id: campaignId,
      },
    );
    expect(data.deleteCampaign.userErrors).toEqual([{ code: 'CAMPAIGN_HAS_SENT_MAIL', path: ['id'] }]);
    const rest = await owner.rest('DELETE', `/campaigns/${campaignId}`);
    expect([rest.status, rest.body.error.code]).toEqual([409, 'CAMPAIGN_HAS_SENT_MAIL']);
    expect(await step(owner, 'archive', campaignId)).toMatchObject({ userErrors: [] });
    const put = await owner.graphql('{ campaigns(filter: { isArchived: true }) { nodes { id archivedAt } } }');
    expect(put.data.campaigns.nodes).toMatchObject([{ id: campaignId }]);
    expect((await owner.rest('DELETE', `/campaigns/${other}`)).status).toBe(204);
    expect((await emailStep(owner, 'archive', id)).userErrors).toEqual([]);
  });
});
