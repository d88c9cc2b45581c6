import { campaignsOfSegments } from '../modules/campaigns/campaign.segment-use.js';
import { emailCampaignsOfSegments } from '../modules/email-campaigns/email-campaign.segment-use.js';
import { SegmentAudience } from '../modules/segments/segment.audience.js';
import { SegmentExplanations } from '../modules/segments/segment.explanation.js';
import { SegmentFieldList } from '../modules/segments/segment.field-list.js';
import { SegmentMembers } from '../modules/segments/segment.members.js';
import { SegmentPreviews } from '../modules/segments/segment.preview.js';
import { SegmentQueries } from '../modules/segments/segment.queries.js';
import { SegmentService } from '../modules/segments/segment.service.js';
import type { Ground } from '../platform/ground.js';

/** Groups of people by lists and by rules; nouns above that reach people by them hold them. */
export function segmentServices(ground: Ground) {
  const segmentAudience = new SegmentAudience(ground);
  const segments = new SegmentService(ground, [campaignsOfSegments, emailCampaignsOfSegments]);
  const segmentQueries = new SegmentQueries(ground, segmentAudience);
  return {
    segments,
    segmentQueries,
    segmentAudience,
    segmentFields: new SegmentFieldList(ground),
    segmentPreviews: new SegmentPreviews(ground, segmentAudience, segmentQueries),
    segmentExplanations: new SegmentExplanations(ground, segmentAudience),
    segmentMembers: new SegmentMembers(ground, segments),
  };
}
