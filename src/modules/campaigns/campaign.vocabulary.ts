/** The closed lists of words that a campaign is described with. */
export const campaignTypes = [
  'EMAIL',
  'SOCIAL',
  'EVENT',
  'PRINT',
  'REFERRAL_OUTREACH',
  'WEBINAR',
  'MULTI_CHANNEL',
] as const;
export type CampaignType = (typeof campaignTypes)[number];

export const campaignChannels = ['EMAIL', 'TEXT', 'PHONE', 'SOCIAL', 'PRINT', 'EVENT', 'WEB'] as const;
export type CampaignChannel = (typeof campaignChannels)[number];

/** What a goal can be set for; SPENT is in minor units of the campaign's currency. */
export const goalMetrics = ['RECIPIENTS', 'LEADS', 'QUALIFIED_LEADS', 'CONVERSIONS', 'SPENT'] as const;
export type GoalMetric = (typeof goalMetrics)[number];

export interface Goal {
  metric: GoalMetric;
  target: number;
}

export interface CampaignContent {
  headline?: string | null;
  message?: string | null;
  callToAction?: string | null;
  landingPage?: string | null;
}

export const recipientOrigins = ['HAND', 'SEGMENT'] as const;
export type RecipientOrigin = (typeof recipientOrigins)[number];

/** What sets off a step of a campaign's automation for one member. */
export const stepTriggers = [
  'CAMPAIGN_STARTED',
  'MEMBER_JOINED',
  'LEAD_STATUS_CHANGED',
  'EMAIL_CLICKED',
  'AFTER_STEP',
] as const;
export type StepTrigger = (typeof stepTriggers)[number];

/** What a step does. */
export const stepActions = ['CREATE_TASK', 'ADD_TAG', 'ASSIGN', 'SEND_EMAIL_CAMPAIGN'] as const;
export type StepAction = (typeof stepActions)[number];

/** Where one member stands with one step. */
export const stepRunStates = ['WAITING', 'DONE', 'SKIPPED', 'FAILED', 'CANCELLED'] as const;
export type StepRunState = (typeof stepRunStates)[number];
