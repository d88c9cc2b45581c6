import type { Viewer } from '../../platform/access/viewer.js';
import type { SortRule } from '../../platform/reading/order.js';
import { column, type DerivedField, instant, type Shape, type ShapeField } from '../../platform/reading/shape.js';
import { campaignShape } from '../campaigns/campaign.shape.js';
import { segmentShape } from '../segments/segment.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { templateShape } from '../templates/template.shape.js';
import { isSensitiveSql } from './email-campaign.figure-sql.js';
import { canArchive, canDelete, canTake, canTest, canUpdate, type Progress } from './email-campaign.policy.js';
import { hasSentMail } from './email-campaign.rows.js';
import { personalSteps } from './email-campaign.status.js';
import { emailCampaignMetricsShape } from './email-campaign-metrics.shape.js';
import { emailCampaignRecipientShape } from './email-campaign-recipient.shape.js';

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: Progress) => boolean): DerivedField => ({
  kind: 'derived',
  columns: {
    status: '{t}.status',
    hasBegun: '{t}.sending_since is not null',
    // looked up only where it decides
    hasSentMail: `({t}.status = 'CANCELLED' and ${hasSentMail('{t}')})`,
  },
  of: (row, _, viewer) => rule(viewer, row as unknown as Progress),
});

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
/** `viewerCanSchedule`, `viewerCanSend` and so on. */
const mayTake = Object.fromEntries(
  personalSteps.map(step => [`viewerCan${capital(step)}`, allowed((viewer, row) => canTake(viewer, step, row))]),
);

const segmentsOf = (role: string) =>
  `(select array(select s.segment_id from email_campaign_segments s where s.practice_id = {t}.practice_id
    and s.email_campaign_id = {t}.id and s.role = '${role}' order by s.position))`;
const segmentList = (role: string): ShapeField => ({
  kind: 'many',
  shape: segmentShape,
  on: `exists (select from email_campaign_segments s where s.practice_id = {t}.practice_id
    and s.email_campaign_id = {t}.id and s.segment_id = {n}.id and s.role = '${role}')`,
  sort: [{ field: 'name', direction: 'ASC' }],
});

const fields: Record<string, ShapeField> = {
  name: column('{t}.name'),
  campaignId: column('{t}.campaign_id'),
  campaign: { kind: 'one', shape: campaignShape, on: '{n}.id = {t}.campaign_id' },
  templateId: column('{t}.template_id'),
  template: { kind: 'one', shape: templateShape, on: '{n}.id = {t}.template_id' },
  purpose: column('{t}.purpose'),
  subject: column('{t}.subject'),
  preheader: column('{t}.preheader'),
  html: column('{t}.html'),
  text: column('{t}.text'),
  fromName: column('{t}.from_name'),
  fromEmail: column('{t}.from_email'),
  replyTo: column('{t}.reply_to'),
  tracking: column('{t}.tracking'),
  topic: column(`(select m.name from mail_topics m where m.practice_id = {t}.practice_id and m.key = {t}.topic_key)`),
  status: column('{t}.status'),
  scheduledAt: instant('{t}.scheduled_at'),
  timeZone: column('{t}.time_zone'),
  pauseReason: column('{t}.pause_reason'),
  complaintsWarnedAt: instant('{t}.complaints_warned_at'),
  sendingSince: instant('{t}.sending_since'),
  pausedAt: instant('{t}.paused_at'),
  sentAt: instant('{t}.sent_at'),
  cancelledAt: instant('{t}.cancelled_at'),
  archivedAt: instant('{t}.archived_at'),
  isSensitive: column(isSensitiveSql('{t}')),
  isTriggered: column('{t}.is_triggered'),
  segmentIds: column(segmentsOf('INCLUDE')),
  segments: segmentList('INCLUDE'),
  excludeSegmentIds: column(segmentsOf('EXCLUDE')),
  excludedSegments: segmentList('EXCLUDE'),
  recipients: {
    kind: 'many',
    shape: emailCampaignRecipientShape,
    on: '{n}.email_campaign_id = {t}.id',
    sort: [{ field: 'position', direction: 'ASC' }],
  },
  // as they were given, for the door that answers whole records
  named: column(`(select coalesce(json_agg(json_build_object('type', r.person_type, 'id', r.person_id)
    order by r.position), '[]') from email_campaign_recipients r
    where r.practice_id = {t}.practice_id and r.email_campaign_id = {t}.id)`),
  createdById: column('{t}.created_by_id'),
  createdBy: colleague('{t}.created_by_id'),
  metrics: { kind: 'one', shape: emailCampaignMetricsShape, on: '{n}.id = {t}.id' },
  tasks: {
    kind: 'many',
    shape: taskShape,
    on: "{n}.related_type = 'EMAIL_CAMPAIGN' and {n}.related_id = {t}.id",
    sort: [{ field: 'dueAt', direction: 'ASC' }],
  },
  viewerCanUpdate: allowed(canUpdate),
  viewerCanDelete: allowed(canDelete),
  viewerCanArchive: allowed(canArchive),
  viewerCanTest: allowed(canTest),
  ...mayTake,
};

const sorts: Record<string, SortRule> = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  name: { sql: '{t}.name_key', type: 'text' },
  status: { sql: '{t}.status', type: 'text' },
  scheduledAt: { sql: "coalesce({t}.scheduled_at, 'infinity')", type: 'timestamptz' },
};

/** The words that lists of email campaigns sort by. */
export const emailCampaignSortFields = Object.keys(sorts);

const guard = <Entry>(entries: Record<string, Entry>) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, group: 'emailCampaign' }]));

/** An email campaign as it is read. */
export const emailCampaignShape: Shape = {
  noun: 'emailCampaign',
  objectType: 'EMAIL_CAMPAIGN',
  from: 'email_campaigns',
  table: 'email_campaigns',
  present: '{t}.deleted_at is null',
  groups: { emailCampaign: 'emailCampaign:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    ...guard(fields),
  },
  sorts: guard(sorts),
};
