import { actorId } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';

/** Who is in segments, as the noun of segments tells it. */
export interface SegmentMembers {
  /** A select of `person_type`, `person_id` of those who are in the segment now, and whether being in it tells much. */
  membersSql(unit: UnitOfWork, segmentId: string, firstValue: number): Promise<MembersSql | null>;
}

export interface MembersSql {
  text: string;
  /** Bound from `firstValue` on. */
  values: unknown[];
  isSensitive: boolean;
}

/** Freezes who is in segments into the recipients of campaigns. */
export class CampaignAudience {
  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentMembers,
  ) {}

  /**
   * Adds who is in the segments now and not yet a recipient, excepting who is in an excluded segment or was taken
   * out by hand; the campaign's own segments unless others are named. Answers how many came.
   */
  async freeze(unit: UnitOfWork, campaignId: string, segmentIds?: readonly string[]): Promise<number> {
    const named = await this.#named(unit, campaignId);
    const excluded = named.filter(({ role }) => role === 'EXCLUDE').map(row => row.segment_id);
    const included = segmentIds ?? named.filter(({ role }) => role === 'INCLUDE').map(row => row.segment_id);
    let added = 0;
    for (const segmentId of included) added += await this.#freezeOne(unit, campaignId, segmentId, excluded);
    if (added > 0) {
      const data = { added, origin: 'SEGMENT' };
      unit.publish({ type: 'CAMPAIGN_RECIPIENTS_ADDED', objectType: 'CAMPAIGN', objectId: campaignId, data });
    }
    return added;
  }

  #named(unit: UnitOfWork, campaignId: string) {
    return unit.sql<{ segment_id: string; role: string }>(
      `select segment_id, role from campaign_segments where practice_id = $1 and campaign_id = $2 order by position`,
      [unit.ctx.practiceId, campaignId],
    );
  }

  async #freezeOne(unit: UnitOfWork, campaignId: string, segmentId: string, excluded: readonly string[]) {
    const values: unknown[] = [unit.ctx.practiceId, campaignId, segmentId, this.ground.clock.now(), actorId(unit.ctx)];
    const members = await this.#bound(unit, segmentId, values);
    // A segment that is gone brings nobody.
    if (!members) return 0;
    const isSensitive = `$${values.push(members.isSensitive)}::boolean`;
    const left: string[] = [];
    for (const id of excluded) {
      const out = await this.#bound(unit, id, values);
      if (out)
        left.push(
          `and not exists (select from (${out.text}) x where x.person_type = m.person_type and x.person_id = m.person_id)`,
        );
    }
    const rows = await unit.sql<{ added: number }>(
      `with added as (
        insert into campaign_recipients
          (practice_id, campaign_id, person_type, person_id, origin, segment_id, is_sensitive, added_at, added_by_id)
        select $1::uuid, $2::uuid, m.person_type, m.person_id, 'SEGMENT', $3::uuid, ${isSensitive}, $4::timestamptz, $5::uuid
        from (${members.text}) m
        where not exists (select from campaign_exclusions e where e.practice_id = $1 and e.campaign_id = $2
          and e.person_type = m.person_type and e.person_id = m.person_id)
        ${left.join('\n')}
        order by m.person_type, m.person_id
        on conflict do nothing
        returning 1
      ) select count(*)::int as added from added`,
      values,
    );
    return rows[0]?.added ?? 0;
  }

  /** The members' select with its values put behind those that are there. */
  async #bound(unit: UnitOfWork, segmentId: string, values: unknown[]): Promise<MembersSql | null> {
    const members = await this.segments.membersSql(unit, segmentId, values.length + 1);
    if (members) values.push(...members.values);
    return members;
  }
}
