import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { countsBy, keyPart, type StatLine, sumOf } from '../../platform/statistics/lines.js';
import { partShown, type ShownCount } from '../../platform/statistics/privacy.js';
import { calendarOf } from '../../platform/statistics/range.js';
import {
  type Asked,
  breakdown,
  createdDaily,
  lineOf,
  readLines,
  type Scope,
  seriesOf,
  statisticsOf,
  totalShown,
} from '../../platform/statistics/statistics.js';

interface ContactFigures {
  total: number | null;
  byType: ({ type: string } & ShownCount)[];
  byCategory: ({ category: string | null } & ShownCount)[];
  byReferralStatus: ({ referralStatus: string } & ShownCount)[];
  noInteractionIn90Days: number | null;
  daily: ({ date: string } & ShownCount)[];
}

export type ContactStats<Referrals> = Scope & ContactFigures & { referrals: Referrals };

/** What contacts refer, as the noun above counts it in the same range. */
interface ReferralFigures<Referrals> {
  figures(asked: Asked): Promise<Referrals>;
  /** The contacts that it shows one by one. */
  contactsIn(figures: Referrals): string[];
}

const lines = `select ${lineOf('metric')}
  from stat_read('CONTACT', $1, $2, $3, $4, '{total,kind,category,seen}') where metric <> 'seen' or key >= $7`;

/** What the contacts of a practice come to, and what they refer. */
export class ContactStatistics<Referrals> {
  constructor(
    private readonly ground: Ground,
    private readonly referrals: ReferralFigures<Referrals>,
  ) {}

  /** Statistics of the contacts created in a range; of the viewer's own contacts where its role reaches no further. */
  contactStats(ctx: RequestContext, range?: unknown): Promise<ContactStats<Referrals>> {
    const kind = { operation: 'contactStats', permission: 'contactStats:read', objectType: 'CONTACT' } as const;
    const named = ({ referrals }: { referrals: Referrals }) => this.referrals.contactsIn(referrals);
    return statisticsOf(this.ground, ctx, kind, range, asked => this.#figures(asked), named);
  }

  async #figures(asked: Asked) {
    const longAgo = calendarOf(asked.now, asked.timeZone).daysAgo(90);
    const [rows, referrals] = await Promise.all([
      readLines(this.ground, [lines, createdDaily('CONTACT')], [...asked.values, longAgo]),
      this.referrals.figures(asked),
    ]);
    return { ...reportOf(rows, asked), referrals };
  }
}

function reportOf(rows: StatLine[], asked: Asked): ContactFigures {
  const total = sumOf(countsBy(rows, 'total'));
  const of = (metric: string, part?: (key: string) => string) => breakdown(countsBy(rows, metric, part), asked);
  const quiet = total - sumOf(countsBy(rows, 'seen'));
  return {
    total: totalShown(total, asked),
    byType: of('kind', keyPart(0)).map(({ key, ...count }) => ({ type: key, ...count })),
    byCategory: of('category').map(({ key, ...count }) => ({ category: key || null, ...count })),
    byReferralStatus: of('kind', keyPart(1)).map(({ key, ...count }) => ({ referralStatus: key, ...count })),
    noInteractionIn90Days: partShown(quiet, total, asked.isRestricted),
    daily: seriesOf(rows, 'daily', asked),
  };
}
