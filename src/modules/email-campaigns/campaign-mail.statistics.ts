import type { RequestContext } from '../../platform/context.js';
import type { Asked } from '../../platform/statistics/statistics.js';
import { type Figures, figuresOf, shownFigures } from './email-campaign.figures.js';
import type { MailTallies } from './email-campaign.tallies.js';

/** What became of the mail of the campaigns that statistics are about. */
export class CampaignMailStatistics {
  constructor(private readonly mail: MailTallies) {}

  async figures(ctx: RequestContext, asked: Asked): Promise<Figures> {
    const figures = figuresOf(await this.mail.totals(ctx.signedIn, asked, 'CAMPAIGN_MAIL'));
    return asked.isRestricted ? shownFigures(figures, true) : figures;
  }
}
