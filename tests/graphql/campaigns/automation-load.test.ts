import { expect, test } from '@jest/globals';
import { addCampaign, step } from '../../support/campaigns.js';
import { addLead } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const tag = (kind: string, word: string, more = {}) => ({
  trigger: { kind, ...more },
  action: { kind: 'ADD_TAG', tag: word },
});

test('steps, changes of their leads, merges and changes of the campaign at once lose nothing', async () => {
  const { owner, practice } = await story.practice();
  const leads: string[] = [];
  for (let at = 0; at < 24; at++) leads.push(await addLead(owner, { firstName: `P${at}` }));
  const id = await addCampaign(owner);
  const steps = [
    tag('CAMPAIGN_STARTED', 'begun'),
    tag('AFTER_STEP', 'after', { afterStep: 1 }),
    tag('LEAD_STATUS_CHANGED', 'moved', { toStatuses: ['CONTACTED'] }),
  ];
  const { body } = await owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
  const kept = body.data.automation.map(({ id: known }: { id: string }, at: number) => ({ ...steps[at], id: known }));
  await owner.rest('PUT', `/campaigns/${id}/recipients`, {
    recipients: leads.map(lead => ({ type: 'LEAD', id: lead })),
  });
  await step(owner, 'activate', id);
  let isOver = false;
  const run = async () => {
    while (!isOver) await story.services.automationRunner.run();
  };
  const runners = [run(), run()];
  const [gone, rest] = [leads.slice(0, 6), leads.slice(6)];
  const changes = rest.map(lead => owner.rest('PUT', `/leads/${lead}`, { status: 'CONTACTED' }));
  const merges = gone.map((lead, at) =>
    owner.rest('POST', '/leads/merge', { primaryId: rest[at], duplicateIds: [lead] }),
  );
  const sets = Array.from({ length: 6 }, () => owner.rest('PUT', `/campaigns/${id}/automation`, { steps: kept }));
  const answers = await Promise.all([...changes, ...merges, ...sets]);
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
  isOver = true;
  await Promise.all(runners);
  await story.services.automationRunner.run();
  const rows = await story.database.query(
    'select id, tags from leads where practice_id = $1 and deleted_at is null order by created_at',
    [practice.id],
  );
  expect(rows.map(row => [row.id, [...(row.tags as string[])].sort()])).toEqual(
    rest.map(lead => [lead, ['after', 'begun', 'moved']]),
  );
  // Of who was merged into somebody that has the step too, there is nothing to take it for.
  const others = await story.database.query(
    `select state, person_id from campaign_step_runs where campaign_id = $1 and state <> 'DONE' and person_id <> all($2)`,
    [id, gone],
  );
  expect(others).toEqual([]);
}, 60_000);

test('a campaign that is cancelled while its steps are taken takes none after', async () => {
  const { owner } = await story.practice();
  const id = await addCampaign(owner);
  const recipients: object[] = [];
  for (let at = 0; at < 24; at++) recipients.push({ type: 'LEAD', id: await addLead(owner) });
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients });
  const steps = [tag('CAMPAIGN_STARTED', 'begun'), tag('AFTER_STEP', 'after', { afterStep: 1 })];
  await owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
  await step(owner, 'activate', id);
  const [, cancelled] = await Promise.all([story.services.automationRunner.run(), step(owner, 'cancel', id)]);
  expect(cancelled.userErrors).toEqual([]);
  await story.services.automationRunner.run();
  const states = await story.database.query(
    'select distinct state from campaign_step_runs where campaign_id = $1 order by 1',
    [id],
  );
  expect(['CANCELLED', 'DONE']).toEqual(expect.arrayContaining(states.map(row => row.state)));
  expect((await owner.rest('DELETE', `/campaigns/${id}`)).status).toBe(204);
  await owner.rest('POST', `/campaigns/${id}/restore`);
  expect(await story.services.automationRunner.run()).toBe(0);
});

test('what a paused campaign that was deleted and restored had to do is done once it goes on', async () => {
  const { owner, practice } = await story.practice();
  const [id, lead] = [await addCampaign(owner), await addLead(owner)];
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
  await owner.rest('PUT', `/campaigns/${id}/automation`, { steps: [tag('CAMPAIGN_STARTED', 'begun')] });
  await step(owner, 'activate', id);
  await step(owner, 'pause', id);
  await owner.rest('DELETE', `/campaigns/${id}`);
  expect(await story.services.automationRunner.run()).toBe(0);
  expect((await owner.rest('POST', `/campaigns/${id}/restore`)).body.data.status).toBe('PAUSED');
  await step(owner, 'resume', id);
  expect(await story.services.automationRunner.run()).toBe(1);
  const [row] = await story.database.query('select tags from leads where practice_id = $1', [practice.id]);
  expect(row!.tags).toEqual(['begun']);
});
