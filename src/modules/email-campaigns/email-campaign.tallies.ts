import type { Viewer } from '../../platform/access/viewer.js';
import type { Database } from '../../platform/database/database.js';
import type { Asked } from '../../platform/statistics/statistics.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { countNames } from './email-campaign.figure-sql.js';
import type { Counts } from './email-campaign.figures.js';

/** Whose creation and owner decide which email campaigns are meant: their own, or those of the campaign. */
type Noun = 'EMAIL_CAMPAIGN_MAIL' | 'CAMPAIGN_MAIL';

/** Email campaigns by the share of people who clicked. */
export interface Ranked {
  id: string;
  name: string;
  delivered: number;
  clicksUnique: number;
  clicksHuman: number;
}

const sums = `select figure, sum(total)::float8 as total from mail_read($6, $1, $2, $3, $4, $5) group by 1`;

const best = `select b.id, e.name, b.delivered, b.clicks_unique as "clicksUnique", b.clicks_human as "clicksHuman"
  from mail_best($1, $2, $3, $4, $5, $6) with ordinality
    as b (id, delivered, clicks_unique, clicks_human, place)
  join email_campaigns e on e.id = b.id order by b.place`;

/**
 * What the mail of a practice came to, at a cost by bucket: kept in copies of each email campaign's figures. Leaves out
 * audiences that tell of a protected field, for who may not know who is in them.
 */
export class MailTallies {
  constructor(private readonly database: Database) {}

  /** The figures of all the mail asked for together. */
  async totals(viewer: Viewer, { values }: Asked, noun: Noun): Promise<Counts> {
    const bound = [...values.slice(0, 4), canKnowSensitiveMembers(viewer), noun];
    const { rows } = await this.database.query<{ figure: string; total: number }>(sums, bound);
    const found = new Map(rows.map(({ figure, total }) => [figure, total]));
    return Object.fromEntries(countNames.map(name => [name, found.get(name) ?? 0])) as Counts;
  }

  /** The first `most` of the email campaigns asked for. */
  async best(viewer: Viewer, { values }: Asked, most: number): Promise<Ranked[]> {
    const bound = [...values.slice(0, 4), canKnowSensitiveMembers(viewer), most];
    return (await this.database.query<Ranked>(best, bound)).rows;
  }

  /** Copies the figures that changed, up to `batch` changes at a time; answers behind how many it came. */
  async fold(batch = 5_000, atMost = 200): Promise<number> {
    let taken = 0;
    for (let round = 0; round < atMost; round++) {
      const { rows } = await this.database.query<{ n: number }>('select mail_tally($1) as n', [batch]);
      taken += rows[0]!.n;
      if (rows[0]!.n < batch) break;
    }
    return taken;
  }
}
