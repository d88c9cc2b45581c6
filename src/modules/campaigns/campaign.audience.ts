import { actorId } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { SegmentAudience } from '../segments/segment.audience.js';

/** Freezes who is in segments into the recipients of campaigns. */
export class CampaignAudience {
  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentAudience,
  ) {}

  /**
   * Adds who is in the segments now and not yet a recipient, excepting who is in an excluded segment or was taken
   * out by hand; the campaign's own segments unless others are named. Answers how many came.
   */
  async freeze(unit: UnitOfWork, campaignId: string, segmentIds?: readonly string[]): Promise<number> {
    const named = await this.#named(unit, campaignId);
    const ofRole = (role: string) => named.filter(row => row.role === role).map(row => row.segment_id);
    const wish = { segmentIds: segmentIds ?? ofRole('INCLUDE'), excludeSegmentIds: ofRole('EXCLUDE') };
    if (wish.segmentIds.length === 0) return 0;
    const { text, values } = await this.segments.rows(unit, wish);
    const bound = [...values];
    const bind = (value: unknown, type: string) => `$${bound.push(value)}::${type}`;
    const practice = bind(unit.ctx.practiceId, 'uuid');
    const campaign = bind(campaignId, 'uuid');
    const rows = await unit.sql<{ added: number }>(
      `with added as (
        insert into campaign_recipients
          (practice_id, campaign_id, person_type, person_id, origin, segment_id, is_sensitive, added_at, added_by_id)
        select ${practice}, ${campaign}, m.person_type, m.person_id, 'SEGMENT', m.segment_id, m.is_sensitive,
          ${bind(this.ground.clock.now(), 'timestamptz')}, ${bind(actorId(unit.ctx), 'uuid')}
        from (${text}) m
        where not exists (select from campaign_exclusions e where e.practice_id = ${practice}
          and e.campaign_id = ${campaign} and e.person_type = m.person_type and e.person_id = m.person_id)
        order by m.person_type, m.person_id
        on conflict do nothing
        returning 1
      ) select count(*)::int as added from added`,
      bound,
    );
    const added = rows[0]?.added ?? 0;
    if (added === 0) return 0;
    const data = { added, origin: 'SEGMENT' };
    unit.publish({ type: 'CAMPAIGN_RECIPIENTS_ADDED', objectType: 'CAMPAIGN', objectId: campaignId, data });
    return added;
  }

  /** The campaign's segments; one that is gone brings nobody and keeps nobody out. */
  #named(unit: UnitOfWork, campaignId: string) {
    return unit.sql<{ segment_id: string; role: string }>(
      `select c.segment_id, c.role from campaign_segments c
         join segments s on s.id = c.segment_id and s.practice_id = c.practice_id and s.deleted_at is null
       where c.practice_id = $1 and c.campaign_id = $2 order by c.position`,
      [unit.ctx.practiceId, campaignId],
    );
  }
}
