import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { wholePractice } from '../../platform/statistics/lines.js';
import type { Asked } from '../../platform/statistics/statistics.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { isSensitiveSql, sumsOf } from './email-campaign.figure-sql.js';
import { type Counts, type Figures, figuresOf, shownFigures } from './email-campaign.figures.js';

const totals = `select ${sumsOf('f')}
  from campaigns c
  join email_campaigns e on e.practice_id = c.practice_id and e.campaign_id = c.id and e.deleted_at is null
  join email_campaign_counters f on f.email_campaign_id = e.id
  where c.practice_id = $1 and c.deleted_at is null
    and ($2::uuid = '${wholePractice}' or c.owner_id = $2 or c.created_by_id = $2)
    and ($3::timestamptz is null or c.created_at >= $3) and ($4::timestamptz is null or c.created_at < $4)
    and ($5::boolean or not ${isSensitiveSql('e')})`;

/** What became of the mail of the campaigns that statistics are about. */
export class CampaignMailStatistics {
  constructor(private readonly ground: Ground) {}

  async figures(ctx: RequestContext, { values, isRestricted }: Asked): Promise<Figures> {
    const bound = [...values.slice(0, 4), canKnowSensitiveMembers(ctx.signedIn)];
    const { rows } = await this.ground.database.query<Counts>(totals, bound);
    const figures = figuresOf(rows[0]!);
    return isRestricted ? shownFigures(figures, true) : figures;
  }
}
