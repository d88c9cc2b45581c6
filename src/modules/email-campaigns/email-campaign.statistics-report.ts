import { countsBy, keyPart, type StatLine, shareOf, sumOf } from '../../platform/statistics/lines.js';
import { canShowShare, type ShownCount } from '../../platform/statistics/privacy.js';
import { type Asked, breakdown, type Scope, seriesOf, totalShown } from '../../platform/statistics/statistics.js';
import { type Counts, type Figures, figuresOf, shownFigures } from './email-campaign.figures.js';
import type { Ranked } from './email-campaign.tallies.js';

export interface BestEmailCampaign {
  id: string;
  name: string;
  delivered: number;
  /** Shares from 0 to 1; null where they are hidden. */
  clickRate: number | null;
  humanClickRate: number | null;
}

interface EmailCampaignFigures {
  total: number | null;
  byStatus: ({ status: string } & ShownCount)[];
  byPurpose: ({ purpose: string | null } & ShownCount)[];
  /** Messages that the provider took. */
  sent: number | null;
  metrics: Figures;
  daily: ({ date: string } & ShownCount)[];
}

export interface EmailCampaignStats extends Scope, EmailCampaignFigures {
  best: BestEmailCampaign[];
}

/** Puts the lines of the database together, hiding small counts from whom they must be hidden. */
export function reportOf(rows: StatLine[], totals: Counts, asked: Asked): EmailCampaignFigures {
  const of = (part: number) => breakdown(countsBy(rows, 'kind', keyPart(part)), asked);
  const figures = figuresOf(totals);
  const metrics = asked.isRestricted ? shownFigures(figures, true) : figures;
  return {
    total: totalShown(sumOf(countsBy(rows, 'total')), asked),
    byStatus: of(0).map(({ key, ...count }) => ({ status: key, ...count })),
    byPurpose: of(1).map(({ key, ...count }) => ({ purpose: key === '' ? null : key, ...count })),
    sent: metrics.accepted,
    metrics,
    daily: seriesOf(rows, 'daily', asked),
  };
}

/** A rate gives its part away, so that both must be large enough to show. */
export function bestShown(rows: readonly Ranked[], { isRestricted }: Asked): BestEmailCampaign[] {
  return rows.map(({ id, name, delivered, clicksUnique, clicksHuman }) => {
    const rate = (clicks: number) =>
      isRestricted && !canShowShare(clicks, delivered) ? null : shareOf(clicks, delivered);
    return { id, name, delivered, clickRate: rate(clicksUnique), humanClickRate: rate(clicksHuman) };
  });
}
