import { beforeEach, describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  ({ practice, owner } = await story.practice());
});

const set = `mutation ($id: ID!, $input: SetCampaignAutomationInput!, $version: Int) {
  setCampaignAutomation(id: $id, input: $input, expectedVersion: $version) {
    campaign { version automation { id position name trigger { kind toStatuses afterStep delayMinutes }
      action { kind tag assignedToId task { title dueInMinutes } } counts { waiting done skipped failed cancelled } } }
    userErrors { code path } } }`;
const runsOf = `query ($id: ID!, $filter: CampaignStepRunFilter, $first: Int, $after: String) {
  campaignStepRuns(campaignId: $id, filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id state reason attempts dueAt ranAt personType personId taskId lead { id tags } contact { id } task { title }
      step { position } } } }`;

const tagStep = (tag: string, trigger: object = { kind: 'CAMPAIGN_STARTED' }) => ({
  trigger,
  action: { kind: 'ADD_TAG', tag },
});

async function campaign(input: Record<string, unknown> = {}): Promise<string> {
  return (await owner.rest('POST', '/campaigns', { name: 'Autumn', ...input })).body.data.id;
}
async function automate(id: string, ...steps: object[]) {
  const { data, errors } = await owner.graphql(set, { id, input: { steps } });
  expect(errors).toBeUndefined();
  expect(data.setCampaignAutomation.userErrors).toEqual([]);
  return data.setCampaignAutomation.campaign.automation as { id: string; counts: Record<string, number> }[];
}
async function join(id: string, ...leads: string[]) {
  const recipients = leads.map(lead => ({ type: 'LEAD', id: lead }));
  expect((await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients })).body.data.added).toBe(leads.length);
}
const activate = (id: string) => owner.rest('PUT', `/campaigns/${id}/activate`, {});
const run = () => story.services.automationRunner.run();
const runs = async (id: string, filter: object = {}) =>
  (await owner.graphql(runsOf, { id, filter, first: 50 })).data.campaignStepRuns.nodes as Record<string, unknown>[];
const tagsOf = async (id: string) => (await owner.rest('GET', `/leads/${id}`)).body.data.tags;
const add = (input: object = {}) => addLead(owner, { ...input });

describe('steps', () => {
  test('begin with the campaign, follow each other after their time, and each is taken once', async () => {
    const id = await campaign();
    const [first, second] = [await add(), await add()];
    await join(id, first, second);
    await automate(
      id,
      tagStep('welcomed'),
      {
        name: 'Ring',
        trigger: { kind: 'AFTER_STEP', afterStep: 1, delayMinutes: 10 },
        action: { kind: 'CREATE_TASK', task: { title: 'Ring them', type: 'CALL', dueInMinutes: 30 } },
      },
      { trigger: { kind: 'AFTER_STEP', afterStep: 2 }, action: { kind: 'ASSIGN', assignedToId: owner.id } },
    );
    expect(await run()).toBe(0);
    await activate(id);
    expect(await run()).toBe(2);
    expect([await tagsOf(first), await tagsOf(second)]).toEqual([['welcomed'], ['welcomed']]);
    expect(await run()).toBe(0);
    expect((await owner.rest('GET', '/tasks')).body.data).toEqual([]);
    story.clock.advance({ minutes: 11 });
    expect(await run()).toBe(4);
    const { body } = await owner.rest('GET', '/tasks');
    expect(body.data.map((task: Record<string, unknown>) => [task.title, task.type])).toEqual([
      ['Ring them', 'CALL'],
      ['Ring them', 'CALL'],
    ]);
    expect(new Set(body.data.map((task: { relatedTo: { id: string } }) => task.relatedTo.id))).toEqual(
      new Set([first, second]),
    );
    expect((await owner.rest('GET', `/leads/${first}`)).body.data.assignedToId).toBe(owner.id);
    const all = await runs(id);
    expect(all.map(one => [(one.step as { position: number }).position, one.state]).sort()).toEqual([
      [1, 'DONE'],
      [1, 'DONE'],
      [2, 'DONE'],
      [2, 'DONE'],
      [3, 'DONE'],
      [3, 'DONE'],
    ]);
    expect(all.find(one => one.taskId)).toMatchObject({ task: { title: 'Ring them' } });
    const [step] = (await owner.rest('GET', `/campaigns/${id}/automation`)).body.data.automation;
    expect(step.counts).toEqual({ waiting: 0, done: 2, skipped: 0, failed: 0, cancelled: 0 });
  });

  test('are set off by those who join later, and by what becomes of a lead', async () => {
    const id = await campaign();
    await automate(
      id,
      tagStep('begun'),
      tagStep('joined', { kind: 'MEMBER_JOINED' }),
      tagStep('lost', { kind: 'LEAD_STATUS_CHANGED', toStatuses: ['LOST', 'UNQUALIFIED'] }),
    );
    const [early, late, stranger] = [await add(), await add(), await add()];
    await join(id, early);
    await activate(id);
    await join(id, late);
    for (const lead of [early, stranger]) await owner.rest('PUT', `/leads/${lead}`, { status: 'CONTACTED' });
    for (const lead of [early, stranger]) {
      await owner.rest('PUT', `/leads/${lead}`, { status: 'LOST', lostReason: 'Moved away' });
    }
    await run();
    expect((await tagsOf(early)).sort()).toEqual(['begun', 'joined', 'lost']);
    expect(await tagsOf(late)).toEqual(['joined']);
    expect(await tagsOf(stranger)).toEqual([]);
    await owner.rest('PUT', `/leads/${early}`, { status: 'CONTACTED', tags: [] });
    await owner.rest('PUT', `/leads/${early}`, { status: 'LOST', lostReason: 'Again' });
    await run();
    expect(await tagsOf(early)).toEqual([]);
  });

  test('wait while the campaign is paused, and are given up when it ends', async () => {
    const id = await campaign();
    const lead = await add();
    await join(id, lead);
    await automate(id, tagStep('one'), tagStep('two', { kind: 'AFTER_STEP', afterStep: 1, delayMinutes: 5 }));
    await activate(id);
    await owner.rest('PUT', `/campaigns/${id}/pause`, {});
    expect(await run()).toBe(0);
    await owner.rest('PUT', `/campaigns/${id}/resume`, {});
    expect(await run()).toBe(1);
    await owner.rest('PUT', `/campaigns/${id}/complete`, {});
    story.clock.advance({ minutes: 10 });
    expect(await run()).toBe(0);
    expect(await tagsOf(lead)).toEqual(['one']);
    expect(await runs(id, { state: ['CANCELLED'] })).toMatchObject([{ reason: 'CAMPAIGN_OVER' }]);
  });

  test('pass over who is gone or was taken out, and say so', async () => {
    const id = await campaign();
    const [gone, out, there] = [await add(), await add(), await add()];
    await join(id, gone, out, there);
    await automate(id, tagStep('x'), tagStep('y', { kind: 'AFTER_STEP', afterStep: 1 }));
    await activate(id);
    await owner.rest('DELETE', `/leads/${gone}`);
    await owner.rest('DELETE', `/campaigns/${id}/recipients/LEAD/${out}`);
    await run();
    const skipped = await runs(id, { state: ['SKIPPED'] });
    expect(skipped.map(one => [one.personId, one.reason]).sort()).toEqual(
      [
        [gone, 'NOT_A_MEMBER'],
        [out, 'NOT_A_MEMBER'],
      ].sort(),
    );
    expect(await tagsOf(there)).toEqual(['x', 'y']);
  });

  test('that fail are tried again, and said to have failed in the end', async () => {
    const clerk = await story.intake(practice);
    const id = await campaign();
    const lead = await add();
    await join(id, lead);
    await automate(id, { trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ASSIGN', assignedToId: clerk.id } });
    await owner.graphql('mutation ($id: ID!) { deactivateStaffMember(id: $id) { userErrors { code } } }', {
      id: clerk.id,
    });
    await activate(id);
    for (let turn = 0; turn < 6; turn++) {
      expect(await run()).toBe(0);
      story.clock.advance({ minutes: 2 });
    }
    expect(await runs(id)).toMatchObject([{ state: 'FAILED', attempts: 5 }]);
    expect((await owner.rest('GET', `/leads/${lead}`)).body.data.assignedToId).toBeNull();
  });

  test('are taken once by three workers at a time', async () => {
    const id = await campaign();
    const leads = await Promise.all(Array.from({ length: 30 }, () => add()));
    await join(id, ...leads);
    await automate(id, {
      trigger: { kind: 'CAMPAIGN_STARTED' },
      action: { kind: 'CREATE_TASK', task: { title: 'Write' } },
    });
    await activate(id);
    const taken = await Promise.all([run(), run(), run()]);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(30);
    const rows = await story.database.query('select related_id from tasks where practice_id = $1', [practice.id]);
    expect(rows).toHaveLength(30);
    expect(new Set(rows.map(row => row.related_id)).size).toBe(30);
  });
});

describe('setting the automation', () => {
  test('again keeps what steps that stay did, and ends those that go', async () => {
    const id = await campaign();
    const lead = await add();
    await join(id, lead);
    const [kept, dropped] = await automate(
      id,
      tagStep('one'),
      tagStep('two', { kind: 'AFTER_STEP', afterStep: 1, delayMinutes: 12 }),
    );
    await activate(id);
    await run();
    const now = await automate(
      id,
      { id: kept!.id, ...tagStep('one') },
      tagStep('three', { kind: 'AFTER_STEP', afterStep: 1, delayMinutes: 10 }),
    );
    expect(now.map(step => step.id)).not.toContain(dropped!.id);
    expect(now[0]!.counts.done).toBe(1);
    story.clock.advance({ minutes: 13 });
    await run();
    expect((await tagsOf(lead)).sort()).toEqual(['one', 'three']);
    expect(await runs(id, { stepId: [dropped!.id] })).toMatchObject([{ state: 'CANCELLED', reason: 'STEP_REMOVED' }]);
  });

  test.each([
    ['no action', { trigger: { kind: 'MEMBER_JOINED' }, action: { kind: 'ADD_TAG' } }, 'REQUIRED', 'action.tag'],
    [
      'another action',
      { trigger: { kind: 'MEMBER_JOINED' }, action: { kind: 'ADD_TAG', tag: 'x', assignedToId: randomId } },
      'INVALID',
      'action.assignedToId',
    ],
    ['itself', tagStep('x', { kind: 'AFTER_STEP', afterStep: 1 }), 'OUT_OF_RANGE', 'trigger.afterStep'],
    ['no earlier step', tagStep('x', { kind: 'AFTER_STEP' }), 'REQUIRED', 'trigger.afterStep'],
    [
      'a delay before nothing',
      tagStep('x', { kind: 'MEMBER_JOINED', delayMinutes: 5 }),
      'INVALID',
      'trigger.delayMinutes',
    ],
    [
      'nobody here',
      { trigger: { kind: 'MEMBER_JOINED' }, action: { kind: 'ASSIGN', assignedToId: randomId } },
      'NOT_FOUND',
      'action.assignedToId',
    ],
    ['a step of nobody', { id: randomId, ...tagStep('x') }, 'NOT_FOUND', 'id'],
  ])('refuses %s through both doors, and nothing changes', async (_, step, code, path) => {
    const id = await campaign();
    const { data } = await owner.graphql(set, { id, input: { steps: [step] } });
    expect(data.setCampaignAutomation.userErrors).toMatchObject([{ code, path: ['steps', '0', ...path.split('.')] }]);
    const { status, body } = await owner.rest('PUT', `/campaigns/${id}/automation`, { steps: [step] });
    expect([status, body.error.details[0].code]).toEqual([422, code]);
    expect(await story.database.query('select 1 from campaign_steps where campaign_id = $1', [id])).toEqual([]);
  });

  test('refuses a beginning after the beginning, a campaign that is over, and an old version', async () => {
    const id = await campaign();
    await activate(id);
    const late = await owner.rest('PUT', `/campaigns/${id}/automation`, { steps: [tagStep('x')] });
    expect([late.status, late.body.error.details[0].code]).toEqual([422, 'INVALID']);
    const stale = await owner.rest(
      'PUT',
      `/campaigns/${id}/automation`,
      { steps: [tagStep('x', { kind: 'MEMBER_JOINED' })] },
      { 'if-match': '"1"' },
    );
    expect(stale.status).toBe(412);
    await owner.rest('PUT', `/campaigns/${id}/cancel`, {});
    const over = await owner.rest('PUT', `/campaigns/${id}/automation`, { steps: [] });
    expect([over.status, over.body.error.code]).toEqual([409, 'CAMPAIGN_CLOSED']);
  });

  test("of another practice's campaign is as of none; a clerk may read it and no more", async () => {
    const id = await campaign();
    await automate(id, tagStep('x'));
    const { owner: stranger } = await story.practice();
    expect((await stranger.rest('PUT', `/campaigns/${id}/automation`, { steps: [] })).status).toBe(404);
    expect((await stranger.rest('GET', `/campaigns/${id}/automation`)).status).toBe(404);
    expect((await stranger.graphql(runsOf, { id })).data.campaignStepRuns).toBeNull();
    const clerk = await story.intake(practice);
    expect((await clerk.rest('GET', `/campaigns/${id}/automation`)).body.data.automation).toHaveLength(1);
    expect((await clerk.rest('PUT', `/campaigns/${id}/automation`, { steps: [] })).status).toBe(403);
    const { errors } = await clerk.graphql(set, { id, input: { steps: [] } });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  test('what ran goes on a second page', async () => {
    const id = await campaign();
    await join(id, await add(), await add(), await add());
    await automate(id, tagStep('x'));
    await activate(id);
    const first = (await owner.graphql(runsOf, { id, first: 2 })).data.campaignStepRuns;
    expect([first.totalCount, first.nodes.length, first.pageInfo.hasNextPage]).toEqual([3, 2, true]);
    const rest = await owner.graphql(runsOf, { id, first: 2, after: first.pageInfo.endCursor });
    expect(rest.data.campaignStepRuns.nodes).toHaveLength(1);
    expect((await owner.rest('GET', `/campaigns/${id}/automation/runs?state=waiting&limit=2`)).body.pagination).toEqual(
      expect.objectContaining({ total: 3, totalPages: 2 }),
    );
  });
});
