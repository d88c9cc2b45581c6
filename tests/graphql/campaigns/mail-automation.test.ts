import { expect, test } from '@jest/globals';
import { addCampaign, step } from '../../support/campaigns.js';
import { addEmailCampaign, emailCampaignRow, emailStep, readyToMail, sendable } from '../../support/email-campaigns.js';
import { addLead, randomId } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import type { Person } from '../../support/story.js';
import { hookEvent, MailTold } from '../../support/tracking.js';

const { story, sandbox } = await useMailStory();
const told = new MailTold(story);

const set = `mutation ($id: ID!, $input: SetCampaignAutomationInput!) { setCampaignAutomation(id: $id, input: $input) {
  campaign { automation { trigger { kind emailCampaignId } action { kind emailCampaignId } } }
  userErrors { code path } } }`;
const automate = async (by: Person, id: string, ...steps: object[]) => {
  const { data, errors } = await by.graphql(set, { id, input: { steps } });
  return { ...(data?.setCampaignAutomation ?? {}), errors };
};
const mailing = (emailCampaignId: string, trigger: object = { kind: 'CAMPAIGN_STARTED' }) => ({
  trigger,
  action: { kind: 'SEND_EMAIL_CAMPAIGN', emailCampaignId },
});
const onClick = (tag: string, more: object = {}) => ({
  trigger: { kind: 'EMAIL_CLICKED', ...more },
  action: { kind: 'ADD_TAG', tag },
});
const run = () => story.services.automationRunner.run();
const runsOf = (id: string) =>
  story.database.query(
    `select s.position, r.person_id, r.state, r.reason from campaign_step_runs r join campaign_steps s on s.id = r.step_id
     where r.campaign_id = $1 order by 1, 2`,
    [id],
  );

/** A campaign under way with these people, whose first step sends them an email campaign. */
async function begun(owner: Person, emails: string[], ...more: object[]) {
  await readyToMail(owner);
  const leads: string[] = [];
  for (const email of emails) leads.push(await addLead(owner, { email }));
  const id = await addCampaign(owner);
  const emailCampaignId = await addEmailCampaign(owner, { ...sendable, campaignId: id });
  await owner.rest('PUT', `/campaigns/${id}/recipients`, {
    recipients: leads.map(lead => ({ type: 'LEAD', id: lead })),
  });
  const { userErrors, campaign } = await automate(owner, id, mailing(emailCampaignId), ...more);
  expect(userErrors).toEqual([]);
  expect(campaign.automation[0].action).toEqual({ kind: 'SEND_EMAIL_CAMPAIGN', emailCampaignId });
  await step(owner, 'activate', id);
  await run();
  return { id, leads, emailCampaignId };
}

const deliveriesOf = (emailCampaignId: string) =>
  story.database.query('select * from deliveries where email_campaign_id = $1 order by created_at', [emailCampaignId]);

test('a step sends an email campaign to each member once, by all rules of mail', async () => {
  const { owner } = await story.practice();
  const mark = Date.now();
  const [one, two] = [`one.${mark}@example.test`, `two.${mark}@example.test`];
  const { id, emailCampaignId } = await begun(owner, [one, two, one.toUpperCase()]);
  await run();
  await story.services.mailSender.runOnce();
  const recipients = sandbox.messages().flatMap(mail => mail.recipients);
  expect(recipients.filter(to => [one, two].includes(to)).sort()).toEqual([one, two]);
  const rows = await deliveriesOf(emailCampaignId);
  expect(rows.map(({ state, reason }) => [state, reason]).sort()).toEqual([
    ['ACCEPTED', null],
    ['ACCEPTED', null],
    ['SUPPRESSED', 'DUPLICATE_ADDRESS'],
  ]);
  expect((await runsOf(id)).map(({ state, reason }) => [state, reason]).sort()).toEqual([
    ['DONE', null],
    ['DONE', null],
    ['SKIPPED', 'NOT_MAILABLE'],
  ]);
  expect(await emailCampaignRow(story, emailCampaignId)).toMatchObject({ status: 'SENDING', is_triggered: true });
  const late = await addLead(owner, { email: `late.${mark}@example.test` });
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: late }] });
  expect(await run()).toBe(0);
});

test('a step follows the click of a person a minute after, never that of a scanner and never an open', async () => {
  const { owner, practice } = await story.practice();
  const mark = Date.now();
  const { id, leads, emailCampaignId } = await begun(
    owner,
    [`human.${mark}@example.test`, `scanner.${mark}@example.test`, `reader.${mark}@example.test`],
    onClick('clicked'),
  );
  await story.services.mailSender.runOnce();
  const byPerson = new Map((await deliveriesOf(emailCampaignId)).map(row => [row.person_id, row]));
  const sentTo = (at: number) => {
    const row = byPerson.get(leads[at]!)!;
    return { id: row.id, messageId: row.provider_message_id, email: `x@example.test`, emailCampaignId };
  };
  const from = Date.now();
  const at = (seconds: number) => new Date(from + seconds * 1_000).toISOString();
  const click = (who: number, link: string, seconds: number) =>
    hookEvent('Click', sentTo(who), { ReceivedAt: at(seconds), OriginalLink: link, UserAgent: 'Firefox' });
  await told.tell(
    practice,
    click(0, 'a', 600),
    click(1, 'a', 600),
    hookEvent('Open', sentTo(2), { ReceivedAt: at(600), UserAgent: 'Firefox' }),
  );
  expect(await run()).toBe(0);
  await told.tell(practice, click(1, 'b', 601));
  story.clock.advance({ minutes: 12 });
  expect(await run()).toBe(1);
  const tagged = await story.database.query(`select id from leads where practice_id = $1 and 'clicked' = any(tags)`, [
    practice.id,
  ]);
  expect(tagged).toEqual([{ id: leads[0] }]);
  expect((await runsOf(id)).filter(({ position }) => position === 2)).toMatchObject([
    { person_id: leads[0], state: 'DONE' },
  ]);
});

test('what steps may send and hear of is checked as they are set', async () => {
  const { owner } = await story.practice();
  const { owner: stranger } = await story.practice();
  const id = await addCampaign(owner);
  const [own, foreign] = [await addEmailCampaign(owner, sendable), await addEmailCampaign(stranger, sendable)];
  for (const other of [foreign, randomId]) {
    expect((await automate(owner, id, mailing(other))).userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['steps', '0', 'action', 'emailCampaignId'] },
    ]);
    expect((await automate(owner, id, onClick('x', { emailCampaignId: other }))).userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['steps', '0', 'trigger', 'emailCampaignId'] },
    ]);
  }
  const bare = { trigger: { kind: 'CAMPAIGN_STARTED', emailCampaignId: own }, action: { kind: 'SEND_EMAIL_CAMPAIGN' } };
  const refused = (await automate(owner, id, bare)).userErrors.map(({ path }: { path: string[] }) => path.join('.'));
  expect(refused.sort()).toEqual(['steps.0.action.emailCampaignId', 'steps.0.trigger.emailCampaignId']);
  await story.database.query(`update email_campaigns set status = 'SENT' where id = $1`, [own]);
  expect((await automate(owner, id, mailing(own))).userErrors).toMatchObject([{ code: 'INVALID' }]);
});

test('what steps send ends as the last of their campaigns does: sent with it, or cancelled with it', async () => {
  const { owner } = await story.practice();
  const mark = Date.now();
  const done = await begun(owner, [`done.${mark}@example.test`]);
  const stopped = await begun(owner, [`stopped.${mark}@example.test`]);
  const statusOf = async (id: string) => (await emailCampaignRow(story, id)).status;
  await emailStep(owner, 'pause', stopped.emailCampaignId);
  await story.services.mailSender.runOnce();
  expect(await statusOf(done.emailCampaignId)).toBe('SENDING');
  expect(await statusOf(stopped.emailCampaignId)).toBe('PAUSED');
  await step(owner, 'complete', done.id);
  await step(owner, 'cancel', stopped.id);
  await story.database.query(`update deliveries set state = 'UNKNOWN' where email_campaign_id = $1`, [
    done.emailCampaignId,
  ]);
  await story.services.mailSender.runOnce();
  expect(await statusOf(done.emailCampaignId)).toBe('SENDING');
  expect(await statusOf(stopped.emailCampaignId)).toBe('CANCELLED');
  expect(await deliveriesOf(stopped.emailCampaignId)).toMatchObject([{ state: 'CANCELLED' }]);
  await story.database.query(`update deliveries set state = 'ACCEPTED' where email_campaign_id = $1`, [
    done.emailCampaignId,
  ]);
  await story.services.mailSender.runOnce();
  expect(await statusOf(done.emailCampaignId)).toBe('SENT');
});

test('whoever joined by a protected field gets nothing in which links are followed', async () => {
  const { owner } = await story.practice();
  await readyToMail(owner);
  const id = await addCampaign(owner);
  const tracking = { opens: true, clicks: true };
  const emailCampaignId = await addEmailCampaign(owner, { ...sendable, tracking });
  expect((await automate(owner, id, mailing(emailCampaignId, { kind: 'MEMBER_JOINED' }))).userErrors).toEqual([]);
  const [plain, sensitive] = [await addLead(owner), await addLead(owner)];
  const join = (lead: string) =>
    owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
  await join(plain);
  await step(owner, 'activate', id);
  await run();
  await join(sensitive);
  await story.database.query('update campaign_recipients set is_sensitive = true where person_id = $1', [sensitive]);
  await run();
  expect(await runsOf(id)).toEqual(
    expect.arrayContaining([expect.objectContaining({ person_id: sensitive, state: 'SKIPPED', reason: 'TRACKED' })]),
  );
  expect((await deliveriesOf(emailCampaignId)).map(({ person_id }) => person_id)).toEqual([plain]);
});
