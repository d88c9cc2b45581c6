import type { Viewer } from '../../platform/access/viewer.js';
import type { Ground } from '../../platform/ground.js';
import { Statement } from '../../platform/reading/statement.js';
import { type ShownCount, seesNoSmallCounts, smallestShown } from '../../platform/statistics/privacy.js';
import type { KeptSegment, SegmentAudience } from './segment.audience.js';
import { presentRows, runOf, tableOf } from './segment.matching.js';
import { canLookInto, type GuardedSegment } from './segment.policy.js';

/** Whether small counts of these people are hidden from the viewer: who may not see them may not single one out. */
export const seesOnlyLargeCounts = (viewer: Viewer, segment: Pick<GuardedSegment, 'guards'>): boolean =>
  seesNoSmallCounts(viewer) || !canLookInto(viewer, segment);

export const shownCount = (count: number, isRestricted: boolean): ShownCount =>
  isRestricted && count > 0 && count < smallestShown
    ? { count: null, isSuppressed: true }
    : { count, isSuppressed: false };

/** How many members segments have, all in one statement. */
export class SegmentCounts {
  constructor(
    private readonly ground: Ground,
    private readonly audience: SegmentAudience,
  ) {}

  /** As far as the viewer may know, by the segment's id. */
  async shown(viewer: Viewer, segments: readonly KeptSegment[]): Promise<Map<string, ShownCount>> {
    if (segments.length === 0) return new Map();
    const run = this.audience.reading();
    const { practiceId } = viewer;
    const st = new Statement();
    const columns: string[] = [];
    for (const [at, segment] of segments.entries()) {
      const tools = await this.audience.matching.tools(run, practiceId, segment.appliesTo);
      const matching = await this.audience.membersOf(run, segment, tools);
      const from = `${tableOf[segment.appliesTo]} {t} where ${presentRows} and ${matching.write(st)}`;
      columns.push(`(select count(*)::int from ${from}) as c${at}`);
    }
    const now = this.ground.clock.now();
    const [row] = await runOf<Record<string, number>>(run, { practiceId, now }, `select ${columns.join(', ')}`, st);
    const entries = segments.map((segment, at) => {
      const isRestricted = seesOnlyLargeCounts(viewer, segment);
      return [segment.id, shownCount(row![`c${at}`]!, isRestricted)] as const;
    });
    return new Map(entries);
  }
}
