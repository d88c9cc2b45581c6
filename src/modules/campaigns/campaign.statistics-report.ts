import { countsBy, keyPart, type StatLine, shareOf, sumOf } from '../../platform/statistics/lines.js';
import { canShowShare, partShown, type ShownCount } from '../../platform/statistics/privacy.js';
import { type Asked, breakdown, type Scope, seriesOf, totalShown } from '../../platform/statistics/statistics.js';
import { costOfOne, percentOf } from './campaign.figures.js';

/** The campaigns of one currency as the database sums them up; amounts in its minor units. */
export interface CampaignMoney {
  currency: string;
  campaigns: number;
  budgetMinor: number;
  spentMinor: number;
  leads: number;
  conversions: number;
  /** What the conversions are worth, of campaigns that say what one is; null when none does. */
  worthMinor: number | null;
  spentForWorthMinor: number;
}

/** What campaigns of one currency cost and brought. */
interface CampaignAmounts {
  currency: string;
  campaigns: number | null;
  budgetMinor: number;
  spentMinor: number;
  leads: number | null;
  conversions: number | null;
  costPerLeadMinor: number | null;
  costPerConversionMinor: number | null;
  returnMinor: number | null;
  returnPercent: number | null;
}

interface CampaignFigures {
  total: number | null;
  byStatus: ({ status: string } & ShownCount)[];
  byType: ({ type: string } & ShownCount)[];
  leads: number | null;
  conversions: number | null;
  conversionRate: number | null;
  amounts: CampaignAmounts[];
  daily: ({ date: string } & ShownCount)[];
}

export interface CampaignStats<Mail> extends Scope, CampaignFigures {
  mail: Mail;
}

/** Puts the lines of the database together, hiding small counts from whom they must be hidden. */
export function reportOf(rows: StatLine[], money: CampaignMoney[], asked: Asked): CampaignFigures {
  const of = (part: number) => breakdown(countsBy(rows, 'kind', keyPart(part)), asked);
  const leads = money.reduce((sum, line) => sum + line.leads, 0);
  const won = money.reduce((sum, line) => sum + line.conversions, 0);
  const conversions = partShown(won, leads, asked.isRestricted);
  return {
    total: totalShown(sumOf(countsBy(rows, 'total')), asked),
    byStatus: of(0).map(({ key, ...count }) => ({ status: key, ...count })),
    byType: of(1).map(({ key, ...count }) => ({ type: key, ...count })),
    leads: totalShown(leads, asked),
    conversions,
    conversionRate: conversions === null ? null : shareOf(won, leads),
    amounts: amountsOf(money, asked),
    daily: seriesOf(rows, 'daily', asked),
  };
}

/** The counts of all currencies hide among themselves, and with them what would give them away. */
function amountsOf(money: CampaignMoney[], asked: Asked): CampaignAmounts[] {
  const sorted = money.toSorted((a, b) => b.campaigns - a.campaigns || (a.currency < b.currency ? -1 : 1));
  const shown = (of: (line: CampaignMoney) => number) =>
    breakdown(
      sorted.map(line => ({ count: of(line) })),
      asked,
    );
  const [campaigns, leads, won] = [shown(c => c.campaigns), shown(c => c.leads), shown(c => c.conversions)];
  return sorted.map((line, at) => {
    const { currency, budgetMinor, spentMinor } = line;
    const isShare = !asked.isRestricted || canShowShare(line.conversions, line.leads);
    const seen = { leads: leads[at]!.count, won: isShare && leads[at]!.count !== null ? won[at]!.count : null };
    const gain = seen.won === null || line.worthMinor === null ? null : line.worthMinor - line.spentForWorthMinor;
    return {
      ...{ currency, campaigns: campaigns[at]!.count, budgetMinor, spentMinor },
      leads: seen.leads,
      conversions: seen.won,
      costPerLeadMinor: seen.leads === null ? null : costOfOne(spentMinor, seen.leads),
      costPerConversionMinor: seen.won === null ? null : costOfOne(spentMinor, seen.won),
      returnMinor: gain,
      returnPercent: gain === null ? null : percentOf(gain, line.spentForWorthMinor),
    };
  });
}
