import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import { LeadStatuses } from '../../leads/graphql/lead-words.type.js';
import { TaskPriorities, TaskType, TaskTypes } from '../../tasks/graphql/task.type.js';
import type { TaskType as KindOfTask, TaskPriority } from '../../tasks/task.vocabulary.js';
import {
  type StepAction,
  type StepRunState,
  type StepTrigger,
  stepActions,
  stepRunStates,
  stepTriggers,
} from '../campaign.vocabulary.js';
import { CampaignType } from './campaign.type.js';

export const StepTriggers = enumOf('CampaignStepTrigger', stepTriggers, 'What sets off a step for one member.', {
  CAMPAIGN_STARTED: 'The campaign begins; for all who are in its audience then.',
  MEMBER_JOINED: 'The campaign begins, or the person joins its audience later.',
  LEAD_STATUS_CHANGED: 'The status of a lead in the audience changes while the campaign is under way.',
  EMAIL_CLICKED: 'A person, not a scanner, follows a link in a mail; known a minute after. Never an open.',
  AFTER_STEP: 'An earlier step was taken, and a time has passed.',
});
export const StepActions = enumOf('CampaignStepAction', stepActions, 'What a step does.', {
  CREATE_TASK: 'Creates a task about the person.',
  ADD_TAG: 'Adds a tag to the person.',
  ASSIGN: 'Gives the person to a member of staff.',
  SEND_EMAIL_CAMPAIGN: 'Sends an email campaign to this person alone, by all rules of mail.',
});
export const StepRunStates = enumOf('CampaignStepRunState', stepRunStates, 'Where one member stands with one step.', {
  WAITING: 'It is to be taken at its time.',
  DONE: 'It was taken.',
  SKIPPED: 'There was nothing to take it for: see the reason.',
  FAILED: 'It was tried five times in vain.',
  CANCELLED: 'The step was removed or the campaign ended before its time.',
});

const text = (description: string) => Field(() => String, { nullable: true, description });
const minutes = (description: string) => Field(() => Int, { nullable: true, description });

@ObjectType('CampaignStepTriggerDetails', { simpleResolvers: true, description: 'What sets off a step.' })
export class StepTriggerType {
  @Field(() => StepTriggers, { description: 'What kind of thing.' })
  kind!: StepTrigger;

  @Field(() => [LeadStatuses], { description: 'Of LEAD_STATUS_CHANGED: what the lead becomes; empty: anything.' })
  toStatuses!: string[];

  @Field(() => Int, { nullable: true, description: 'Of AFTER_STEP: the position of that step.' })
  afterStep!: number | null;

  @Field(() => Int, { description: 'Of AFTER_STEP: minutes between the two.' })
  delayMinutes!: number;

  @Field(() => ID, { nullable: true, description: 'Of EMAIL_CLICKED: in which email campaign; null: in any of it.' })
  emailCampaignId!: string | null;
}

@ObjectType('CampaignStepTask', { simpleResolvers: true, description: 'The task that a step creates.' })
export class StepTaskType {
  @Field(() => String, { description: 'What is to be done.' })
  title!: string;

  @text('More about it.')
  description!: string | null;

  @Field(() => TaskTypes, { nullable: true, description: 'What kind of thing is to be done.' })
  type!: KindOfTask | null;

  @Field(() => TaskPriorities, { nullable: true, description: 'How pressing it is.' })
  priority!: TaskPriority | null;

  @minutes('Minutes from the step until it is due.')
  dueInMinutes!: number | null;

  @Field(() => ID, { nullable: true, description: "Who is to do it; else the person's assignee or the owner." })
  assignedToId!: string | null;
}

@ObjectType('CampaignStepActionDetails', { simpleResolvers: true, description: 'What a step does.' })
export class StepActionType {
  @Field(() => StepActions, { description: 'What kind of thing.' })
  kind!: StepAction;

  @text('Of ADD_TAG: the tag.')
  tag!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of ASSIGN: to whom.' })
  assignedToId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of SEND_EMAIL_CAMPAIGN: which one.' })
  emailCampaignId!: string | null;

  @Field(() => StepTaskType, { nullable: true, description: 'Of CREATE_TASK: the task.' })
  task!: StepTaskType | null;
}

const count = (description: string) => Field(() => Int, { description });

@ObjectType('CampaignStepCounts', { simpleResolvers: true, description: 'How many members stand where with a step.' })
export class StepCountsType {
  @count('It is to be taken.')
  waiting!: number;

  @count('It was taken.')
  done!: number;

  @count('There was nothing to take it for.')
  skipped!: number;

  @count('It failed.')
  failed!: number;

  @count('It will not be taken any more.')
  cancelled!: number;
}

@ObjectType('CampaignStep', { simpleResolvers: true, description: 'Something that a campaign does by itself.' })
export class CampaignStepType {
  @Field(() => ID, { description: 'Id of the step.' })
  id!: string;

  @Field(() => Int, { description: 'Its place among the steps, from 1.' })
  position!: number;

  @text('What people call it.')
  name!: string | null;

  @Field(() => StepTriggerType, { description: 'What sets it off.' })
  trigger!: StepTriggerType;

  @Field(() => StepActionType, { description: 'What it does.' })
  action!: StepActionType;

  @Field(() => StepCountsType, {
    nullable: true,
    description: 'What came of it so far. Null for who sees no `recipients` in the metrics of the campaign.',
  })
  counts!: StepCountsType | null;
}

@ObjectType('CampaignStepRun', { simpleResolvers: true, description: 'What became of a step for one member.' })
export class CampaignStepRunType {
  @Field(() => ID, { description: 'Id of the run.' })
  id!: string;

  @Field(() => ID, { description: 'The step.' })
  stepId!: string;

  @Field(() => CampaignStepType, { nullable: true, description: 'The step; also one that was removed since.' })
  step!: CampaignStepType | null;

  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  personType!: PersonType;

  @Field(() => ID, { description: 'Id of the lead or contact.' })
  personId!: string;

  @Field(() => LeadType, { nullable: true, description: 'The lead, when it is one that the viewer may see.' })
  lead!: LeadType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact, when it is one that the viewer may see.' })
  contact!: ContactType | null;

  @Field(() => StepRunStates, { description: 'Where it stands.' })
  state!: StepRunState;

  @Field(() => DateTime, { description: 'When it is or was to be taken.' })
  dueAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken or skipped.' })
  ranAt!: Date | null;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @text('Why it was skipped, failed or cancelled.')
  reason!: string | null;

  @Field(() => ID, { nullable: true, description: 'The task that it created.' })
  taskId!: string | null;

  @Field(() => TaskType, { nullable: true, description: 'The task that it created, when the viewer may see it.' })
  task!: TaskType | null;
}
export const CampaignStepRunConnection = connectionOf(CampaignStepRunType, 'CampaignStepRun');

Field(() => [CampaignStepType], { nullable: true, simple: true, description: 'What it does by itself, in order.' })(
  CampaignType.prototype,
  'automation',
);
