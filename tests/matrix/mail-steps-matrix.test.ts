import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { roles } from '../../src/platform/access/roles.js';
import { addCampaign } from '../support/campaigns.js';
import { addEmailCampaign, readyToMail, sendable } from '../support/email-campaigns.js';
import { randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { reach } from './table.js';

/** Steps that send mail or follow a click in it, for every role, through both doors alike. */
const story = useStory();
let owner: Person;
let foreign: string;
const people = {} as Record<(typeof roles)[number], Person>;

beforeAll(async () => {
  const { practice, owner: first } = await story.practice();
  owner = first;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
  await readyToMail(owner);
  foreign = await addEmailCampaign((await story.practice()).owner, sendable);
});

const sends = (emailCampaignId: string) => ({
  trigger: { kind: 'CAMPAIGN_STARTED' },
  action: { kind: 'SEND_EMAIL_CAMPAIGN', emailCampaignId },
});
const follows = (emailCampaignId: string) => ({
  trigger: { kind: 'EMAIL_CLICKED', emailCampaignId },
  action: { kind: 'ADD_TAG', tag: 'clicked' },
});

interface Fault {
  code: string;
  path: string | string[];
}
const named = (faults: Fault[]) => faults.map(({ code, path }) => `${code} ${[path].flat().join('.')}`);

const set = `mutation ($id: ID!, $input: SetCampaignAutomationInput!) {
  done: setCampaignAutomation(id: $id, input: $input) { userErrors { code path } } }`;

/** What a door answers, and what it leaves, without ids. */
const doors: Record<string, (by: Person, id: string, step: object) => Promise<string[]>> = {
  graphql: async (by, id, step) => {
    const { data, errors } = await by.graphql(set, { id, input: { steps: [step] } });
    return errors ? errors.map(({ extensions }) => extensions.code) : named(data.done.userErrors);
  },
  rest: async (by, id, step) => {
    const { error } = (await by.rest('PUT', `/campaigns/${id}/automation`, { steps: [step] })).body ?? {};
    if (!error) return [];
    return error.details?.length ? named(error.details) : [error.code];
  },
};

async function left(id: string) {
  const [steps, audit, events] = await Promise.all([
    story.database.query(
      `select trigger, action, email_campaign_id is not null as follows, action_details ? 'emailCampaignId' as sends
       from campaign_steps where campaign_id = $1 and retired_at is null order by position`,
      [id],
    ),
    story.database.query(
      `select operation, action, object_type, outcome, code from audit_log
       where $1::uuid = any (object_ids) and operation = 'setCampaignAutomation' order by seq`,
      [id],
    ),
    story.database.query('select type from outbox where object_id = $1 order by sequence', [id]),
  ]);
  return { steps, audit, events };
}

/** The same step through both doors, each on a campaign of its own. */
async function told(by: Person, stepOf: (emailCampaignId: string) => object, emailCampaignId?: string) {
  const found = [];
  for (const door of Object.values(doors)) {
    const id = await addCampaign(owner);
    const answered = await door(by, id, stepOf(emailCampaignId ?? (await addEmailCampaign(owner, sendable))));
    found.push({ answered, ...(await left(id)) });
  }
  expect(found[1]).toEqual(found[0]);
  return found[0]!;
}

describe.each(roles)('%s', role => {
  const may = (...permissions: Permission[]) => permissions.every(permission => reach(role, permission) === 'all');

  test('a step that sends: only by who may send', async () => {
    const { answered, steps } = await told(people[role], sends);
    const isAllowed = may('campaign:update', 'emailCampaign:send');
    expect(answered).toEqual(isAllowed ? [] : ['FORBIDDEN']);
    expect(steps).toMatchObject(isAllowed ? [{ action: 'SEND_EMAIL_CAMPAIGN', sends: true }] : []);
  });

  test('a step that follows a click: by who may change the campaign', async () => {
    const { answered, steps } = await told(people[role], follows);
    const isAllowed = may('campaign:update');
    expect(answered).toEqual(isAllowed ? [] : ['FORBIDDEN']);
    expect(steps).toMatchObject(isAllowed ? [{ trigger: 'EMAIL_CLICKED', follows: true }] : []);
  });

  test("another practice's email campaign answers like nobody's", async () => {
    for (const stepOf of [sends, follows]) {
      const theirs = await told(people[role], stepOf, foreign);
      expect(theirs).toEqual(await told(people[role], stepOf, randomId));
      expect([theirs.answered.length, theirs.steps]).toEqual([1, []]);
    }
  });
});
