import type { UnitOfWork } from '../../platform/use-case.js';
import { disclosuresOf } from './delivery.disclosure.js';
import { progressOf } from './delivery.ledger.js';
import { settleFound } from './delivery.settling.js';
import type { DeliveryState } from './delivery.vocabulary.js';

/** A row of the ledger as what came back meets it, locked until the change ends. */
export interface LedgerRow {
  id: string;
  emailCampaignId: string;
  personType: 'LEAD' | 'CONTACT';
  personId: string;
  addressIndex: string | null;
  state: DeliveryState;
  messageId: string | null;
  acceptedAt: Date | null;
  attemptedAt: Date | null;
  deliveredAt: Date | null;
  opens: number;
  clicks: number;
  hasHumanOpen: boolean;
  hasScannerOpen: boolean;
  hasHumanClick: boolean;
  hasScannerClick: boolean;
}

/** What is newly known of a delivery. Each part is such that parts in any order come to the same row. */
export interface DeliveryOutcome {
  id: string;
  /** It left the house for certain, whatever became of the answer to the call. */
  isProof: boolean;
  /** The provider's id of the message, kept where none is. */
  messageId: string | null;
  /** The latest of these instants stay, so that a delivery after a bounce counts, and a bounce after a delivery. */
  deliveredAt: Date | null;
  bouncedAt: Date | null;
  /** The first of these stay. */
  softBouncedAt: Date | null;
  complainedAt: Date | null;
  unsubscribedAt: Date | null;
  /** How many more there are now. */
  opens: number;
  clicks: number;
  /** As they are now. */
  hasHumanOpen: boolean;
  hasScannerOpen: boolean;
  hasHumanClick: boolean;
  hasScannerClick: boolean;
}

/** What was sent to an address. */
export interface SentRow {
  id: string;
  addressIndex: string;
  sentAt: Date | null;
}

/** A statement of a transaction gives instants back as text. */
const dateOf = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

const columns = `d.id, d.email_campaign_id as "emailCampaignId", d.person_type as "personType",
  d.person_id as "personId", d.address_index as "addressIndex", d.state, d.provider_message_id as "messageId",
  d.accepted_at as "acceptedAt", d.attempted_at as "attemptedAt", d.delivered_at as "deliveredAt", d.opens, d.clicks,
  d.has_human_open as "hasHumanOpen", d.has_scanner_open as "hasScannerOpen",
  d.has_human_click as "hasHumanClick", d.has_scanner_click as "hasScannerClick"`;

const applied = `
  update deliveries d set
    updated_at = now(),
    delivered_at = greatest(d.delivered_at, o."deliveredAt"),
    bounced_at = greatest(d.bounced_at, o."bouncedAt"),
    soft_bounced_at = least(d.soft_bounced_at, o."softBouncedAt"),
    complained_at = least(d.complained_at, o."complainedAt"),
    unsubscribed_at = least(d.unsubscribed_at, o."unsubscribedAt"),
    opens = d.opens + o.opens,
    clicks = d.clicks + o.clicks,
    has_human_open = o."hasHumanOpen",
    has_scanner_open = o."hasScannerOpen",
    has_human_click = o."hasHumanClick",
    has_scanner_click = o."hasScannerClick"
  from jsonb_to_recordset($2::jsonb) as o (
    id uuid, "deliveredAt" timestamptz, "bouncedAt" timestamptz, "softBouncedAt" timestamptz,
    "complainedAt" timestamptz, "unsubscribedAt" timestamptz, opens int, clicks int,
    "hasHumanOpen" boolean, "hasScannerOpen" boolean, "hasHumanClick" boolean, "hasScannerClick" boolean)
  where d.practice_id = $1 and d.id = o.id`;

/** How what came back changes the ledger: many rows in one statement, the figures with them. */
export const DeliveryOutcomes = {
  /** The practice's rows that bear these send ids or messages, locked in the order of their ids. */
  async lock(unit: UnitOfWork, sendIds: readonly string[], messageIds: readonly string[]): Promise<LedgerRow[]> {
    const text = `select ${columns} from deliveries d
      where d.practice_id = $1 and d.id in (
        select unnest($2::uuid[])
        union select m.delivery_id from delivery_messages m where m.message_id = any ($3::text[])
      ) order by d.id for update`;
    const rows = await unit.sql<LedgerRow>(text, [unit.ctx.practiceId, [...sendIds], [...messageIds]]);
    return rows.map(row => ({
      ...row,
      acceptedAt: dateOf(row.acceptedAt),
      attemptedAt: dateOf(row.attemptedAt),
      deliveredAt: dateOf(row.deliveredAt),
    }));
  },

  /** What was sent to each address, newest first. */
  async ofAddresses(unit: UnitOfWork, addresses: readonly string[]): Promise<SentRow[]> {
    const text = `select d.id, d.address_index as "addressIndex", coalesce(d.accepted_at, d.attempted_at) as "sentAt"
      from deliveries d where d.practice_id = $1 and d.address_index = any ($2::text[])
        and d.state in ('ACCEPTED', 'UNKNOWN', 'SENDING')
      order by "sentAt" desc nulls last, d.id desc`;
    const rows = await unit.sql<SentRow>(text, [unit.ctx.practiceId, [...addresses]]);
    return rows.map(row => ({ ...row, sentAt: dateOf(row.sentAt) }));
  },

  /** Of these addresses those whose last messages, so many at least, all came back for the moment; since when. */
  async bouncedInARow(unit: UnitOfWork, addresses: readonly string[], least: number): Promise<SentRow[]> {
    const text = `select (array_agg(d.id order by d.soft_bounced_at desc, d.id))[1] as id,
        d.address_index as "addressIndex", max(d.soft_bounced_at) as "sentAt"
      from deliveries d where d.practice_id = $1 and d.address_index = any ($2::text[])
        and d.state in ('ACCEPTED', 'UNKNOWN', 'SENDING') and d.soft_bounced_at > coalesce((
          select max(o.delivered_at) from deliveries o where o.practice_id = $1
            and o.address_index = d.address_index and o.state in ('ACCEPTED', 'UNKNOWN', 'SENDING')), '-infinity')
      group by d.address_index having count(*) >= $3`;
    const rows = await unit.sql<SentRow>(text, [unit.ctx.practiceId, [...addresses], least]);
    return rows.map(row => ({ ...row, sentAt: dateOf(row.sentAt) }));
  },

  /** Writes them; the rows must be locked. Tells whoever watches their email campaigns. */
  async apply(unit: UnitOfWork, outcomes: readonly DeliveryOutcome[], rows: readonly LedgerRow[]): Promise<void> {
    if (outcomes.length === 0) return;
    const byId = new Map(rows.map(row => [row.id, row]));
    const isNews = ({ id }: DeliveryOutcome) => byId.get(id)!.state !== 'ACCEPTED' || byId.get(id)!.messageId === null;
    const found = outcomes.filter(outcome => outcome.isProof && isNews(outcome));
    const settled = found.length > 0 ? await settleFound(unit.sql.bind(unit), found) : [];
    const sent = settled.filter(({ isSent }) => isSent);
    for (const { entry } of disclosuresOf(sent)) unit.record(entry.objectIds, undefined, entry);
    await unit.sql(applied, [unit.ctx.practiceId, JSON.stringify(outcomes)]);
    for (const id of new Set(outcomes.map(outcome => byId.get(outcome.id)!.emailCampaignId))) {
      unit.publish(progressOf(id));
    }
  },
};
