import { describe, expect, test } from '@jest/globals';
import { addEmailCampaign, addSendable, asSent, readyToMail } from '../support/email-campaigns.js';
import { randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids and times. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    emailCampaigns: await read(
      `select name, name_key, purpose, subject, preheader, html, text, from_name, from_email, reply_to, tracking,
         topic_key, status, version, scheduled_at, time_zone, pause_reason, sending_since is not null as begun,
         archived_at is not null as archived, deleted_at is not null as deleted
       from email_campaigns where practice_id = $1 order by created_at, id`,
    ),
    recipients: await read('select person_type, position from email_campaign_recipients where practice_id = $1'),
    topics: await read('select name from mail_topics where practice_id = $1'),
    events: await read("select type from outbox where practice_id = $1 and type like 'EMAIL_C%' order by sequence"),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and object_type = 'EMAIL_CAMPAIGN'
         and action <> 'READ' order by seq`,
    ),
  };
}

interface Step {
  operation: string;
  id?: string;
  input?: Record<string, unknown>;
  version?: number;
}

const inputs: Record<string, string> = {
  createEmailCampaign: 'CreateEmailCampaignInput!',
  updateEmailCampaign: 'UpdateEmailCampaignInput!',
  scheduleEmailCampaign: 'ScheduleEmailCampaignInput!',
  sendTestEmail: 'SendTestEmailInput!',
};
const arguments_ = { id: 'ID!', version: 'Int' };

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(fault => `${fault.code} ${[fault.path].flat().join('.')}`).sort();

async function throughGraphql(person: Person, { operation, ...variables }: Step): Promise<string[]> {
  const types: Record<string, string> = { ...arguments_, input: inputs[operation] ?? '' };
  const names = Object.keys(variables);
  const declared = names.map(name => `$${name}: ${types[name]}`).join(', ');
  const passed = names.map(name => `${name === 'version' ? 'expectedVersion' : name}: $${name}`).join(', ');
  const text = `mutation (${declared}) { done: ${operation}(${passed}) { userErrors { code path } } }`;
  const { data, errors } = await person.graphql(text, variables);
  return errors ? errors.map(error => error.extensions.code) : codesOf(data.done.userErrors);
}

function addressOf({ operation, id }: Step): [string, string] {
  const actions: Record<string, [string, string]> = {
    createEmailCampaign: ['POST', '/email-campaigns'],
    updateEmailCampaign: ['PUT', `/email-campaigns/${id}`],
    deleteEmailCampaign: ['DELETE', `/email-campaigns/${id}`],
    restoreEmailCampaign: ['POST', `/email-campaigns/${id}/restore`],
    sendTestEmail: ['POST', `/email-campaigns/${id}/test`],
  };
  return actions[operation] ?? ['PUT', `/email-campaigns/${id}/${operation.replace('EmailCampaign', '')}`];
}

async function throughRest(person: Person, step: Step): Promise<string[]> {
  const [method, path] = addressOf(step);
  const answer = await person.rest(method, path, step.input, step.version ? { 'if-match': `"${step.version}"` } : {});
  const { error } = answer.body ?? {};
  if (!error) return [];
  return error.details?.length ? codesOf(error.details) : [error.code];
}

interface Given {
  draft: string;
  ready: string;
  sent: string;
}

/** Runs the steps of one story through one door, in a practice of its own. */
async function tell(door: typeof throughGraphql, steps: (given: Given) => Step[]) {
  const { owner } = await story.practice();
  await readyToMail(owner);
  const given = {
    draft: await addEmailCampaign(owner, { name: 'Draft' }),
    ready: (await addSendable(owner, 1)).id,
    sent: await addEmailCampaign(owner, { name: 'Sent' }),
  };
  await asSent(story, given.sent);
  const answered: string[] = [];
  for (const step of steps(given)) answered.push(...(await door(owner, step)));
  const everything = await left(owner, answered);
  return { ...everything, audit: everything.audit.slice(3) };
}

const scheduledAt = '2031-03-09T02:30';
const stories: [string, (given: Given) => Step[]][] = [
  [
    'adding',
    () => [
      {
        operation: 'createEmailCampaign',
        input: { name: 'Été', topic: 'Groups', subject: 'A', tracking: { opens: true } },
      },
      { operation: 'createEmailCampaign', input: { name: ' ', html: '{{ person.email }}', templateId: randomId } },
    ],
  ],
  [
    'changing, and an old copy (R9)',
    ({ draft }) => [
      { operation: 'updateEmailCampaign', id: draft, input: { subject: 'A', preheader: 'B' }, version: 1 },
      { operation: 'updateEmailCampaign', id: draft, input: { subject: 'C' }, version: 1 },
      { operation: 'updateEmailCampaign', id: draft, input: { html: '{{ person.phone }}' } },
    ],
  ],
  [
    'what was sent stays (R4)',
    ({ sent }) => [
      { operation: 'updateEmailCampaign', id: sent, input: { subject: 'A' } },
      { operation: 'deleteEmailCampaign', id: sent },
      { operation: 'archiveEmailCampaign', id: sent },
      { operation: 'unarchiveEmailCampaign', id: sent },
    ],
  ],
  [
    'going and coming back',
    ({ draft }) => [
      { operation: 'deleteEmailCampaign', id: draft },
      { operation: 'deleteEmailCampaign', id: draft },
      { operation: 'restoreEmailCampaign', id: draft },
      { operation: 'restoreEmailCampaign', id: draft },
    ],
  ],
  [
    'the machine, and what it refuses (R7)',
    ({ draft, ready }) => [
      { operation: 'sendEmailCampaign', id: draft },
      { operation: 'scheduleEmailCampaign', id: ready, input: { scheduledAt, timeZone: 'America/New_York' } },
      { operation: 'scheduleEmailCampaign', id: ready, input: { scheduledAt: '2020-01-01T00:00:00Z' } },
      { operation: 'pauseEmailCampaign', id: ready },
      { operation: 'sendEmailCampaign', id: ready },
      { operation: 'pauseEmailCampaign', id: ready },
      { operation: 'resumeEmailCampaign', id: ready },
      { operation: 'cancelEmailCampaign', id: ready },
      { operation: 'sendEmailCampaign', id: ready },
    ],
  ],
  [
    'a test',
    ({ draft, ready }) => [
      { operation: 'sendTestEmail', id: draft, input: { to: ['a@example.test'] } },
      { operation: 'sendTestEmail', id: ready, input: { to: ['not an address'] } },
      { operation: 'sendTestEmail', id: ready, input: { to: ['a@example.test'] } },
    ],
  ],
];

describe('both doors of email campaigns do the same', () => {
  test.each(stories)('%s', async (_, steps) => {
    const graphql = await tell(throughGraphql, steps);
    expect(await tell(throughRest, steps)).toEqual(graphql);
    expect(graphql.audit.length).toBeGreaterThan(0);
  });
});
