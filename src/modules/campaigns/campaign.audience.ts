import { actorId } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { AudienceRows, SegmentAudience } from '../segments/segment.audience.js';
import { canKnowSensitiveMembers } from './campaign.policy.js';

/** How many recipients came, and whether that tells something to who may not know members of sensitive segments. */
export interface Frozen {
  added: number;
  isSensitive: boolean;
}

/** Freezes who is in segments into the recipients of campaigns. */
export class CampaignAudience {
  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentAudience,
  ) {}

  /**
   * Adds who is in the segments now and not yet a recipient, excepting who is in an excluded segment or was taken
   * out by hand; the campaign's own segments unless others are named.
   */
  async freeze(unit: UnitOfWork, campaignId: string, segmentIds?: readonly string[]): Promise<Frozen> {
    const named = await this.#named(unit, campaignId);
    const ofRole = (role: string) => named.filter(row => row.role === role).map(row => row.segment_id);
    const wish = { segmentIds: segmentIds ?? ofRole('INCLUDE'), excludeSegmentIds: ofRole('EXCLUDE') };
    if (wish.segmentIds.length === 0) return { added: 0, isSensitive: false };
    const audience = await this.segments.rows(unit, wish);
    const { isSensitive } = audience;
    if (isSensitive) await noteSensitive(unit, campaignId);
    const moved = await openUp(unit, campaignId, audience);
    // Whoever may not know that they were recipients is not told by the count either.
    const known = canKnowSensitiveMembers(unit.ctx.signedIn) ? moved : 0;
    const added = (await this.#add(unit, campaignId, audience)) - known;
    if (added === 0) return { added, isSensitive };
    const data = { added, origin: 'SEGMENT' };
    unit.publish({ type: 'CAMPAIGN_RECIPIENTS_ADDED', objectType: 'CAMPAIGN', objectId: campaignId, data });
    return { added, isSensitive };
  }

  async #add(unit: UnitOfWork, campaignId: string, { text, values }: AudienceRows): Promise<number> {
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
    return rows[0]?.added ?? 0;
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

/** Whatever the segments hold, so that the note itself tells nothing of it. */
async function noteSensitive(unit: UnitOfWork, campaignId: string): Promise<void> {
  await unit.sql(
    `insert into campaign_sensitive_audiences (practice_id, campaign_id) values ($1, $2) on conflict do nothing`,
    [unit.ctx.practiceId, campaignId],
  );
}

/**
 * Takes out, to come again, who is a recipient by a sensitive segment and now comes by one that is not: whoever knows
 * the latter would miss them. Answers how many.
 */
async function openUp(unit: UnitOfWork, campaignId: string, { text, values }: AudienceRows): Promise<number> {
  const [practice, campaign] = [values.length + 1, values.length + 2].map(at => `$${at}::uuid`);
  const hidden = `r.practice_id = ${practice} and r.campaign_id = ${campaign} and r.is_sensitive`;
  const bound = [unit.ctx.practiceId, campaignId];
  const [some] = await unit.sql(
    'select 1 from campaign_recipients where practice_id = $1 and campaign_id = $2 and is_sensitive limit 1',
    bound,
  );
  if (!some) return 0;
  const rows = await unit.sql(
    `delete from campaign_recipients r using (${text}) m where ${hidden} and not m.is_sensitive
       and r.person_type = m.person_type and r.person_id = m.person_id returning 1`,
    [...values, ...bound],
  );
  return rows.length;
}
