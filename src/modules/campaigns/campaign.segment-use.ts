import type { SegmentUse } from '../segments/segment.service.js';

/** A segment stays while a campaign that is not over reaches people by it, or keeps them out. */
export const campaignsOfSegments: SegmentUse = {
  word: 'campaign',
  isUsed: async (unit, segmentId) => {
    const rows = await unit.sql(
      `select 1 from campaign_segments s join campaigns c on c.id = s.campaign_id
       where s.practice_id = $1 and s.segment_id = $2 and c.deleted_at is null
         and c.status not in ('COMPLETED', 'CANCELLED') limit 1`,
      [unit.ctx.practiceId, segmentId],
    );
    return rows.length > 0;
  },
};
