import { z } from 'zod';
import {
  id,
  line,
  oneOf,
  optionalLine,
  optionalText,
  orBlank,
  someOf,
  wholeNumber,
} from '../../platform/validation.js';
import { leadStatuses } from '../leads/lead.status.js';
import { taskPriorities, taskTypes } from '../tasks/task.vocabulary.js';
import { stepActions, stepTriggers } from './campaign.vocabulary.js';

const mostSteps = 50;
const yearInMinutes = 525_600;

const Trigger = z.strictObject({
  kind: oneOf(stepTriggers),
  /** Of LEAD_STATUS_CHANGED; none means whatever the lead becomes. */
  toStatuses: someOf(leadStatuses).nullish(),
  /** Of AFTER_STEP: the place of an earlier step, from 1. */
  afterStep: wholeNumber(1, mostSteps).nullish(),
  delayMinutes: wholeNumber(0, yearInMinutes).nullish(),
  /** Of EMAIL_CLICKED; none means any email campaign of the campaign. */
  emailCampaignId: orBlank(id),
});

const StepTask = z.strictObject({
  title: line(200),
  description: optionalText(10_000),
  type: oneOf(taskTypes).nullish(),
  priority: oneOf(taskPriorities).nullish(),
  dueInMinutes: wholeNumber(0, yearInMinutes).nullish(),
  assignedToId: orBlank(id),
});
export type StepTask = z.output<typeof StepTask>;

const Action = z.strictObject({
  kind: oneOf(stepActions),
  /** Of ADD_TAG. */
  tag: optionalLine(50),
  /** Of ASSIGN. */
  assignedToId: orBlank(id),
  /** Of CREATE_TASK. */
  task: StepTask.nullish(),
  /** Of SEND_EMAIL_CAMPAIGN. */
  emailCampaignId: orBlank(id),
});

const refused = (path: PropertyKey[], code: string, message: string) => ({
  code: 'custom' as const,
  path,
  message,
  params: { code },
});

const Step = z
  .strictObject({ id: id.nullish(), name: optionalLine(100), trigger: Trigger, action: Action })
  .superRefine(({ trigger, action }, context) => {
    const needs = {
      CREATE_TASK: 'task',
      ADD_TAG: 'tag',
      ASSIGN: 'assignedToId',
      SEND_EMAIL_CAMPAIGN: 'emailCampaignId',
    } as const;
    for (const [kind, field] of Object.entries(needs)) {
      const isGiven = action[field] !== undefined && action[field] !== null;
      if (kind === action.kind && !isGiven) {
        context.addIssue(refused(['action', field], 'REQUIRED', `${kind} needs it.`));
      }
      if (kind !== action.kind && isGiven) {
        context.addIssue(refused(['action', field], 'INVALID', `Only ${kind} takes it.`));
      }
    }
    if (trigger.kind === 'AFTER_STEP' && !trigger.afterStep) {
      context.addIssue(refused(['trigger', 'afterStep'], 'REQUIRED', 'AFTER_STEP needs it.'));
    }
    for (const field of ['afterStep', 'delayMinutes'] as const) {
      if (trigger.kind === 'AFTER_STEP' || !trigger[field]) continue;
      context.addIssue(refused(['trigger', field], 'INVALID', 'Only AFTER_STEP takes it.'));
    }
    if (trigger.kind !== 'EMAIL_CLICKED' && trigger.emailCampaignId) {
      context.addIssue(refused(['trigger', 'emailCampaignId'], 'INVALID', 'Only EMAIL_CLICKED takes it.'));
    }
    if (trigger.kind !== 'LEAD_STATUS_CHANGED' && trigger.toStatuses?.length) {
      context.addIssue(refused(['trigger', 'toStatuses'], 'INVALID', 'Only LEAD_STATUS_CHANGED takes it.'));
    }
  });
export type StepInput = z.output<typeof Step>;

/** All steps of a campaign, in their order; one with the id of a step that is there goes on as it. */
export const SetCampaignAutomation = z.strictObject({
  steps: z
    .array(Step)
    .max(mostSteps)
    .superRefine((steps, context) => {
      const ids = steps.flatMap(step => step.id ?? []);
      if (new Set(ids).size < ids.length) context.addIssue(refused([], 'DUPLICATE', 'A step stands here once.'));
      for (const [at, { trigger }] of steps.entries()) {
        if (!trigger.afterStep || trigger.afterStep <= at) continue;
        context.addIssue(refused([at, 'trigger', 'afterStep'], 'OUT_OF_RANGE', 'Must be an earlier step.'));
      }
    }),
});
