import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { canKnowSensitiveMembers, sensitiveMembers } from './campaign.policy.js';
import { stepRunStates } from './campaign.vocabulary.js';

const counted = stepRunStates.map(
  state => `'${state.toLowerCase()}', (select count(*) from campaign_step_runs r
    where r.step_id = {t}.id and r.state = '${state}')`,
);

const isSensitive = `exists (select from campaign_sensitive_audiences a
  where a.practice_id = {t}.practice_id and a.campaign_id = {t}.campaign_id)`;

/** A step of a campaign's automation, seen by who sees the campaign. */
export const campaignStepShape: Shape = {
  noun: 'campaignStep',
  objectType: 'CAMPAIGN_STEP',
  isReference: true,
  from: 'campaign_steps',
  table: 'campaign_steps',
  present: '{t}.retired_at is null',
  groups: {},
  fields: {
    id: column('{t}.id'),
    position: column('{t}.position'),
    name: column('{t}.name'),
    trigger:
      column(`json_build_object('kind', {t}.trigger, 'toStatuses', {t}.to_statuses, 'delayMinutes', {t}.delay_minutes,
      'emailCampaignId', {t}.email_campaign_id,
      'afterStep', (select b.position from campaign_steps b where b.id = {t}.after_step_id and b.retired_at is null))`),
    action: column(`jsonb_build_object('kind', {t}.action) || {t}.action_details`),
    counts: {
      kind: 'derived',
      columns: { counts: `json_build_object(${counted.join(', ')})`, isSensitive },
      of: ({ counts, isSensitive }, _, viewer) => (isSensitive && !canKnowSensitiveMembers(viewer) ? null : counts),
    },
  },
  sorts: { position: { sql: '{t}.position', type: 'int' } },
};

/** What became of a step for one member. */
export const campaignStepRunShape: Shape = {
  noun: 'campaignStepRun',
  objectType: 'CAMPAIGN_STEP_RUN',
  from: 'campaign_step_runs',
  table: 'campaign_step_runs',
  groups: { campaign: 'campaign:read' },
  // What is left of the runs would tell of those that are not.
  reserved: { permission: sensitiveMembers, when: isSensitive },
  fields: {
    id: column('{t}.id'),
    campaignId: column('{t}.campaign_id'),
    stepId: column('{t}.step_id'),
    step: { kind: 'one', shape: { ...campaignStepShape, present: undefined }, on: '{n}.id = {t}.step_id' },
    personType: column('{t}.person_type'),
    personId: column('{t}.person_id'),
    lead: { kind: 'one', shape: leadShape, on: "{n}.id = {t}.person_id and {t}.person_type = 'LEAD'" },
    contact: { kind: 'one', shape: contactShape, on: "{n}.id = {t}.person_id and {t}.person_type = 'CONTACT'" },
    state: column('{t}.state'),
    dueAt: instant('{t}.due_at'),
    ranAt: instant('{t}.ran_at'),
    attempts: column('{t}.attempts'),
    reason: column('{t}.reason'),
    taskId: column('{t}.task_id'),
    task: { kind: 'one', shape: taskShape, on: '{n}.id = {t}.task_id' },
  },
  sorts: { dueAt: { sql: '{t}.due_at', type: 'timestamptz' } },
};
