import { expect, test } from '@jest/globals';
import { addCampaign } from '../../support/campaigns.js';
import { addLead, leadRow } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

test('who takes in a member takes none of its steps again, and goes on with those to come', async () => {
  const { owner } = await story.practice();
  const [primary, duplicate] = [await addLead(owner), await addLead(owner)];
  const campaign = await addCampaign(owner);
  const steps = [
    { trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'CREATE_TASK', task: { title: 'Welcome' } } },
    { trigger: { kind: 'AFTER_STEP', afterStep: 1, delayMinutes: 10 }, action: { kind: 'ADD_TAG', tag: 'welcomed' } },
  ];
  await owner.rest('PUT', `/campaigns/${campaign}/automation`, { steps });
  await owner.rest('PUT', `/campaigns/${campaign}/recipients`, { recipients: [{ type: 'LEAD', id: duplicate }] });
  await owner.rest('PUT', `/campaigns/${campaign}/activate`, {});
  await story.services.automationRunner.run();
  const merged = await owner.rest('POST', '/leads/merge', { primaryId: primary, duplicateIds: [duplicate] });
  expect(merged.status).toBe(200);
  story.clock.advance({ minutes: 11 });
  await story.services.automationRunner.run();
  expect((await leadRow(story, primary)).tags).toEqual(['welcomed']);
  const runs = await story.database.query(
    'select person_id, state from campaign_step_runs where campaign_id = $1 order by due_at',
    [campaign],
  );
  expect(runs).toEqual([
    { person_id: primary, state: 'DONE' },
    { person_id: primary, state: 'DONE' },
  ]);
  const tasks = await story.database.query("select related_id from tasks where title = 'Welcome'");
  expect(tasks).toEqual([{ related_id: primary }]);
});
