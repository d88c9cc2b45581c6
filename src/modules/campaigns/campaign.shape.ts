import type { Viewer } from '../../platform/access/viewer.js';
import type { SortRule } from '../../platform/reading/order.js';
import { column, type DerivedField, instant, type Shape, type ShapeField } from '../../platform/reading/shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { segmentShape } from '../segments/segment.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { type CampaignCounts, progressOf } from './campaign.figures.js';
import { canDelete, canTake, canUpdate } from './campaign.policy.js';
import { type CampaignStatus, type CampaignStep, campaignStepNames } from './campaign.status.js';
import type { Goal } from './campaign.vocabulary.js';
import { campaignExpenseShape } from './campaign-expense.shape.js';
import { campaignMetricsShape, countsOf, isSensitive, recipientsFor } from './campaign-metrics.shape.js';
import { campaignRecipientShape } from './campaign-recipient.shape.js';
import { campaignStepShape } from './campaign-step.shape.js';

const counts = countsOf('{t}');

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, status: CampaignStatus) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { status: '{t}.status' },
  of: ({ status }, _, viewer) => rule(viewer, status as CampaignStatus),
});

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
/** `viewerCanSchedule`, `viewerCanActivate` and so on. */
const mayTake = Object.fromEntries(
  campaignStepNames.map((step: CampaignStep) => [
    `viewerCan${capital(step)}`,
    allowed((viewer, status) => canTake(viewer, step, status)),
  ]),
);

const segmentsOf = (role: string) =>
  `(select array(select s.segment_id from campaign_segments s where s.practice_id = {t}.practice_id
    and s.campaign_id = {t}.id and s.role = '${role}' order by s.position))`;
const segmentList = (role: string): ShapeField => ({
  kind: 'many',
  shape: segmentShape,
  on: `exists (select from campaign_segments s where s.practice_id = {t}.practice_id and s.campaign_id = {t}.id
    and s.segment_id = {n}.id and s.role = '${role}')`,
  sort: [{ field: 'name', direction: 'ASC' }],
});

const fields: Record<string, ShapeField> = {
  name: column('{t}.name'),
  description: column('{t}.description'),
  type: column('{t}.type'),
  channels: column('{t}.channels'),
  status: column('{t}.status'),
  startAt: instant('{t}.start_at'),
  endAt: instant('{t}.end_at'),
  hasLiveAudience: column('{t}.has_live_audience'),
  segmentIds: column(segmentsOf('INCLUDE')),
  segments: segmentList('INCLUDE'),
  excludeSegmentIds: column(segmentsOf('EXCLUDE')),
  excludedSegments: segmentList('EXCLUDE'),
  goals: {
    kind: 'derived',
    // Where nothing is wanted, nothing is counted.
    columns: {
      goals: '{t}.goals',
      isSensitive: isSensitive('{t}'),
      ...Object.fromEntries(
        Object.entries(counts).map(([name, sql]) => [name, `case when {t}.goals <> '[]' then ${sql} end`]),
      ),
    },
    of: ({ goals, isSensitive, ...actual }, _, viewer) => {
      const recipients = recipientsFor(viewer, actual.recipients as number, isSensitive as boolean);
      return progressOf(goals as Goal[], { ...(actual as unknown as CampaignCounts), recipients });
    },
  },
  budget: column(
    `case when {t}.budget_minor is not null
      then json_build_object('amountMinor', {t}.budget_minor, 'currency', {t}.currency) end`,
  ),
  spent: column(`json_build_object('amountMinor', ${counts.spentMinor}, 'currency', {t}.currency)`),
  currency: column('{t}.currency'),
  conversionValueMinor: column('{t}.conversion_value_minor'),
  content: column('{t}.content'),
  ownerId: column('{t}.owner_id'),
  owner: colleague('{t}.owner_id'),
  utmCampaign: column('{t}.utm_campaign'),
  scheduledAt: instant('{t}.scheduled_at'),
  activatedAt: instant('{t}.activated_at'),
  pausedAt: instant('{t}.paused_at'),
  completedAt: instant('{t}.completed_at'),
  cancelledAt: instant('{t}.cancelled_at'),
  archivedAt: instant('{t}.archived_at'),
  createdById: column('{t}.created_by_id'),
  createdBy: colleague('{t}.created_by_id'),
  metrics: { kind: 'one', shape: campaignMetricsShape, on: '{n}.id = {t}.id' },
  recipients: {
    kind: 'many',
    shape: campaignRecipientShape,
    on: '{n}.campaign_id = {t}.id',
    sort: [{ field: 'addedAt', direction: 'ASC' }],
  },
  expenses: {
    kind: 'many',
    shape: campaignExpenseShape,
    on: '{n}.campaign_id = {t}.id',
    sort: [{ field: 'spentOn', direction: 'DESC' }],
  },
  leads: {
    kind: 'many',
    shape: leadShape,
    on: '{n}.campaign_id = {t}.id',
    sort: [{ field: 'createdAt', direction: 'DESC' }],
  },
  tasks: {
    kind: 'many',
    shape: taskShape,
    on: "{n}.related_type = 'CAMPAIGN' and {n}.related_id = {t}.id",
    sort: [{ field: 'dueAt', direction: 'ASC' }],
  },
  automation: {
    kind: 'many',
    shape: campaignStepShape,
    on: '{n}.campaign_id = {t}.id',
    sort: [{ field: 'position', direction: 'ASC' }],
    isWhole: true,
  },
  viewerCanUpdate: allowed(canUpdate),
  viewerCanDelete: allowed(canDelete),
  ...mayTake,
};

const nowhere = "'infinity'";
const sorts: Record<string, SortRule> = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  name: { sql: '{t}.name_key', type: 'text' },
  type: { sql: '{t}.type', type: 'text' },
  status: { sql: '{t}.status', type: 'text' },
  startAt: { sql: `coalesce({t}.start_at, ${nowhere})`, type: 'timestamptz' },
  endAt: { sql: `coalesce({t}.end_at, ${nowhere})`, type: 'timestamptz' },
};

/** The words that lists of campaigns sort by. */
export const campaignSortFields = Object.keys(sorts);

const guard = <Entry>(entries: Record<string, Entry>) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, group: 'campaign' }]));

/** A campaign as it is read. */
export const campaignShape: Shape = {
  noun: 'campaign',
  objectType: 'CAMPAIGN',
  from: 'campaigns',
  table: 'campaigns',
  present: '{t}.deleted_at is null',
  groups: { campaign: 'campaign:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    ...guard(fields),
  },
  sorts: guard(sorts),
};
