import { describe, expect, test } from '@jest/globals';
import { addCampaign } from '../support/campaigns.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids and times. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    campaigns: await read(
      `select name, name_key, type, channels, status, goals, budget_minor, currency, content, version, utm_campaign,
         owner_id is not null as owned, activated_at is not null as activated, paused_at is not null as paused,
         completed_at is not null as completed, cancelled_at is not null as cancelled, deleted_at is not null as deleted,
         archived_at is not null as archived
       from campaigns where practice_id = $1 order by created_at, id`,
    ),
    recipients: await read('select person_type, origin, is_sensitive from campaign_recipients where practice_id = $1'),
    exclusions: await read('select person_type from campaign_exclusions where practice_id = $1'),
    expenses: await read('select spent_on::text, amount_minor, category from campaign_expenses where practice_id = $1'),
    events: await read("select type from outbox where practice_id = $1 and type like 'CAMPAIGN%' order by sequence"),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and object_type = 'CAMPAIGN' and action <> 'READ' order by seq`,
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
  updateCampaign: 'UpdateCampaignInput!',
  scheduleCampaign: 'ScheduleCampaignInput',
  addCampaignRecipients: 'AddCampaignRecipientsInput!',
  removeCampaignRecipient: 'PersonInput!',
  recordCampaignExpense: 'RecordCampaignExpenseInput!',
};

function documentOf({ operation, version }: Step): string {
  if (operation === 'createCampaign') {
    return 'mutation ($input: CreateCampaignInput!) { done: createCampaign(input: $input) { userErrors { code path } } }';
  }
  const type = inputs[operation];
  const declared = `${type ? `, $input: ${type}` : ''}${version ? ', $version: Int' : ''}`;
  const passed = `${type ? ', input: $input' : ''}${version ? ', expectedVersion: $version' : ''}`;
  return `mutation ($id: ID!${declared}) { done: ${operation}(id: $id${passed}) { userErrors { code path } } }`;
}

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(fault => `${fault.code} ${[fault.path].flat().join('.')}`).sort();

async function throughGraphql(person: Person, step: Step): Promise<string[]> {
  const { operation: _, ...variables } = step;
  const { data, errors } = await person.graphql(documentOf(step), variables);
  return errors ? errors.map(error => error.extensions.code) : codesOf(data.done.userErrors);
}

function addressOf({ operation, id, input }: Step): [string, string] {
  const actions: Record<string, [string, string]> = {
    createCampaign: ['POST', '/campaigns'],
    updateCampaign: ['PUT', `/campaigns/${id}`],
    deleteCampaign: ['DELETE', `/campaigns/${id}`],
    restoreCampaign: ['POST', `/campaigns/${id}/restore`],
    addCampaignRecipients: ['PUT', `/campaigns/${id}/recipients`],
    removeCampaignRecipient: ['DELETE', `/campaigns/${id}/recipients/${input?.type}/${input?.id}`],
    recordCampaignExpense: ['POST', `/campaigns/${id}/expenses`],
  };
  return actions[operation] ?? ['PUT', `/campaigns/${id}/${operation.replace('Campaign', '')}`];
}

async function throughRest(person: Person, step: Step): Promise<string[]> {
  const [method, path] = addressOf(step);
  const body = method === 'DELETE' ? undefined : step.input;
  const answer = await person.rest(method, path, body, step.version ? { 'if-match': `"${step.version}"` } : {});
  const { error } = answer.body ?? {};
  if (!error) return [];
  return error.details?.length ? codesOf(error.details) : [error.code];
}

/** Runs the steps of one story through one door, in a practice of its own. */
async function tell(door: typeof throughGraphql, steps: (id: string, lead: string) => Step[]) {
  const { owner } = await story.practice();
  const [id, lead] = [await addCampaign(owner, { name: 'Given' }), await addLead(owner)];
  const answered: string[] = [];
  for (const step of steps(id, lead)) answered.push(...(await door(owner, step)));
  const everything = await left(owner, answered);
  return { ...everything, audit: everything.audit.slice(1) };
}

const whole = {
  name: 'Été',
  type: 'EVENT',
  channels: ['PRINT', 'PRINT'],
  goals: [{ metric: 'LEADS', target: 5 }],
  budget: { amountMinor: 9, currency: 'eur' },
  content: { headline: 'A' },
  utmCampaign: 'ete',
};

const stories: [string, (id: string, lead: string) => Step[]][] = [
  [
    'adding',
    () => [
      { operation: 'createCampaign', input: whole },
      { operation: 'createCampaign', input: whole },
      { operation: 'createCampaign', input: { ...whole, name: ' ', ownerId: randomId } },
    ],
  ],
  [
    'changing, and an old copy (R9)',
    id => [
      { operation: 'updateCampaign', id, input: { name: 'New', content: { message: 'B' } }, version: 1 },
      { operation: 'updateCampaign', id, input: { name: 'Old' }, version: 1 },
    ],
  ],
  [
    'the machine, and off it (R7, R3)',
    id =>
      ['resume', 'activate', 'activate', 'delete', 'pause', 'resume', 'complete', 'cancel'].map(word => ({
        operation: `${word}Campaign`,
        id,
      })),
  ],
  [
    'scheduling',
    id => [
      { operation: 'scheduleCampaign', id, input: {} },
      { operation: 'scheduleCampaign', id, input: { startAt: '2150-01-01T00:00:00Z' } },
      { operation: 'cancelCampaign', id },
    ],
  ],
  [
    'recipients and expenses',
    (id, lead) => [
      { operation: 'addCampaignRecipients', id, input: { recipients: [{ type: 'LEAD', id: lead }] } },
      { operation: 'addCampaignRecipients', id, input: { segmentIds: [randomId] } },
      { operation: 'removeCampaignRecipient', id, input: { type: 'LEAD', id: lead } },
      { operation: 'removeCampaignRecipient', id, input: { type: 'LEAD', id: lead } },
      { operation: 'recordCampaignExpense', id, input: { spentOn: '2026-01-02', amountMinor: 7, category: 'Print' } },
      { operation: 'recordCampaignExpense', id, input: { spentOn: '2026-01-02', amountMinor: 0 } },
    ],
  ],
  [
    'putting away and taking out again',
    id =>
      ['activate', 'archive', 'cancel', 'archive', 'archive', 'unarchive', 'archive'].map(word => ({
        operation: `${word}Campaign`,
        id,
      })),
  ],
  [
    'deleting and restoring (R11)',
    id => ['delete', 'delete', 'restore', 'restore'].map(word => ({ operation: `${word}Campaign`, id })),
  ],
  [
    'what is not there',
    () => ['activate', 'delete', 'restore', 'cancel'].map(word => ({ operation: `${word}Campaign`, id: randomId })),
  ],
];

describe('both doors leave the same rows, events and audit entries, and name the same faults', () => {
  test.each(stories)('%s', async (_, steps) => {
    const [graphql, rest] = [await tell(throughGraphql, steps), await tell(throughRest, steps)];
    expect(rest).toEqual(graphql);
    expect(graphql.audit.length).toBeGreaterThan(0);
  });
});
