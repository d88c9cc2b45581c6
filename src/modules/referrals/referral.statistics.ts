import type { Ground } from '../../platform/ground.js';
import { type Count, countsBy, keyPart, type StatLine, shareOf, sumOf } from '../../platform/statistics/lines.js';
import { partShown, type ShownCount } from '../../platform/statistics/privacy.js';
import { type Asked, breakdown, counted, lineOf, readLines, totalShown } from '../../platform/statistics/statistics.js';
import { contactNames } from '../contacts/contact.names.js';

type Became = { direction: string; status: string } & ShownCount;
type LeadsByStatus = { status: string } & ShownCount;

/** What came of the leads that were referred. */
interface ReferredLeads {
  total: number | null;
  converted: number | null;
  conversionRate: number | null;
  byStatus: LeadsByStatus[];
}

interface TopReferrer extends ShownCount {
  contactId: string;
  name: string | null;
  byStatus: Became[];
  leads: ReferredLeads;
}

export interface ReferralStats {
  inbound: number | null;
  outbound: number | null;
  byStatus: Became[];
  leads: ReferredLeads;
  topReferrers: TopReferrer[];
}

/** How many contacts are named. */
const most = 10;

const top = `select 'top', key, null, count::float8, 0 from stat_top('REFERRAL', $1, $2, $3, $4, 'inbound', ${most})`;

const ofContacts = (noun: string, metric: string) =>
  `select ${lineOf('metric')} from stat_read('${noun}', $1, $2, $3, $4, '{${metric}}', false, $5)`;

const referred = `select ${lineOf("'lead'")} from stat_read('REFERRED_LEAD', $1, $2, $3, $4, '{status}')`;

/** What contacts refer, counted over the referrals recorded and the referred leads created in the range. */
export class ReferralStatistics {
  constructor(private readonly ground: Ground) {}

  async figures(asked: Asked): Promise<ReferralStats> {
    const rows = await readLines(
      this.ground,
      [counted('REFERRAL', ['status']), top, referred],
      asked.values.slice(0, 4),
    );
    const inbound = sumOf(rows.filter(({ metric, key }) => metric === 'status' && key.startsWith('INBOUND')));
    const outbound = sumOf(countsBy(rows, 'status')) - inbound;
    return {
      inbound: totalShown(inbound, asked),
      outbound: totalShown(outbound, asked),
      byStatus: becameOf(rows, 'status', asked),
      leads: leadsOf(rows, 'lead', asked),
      topReferrers: await this.#top(countsBy(rows, 'top'), inbound, asked),
    };
  }

  contactsIn({ topReferrers }: ReferralStats): string[] {
    return topReferrers.map(({ contactId }) => contactId);
  }

  async #top(first: Count[], inbound: number, asked: Asked): Promise<TopReferrer[]> {
    const ids = first.map(({ key }) => key);
    if (ids.length === 0) return [];
    const statements = [ofContacts('REFERRAL', 'became'), ofContacts('REFERRED_LEAD', 'contact')];
    const [rows, names] = await Promise.all([
      readLines(this.ground, statements, [...asked.values.slice(0, 4), ids]),
      contactNames(this.ground.database, asked.practiceId, ids),
    ]);
    // those who are not named hide along, as what they sent is the rest of the total
    const lines = breakdown([...first, { key: '', count: inbound - sumOf(first) }], asked).slice(0, -1);
    return lines.map(({ key, ...shown }) => {
      const name = names.get(key) ?? null;
      if (shown.isSuppressed) return { contactId: key, name, ...shown, byStatus: [], leads: noLeads };
      const own = rows
        .filter(line => line.key.startsWith(`${key}|`))
        .map(line => ({ ...line, key: line.key.slice(key.length + 1) }));
      return {
        ...{ contactId: key, name, ...shown },
        byStatus: becameOf(own, 'became', asked),
        leads: leadsOf(own, 'contact', asked),
      };
    });
  }
}

const noLeads: ReferredLeads = { total: null, converted: null, conversionRate: null, byStatus: [] };

function becameOf(rows: StatLine[], metric: string, asked: Asked): Became[] {
  return breakdown(countsBy(rows, metric), asked).map(({ key, ...count }) => {
    return { direction: keyPart(0)(key), status: keyPart(1)(key), ...count };
  });
}

function leadsOf(rows: StatLine[], metric: string, asked: Asked): ReferredLeads {
  const counts = countsBy(rows, metric);
  const total = sumOf(counts);
  const won = counts.find(({ key }) => key === 'CONVERTED')?.count ?? 0;
  const converted = partShown(won, total, asked.isRestricted);
  return {
    total: totalShown(total, asked),
    converted,
    conversionRate: converted === null ? null : shareOf(won, total),
    byStatus: breakdown(counts, asked).map(({ key, ...count }) => ({ status: key, ...count })),
  };
}
