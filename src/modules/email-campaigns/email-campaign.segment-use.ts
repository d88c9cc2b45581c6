import type { SegmentUse } from '../segments/segment.service.js';

/** A segment stays while an email campaign that has not begun is to reach people by it, or to leave them out. */
export const emailCampaignsOfSegments: SegmentUse = {
  word: 'email campaign',
  isUsed: async (unit, segmentId) => {
    const rows = await unit.sql(
      `select 1 from email_campaign_segments s join email_campaigns e on e.id = s.email_campaign_id
       where s.practice_id = $1 and s.segment_id = $2 and e.deleted_at is null and e.frozen_at is null
         and e.status <> 'CANCELLED' limit 1`,
      [unit.ctx.practiceId, segmentId],
    );
    return rows.length > 0;
  },
};
