import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';
import { canLift } from './suppression.policy.js';
import type { SuppressionReason } from './suppression.vocabulary.js';

const liftable: DerivedField = {
  kind: 'derived',
  columns: { reason: '{t}.reason', lifted: '{t}.lifted_at is not null' },
  of: ({ reason, lifted }, _, viewer: Viewer) =>
    !lifted && scopeOf(viewer, 'suppression:delete') !== 'NONE' && canLift(reason as SuppressionReason),
};

/** A suppression as it is read. */
export const suppressionShape: Shape = {
  noun: 'suppression',
  objectType: 'SUPPRESSION',
  from: 'suppressions',
  table: 'suppressions',
  groups: { suppression: 'suppression:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    email: { kind: 'sealed', column: 'sealed_address', group: 'suppression' },
    reason: column('{t}.reason'),
    topic: column(
      `case when {t}.topic_key <> '' then coalesce((select m.name from mail_topics m
        where m.practice_id = {t}.practice_id and m.key = {t}.topic_key), {t}.topic_key) end`,
    ),
    isForServiceToo: column('{t}.is_for_service_too'),
    origin: column('{t}.origin'),
    emailCampaignId: column('{t}.email_campaign_id'),
    deliveryId: column('{t}.delivery_id'),
    suppressedAt: instant('{t}.suppressed_at'),
    isLive: column('({t}.lifted_at is null)'),
    liftedAt: instant('{t}.lifted_at'),
    liftedBy: column('{t}.lifted_by'),
    viewerCanLift: liftable,
  },
  sorts: { suppressedAt: { sql: '{t}.suppressed_at', type: 'timestamptz' } },
};
export const suppressionSortFields = Object.keys(suppressionShape.sorts);
