import type { Caller } from './caller.js';
import { addLead } from './leads.js';
import type { Person, Story } from './story.js';

/** What makes a practice one that may send: an address, and a domain to send from. */
export async function readyToMail(owner: Caller, more: Record<string, unknown> = {}): Promise<void> {
  const postalAddress = { line1: '1 Main St', city: 'Springfield', region: 'IL', postalCode: '62701', country: 'US' };
  const { data, errors } = await owner.graphql(
    'mutation ($input: UpdatePracticeInput!) { updatePractice(input: $input) { userErrors { code path message } } }',
    { input: { postalAddress, senderDomains: ['practice.example'], ...more } },
  );
  const refused = data?.updatePractice?.userErrors;
  if (errors || refused.length > 0) throw new Error(JSON.stringify({ errors, refused }));
}

/** What an email campaign needs besides people. */
export const sendable = {
  name: 'Autumn news',
  purpose: 'COMMERCIAL',
  subject: 'Hello {{ person.firstName }}',
  html: '<p>Dear {{ person.salutation }}, we are open.</p>',
  fromName: 'The practice',
  fromEmail: 'news@practice.example',
};

/** An email campaign added by this caller; its id. */
export async function addEmailCampaign(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await caller.graphql(
    `mutation ($input: CreateEmailCampaignInput!) { createEmailCampaign(input: $input) {
      emailCampaign { id } userErrors { code path message } } }`,
    { input: { name: 'Autumn news', ...input } },
  );
  const id = data?.createEmailCampaign?.emailCampaign?.id;
  if (!id) throw new Error(`No email campaign was added: ${JSON.stringify({ data, errors })}`);
  return id;
}

/** One that can be sent to so many leads; with their ids. */
export async function addSendable(owner: Person, people = 2, input: Record<string, unknown> = {}) {
  const leads: string[] = [];
  for (let at = 0; at < people; at++) leads.push(await addLead(owner, { email: `p${at}.${Date.now()}@example.test` }));
  const recipients = leads.map(id => ({ type: 'LEAD', id }));
  return { id: await addEmailCampaign(owner, { ...sendable, recipients, ...input }), leads };
}

interface Refusal {
  code: string;
  path: string[];
  message: string;
}

/** Takes a step of the machine: `emailStep(owner, 'send', id)`; the payload, with what refused it. */
export async function emailStep(caller: Caller, name: string, id: string, expectedVersion?: number) {
  const { data, errors } = await caller.graphql(
    `mutation ($id: ID!, $expectedVersion: Int) { done: ${name}EmailCampaign(id: $id, expectedVersion: $expectedVersion) {
      emailCampaign { id status version } userErrors { code path message } } }`,
    { id, expectedVersion },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.done as { emailCampaign: { id: string; status: string; version: number } | null; userErrors: Refusal[] };
}

/** Schedules it; the payload. */
export async function scheduleAt(caller: Caller, id: string, input: Record<string, unknown>) {
  const { data, errors } = await caller.graphql(
    `mutation ($id: ID!, $input: ScheduleEmailCampaignInput!) { done: scheduleEmailCampaign(id: $id, input: $input) {
      emailCampaign { id status version scheduledAt timeZone } userErrors { code path message } } }`,
    { id, input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.done as { emailCampaign: Record<string, unknown> | null; userErrors: Refusal[] };
}

/** The row as it stands, read behind the application's back. */
export async function emailCampaignRow(story: Story, id: string): Promise<Record<string, unknown>> {
  const [row] = await story.database.query('select * from email_campaigns where id = $1', [id]);
  return row as Record<string, unknown>;
}

/** A campaign of which mail was sent, written behind the application's back. */
export async function asSent(story: Story, id: string, status = 'SENT', accepted = 3): Promise<void> {
  await story.database.query(
    `update email_campaigns set status = $2, frozen_at = now(), sending_since = now(),
       sent_at = case when $2 = 'SENT' then now() end, cancelled_at = case when $2 = 'CANCELLED' then now() end
     where id = $1`,
    [id, status],
  );
  await story.database.query(
    `insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
       address_index, state, accepted_at, attempts)
     select gen_random_uuid(), practice_id, id, now(), now(), 'LEAD', gen_random_uuid(), 'index ' || n, 'ACCEPTED',
       now(), 1
     from email_campaigns, generate_series(1, $2) n where id = $1`,
    [id, accepted],
  );
}

/** A segment of leads by a protected field; its id. */
export async function sensitiveSegment(owner: Caller): Promise<string> {
  const rule = { field: 'interestedServices', op: 'IN', value: ['SUBSTANCE_USE'] };
  const answer = await owner.rest('POST', '/segments', { name: `By service ${Date.now()}`, appliesTo: 'LEAD', rule });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.data.id;
}
