import { SegmentAudience } from '../modules/segments/segment.audience.js';
import { SegmentExplanations } from '../modules/segments/segment.explanation.js';
import { SegmentFieldList } from '../modules/segments/segment.field-list.js';
import { SegmentMembers } from '../modules/segments/segment.members.js';
import { SegmentPreviews } from '../modules/segments/segment.preview.js';
import { SegmentQueries } from '../modules/segments/segment.queries.js';
import { SegmentService, type SegmentUse } from '../modules/segments/segment.service.js';
import type { Ground } from '../platform/ground.js';

/** Groups of people by lists and by rules; `uses` are the nouns above that reach people by them. */
export function segmentServices(ground: Ground, uses: readonly SegmentUse[]) {
  const segmentAudience = new SegmentAudience(ground);
  const segments = new SegmentService(ground, uses);
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
