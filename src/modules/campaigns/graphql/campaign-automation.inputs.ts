import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { LeadStatuses } from '../../leads/graphql/lead-words.type.js';
import type { LeadStatus } from '../../leads/lead.status.js';
import { TaskPriorities, TaskTypes } from '../../tasks/graphql/task.type.js';
import type { TaskPriority, TaskType } from '../../tasks/task.vocabulary.js';
import type { SetCampaignAutomation } from '../campaign.automation-rules.js';
import type { StepAction, StepRunState, StepTrigger } from '../campaign.vocabulary.js';
import { StepActions, StepRunStates, StepTriggers } from './campaign-automation.type.js';

@InputType({ description: 'What sets off a step.' })
export class CampaignStepTriggerInput {
  @Field(() => StepTriggers, { description: 'What kind of thing.' })
  kind!: StepTrigger;

  @Field(() => [LeadStatuses], { nullable: true, description: 'Of LEAD_STATUS_CHANGED: what the lead becomes.' })
  toStatuses?: LeadStatus[] | null;

  @Field(() => Int, { nullable: true, description: 'Of AFTER_STEP: the place of an earlier step, from 1.' })
  afterStep?: number | null;

  @Field(() => Int, { nullable: true, description: 'Of AFTER_STEP: minutes between the two, at most a year.' })
  delayMinutes?: number | null;

  @Field(() => ID, { nullable: true, description: 'Of EMAIL_CLICKED: in which email campaign; else in any of it.' })
  emailCampaignId?: string | null;
}

@InputType({ description: 'The task that a step creates about the person.' })
export class CampaignStepTaskInput {
  @Field(() => String, { description: 'What is to be done.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'More about it.' })
  description?: string | null;

  @Field(() => TaskTypes, { nullable: true, description: 'What kind of thing is to be done.' })
  type?: TaskType | null;

  @Field(() => TaskPriorities, { nullable: true, description: 'How pressing it is.' })
  priority?: TaskPriority | null;

  @Field(() => Int, { nullable: true, description: 'Minutes from the step until it is due.' })
  dueInMinutes?: number | null;

  @Field(() => ID, { nullable: true, description: "Who is to do it; else the person's assignee or the owner." })
  assignedToId?: string | null;
}

@InputType({ description: 'What a step does.' })
export class CampaignStepActionInput {
  @Field(() => StepActions, { description: 'What kind of thing.' })
  kind!: StepAction;

  @Field(() => String, { nullable: true, description: 'Of ADD_TAG: the tag.' })
  tag?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of ASSIGN: to whom.' })
  assignedToId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of SEND_EMAIL_CAMPAIGN: a draft, of which the steps then dispose.' })
  emailCampaignId?: string | null;

  @Field(() => CampaignStepTaskInput, { nullable: true, description: 'Of CREATE_TASK: the task.' })
  task?: CampaignStepTaskInput | null;
}

@InputType({ description: 'Something that a campaign is to do by itself, once for each member.' })
export class CampaignStepInput {
  @Field(() => ID, { nullable: true, description: 'A step that is there goes on, with what it did.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'What people call it.' })
  name?: string | null;

  @Field(() => CampaignStepTriggerInput, { description: 'What sets it off.' })
  trigger!: CampaignStepTriggerInput;

  @Field(() => CampaignStepActionInput, { description: 'What it does.' })
  action!: CampaignStepActionInput;
}

@InputType({ description: 'All steps of a campaign, in their order; those that are not named end.' })
export class SetCampaignAutomationInput implements z.input<typeof SetCampaignAutomation> {
  @Field(() => [CampaignStepInput], { description: 'The steps, at most 50.' })
  steps!: CampaignStepInput[];
}

@InputType({ description: 'Which runs.' })
export class CampaignStepRunFilter {
  @Field(() => [StepRunStates], { nullable: true, description: 'Where they stand.' })
  state?: StepRunState[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of which steps.' })
  stepId?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'For which leads or contacts.' })
  personId?: string[] | null;
}

@ArgsType()
export class CampaignStepRunsArgs extends PageArgs {
  @Field(() => ID, { description: 'The campaign.' })
  campaignId!: string;

  @Field(() => CampaignStepRunFilter, { nullable: true, description: 'Which runs.' })
  filter?: CampaignStepRunFilter | null;
}
