import { newId } from '../../platform/clock.js';
import { actorId } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { addressesOf } from './suppression.people.js';
import {
  deadReasons,
  type SuppressionLifter,
  type SuppressionOrigin,
  type SuppressionReason,
} from './suppression.vocabulary.js';

/** An address that gets no more mail, and why. */
export interface NewSuppression {
  addressIndex: string;
  /** For staff to read; absent: that of the person who is written to there, null: of none. */
  address?: string | null;
  reason: SuppressionReason;
  /** Of UNSUBSCRIBED: this topic only. */
  topicKey?: string | null;
  origin: SuppressionOrigin;
  /** When it came to be so. The provider's word is void when it is older than the latest lifting of the same kind. */
  at: Date;
  emailCampaignId?: string | null;
  deliveryId?: string | null;
}

/** Which suppressions of an address end. */
export interface Lifting {
  addressIndex: string;
  reasons: readonly SuppressionReason[];
  /** Null: those of everything commercial; a key: the one of that topic. */
  topicKey: string | null;
  at: Date;
  by: SuppressionLifter;
}

/** The only writer of suppressions: within the transactions of those who learn that an address gets no more. */
export class SuppressionService {
  constructor(private readonly ground: Ground) {}

  /** True when the address was not suppressed for this reason yet. However often and in whatever order, one stays. */
  async suppress(unit: UnitOfWork, news: NewSuppression): Promise<boolean> {
    return (await this.suppressAll(unit, [news])) === 1;
  }

  /** In one statement; answers how many are new. */
  async suppressAll(unit: UnitOfWork, news: readonly NewSuppression[]): Promise<number> {
    if (news.length === 0) return 0;
    const { practiceId } = unit.ctx;
    const unnamed = news.filter(({ address, reason }) => address === undefined && reason !== 'ERASED');
    const known = await addressesOf(
      this.ground,
      unit,
      unnamed.map(({ addressIndex }) => addressIndex),
    );
    const rows = news.map(one =>
      this.#row(practiceId, unnamed.includes(one) ? { ...one, address: known.get(one.addressIndex) } : one),
    );
    const written = await unit.sql<{ id: string; reason: string; is_new: boolean }>(insertText, [
      JSON.stringify(rows),
      practiceId,
      this.ground.clock.now(),
      actorId(unit.ctx),
    ]);
    const added = written.filter(row => row.is_new);
    for (const { id, reason } of added) {
      const details = { reason };
      unit.record(id, undefined, { action: 'CREATE', objectType: 'SUPPRESSION', details });
      unit.publish({ type: 'SUPPRESSION_ADDED', objectType: 'SUPPRESSION', objectId: id, data: details });
    }
    return added.length;
  }

  /** Ends what was in force before `at`; answers the ids of the rows. */
  async lift(unit: UnitOfWork, { addressIndex, reasons, topicKey, at, by }: Lifting): Promise<string[]> {
    const lifted = await unit.sql<{ id: string; reason: string }>(
      `update suppressions set lifted_at = greatest($5, suppressed_at), lifted_by = $6, version = version + 1,
         updated_at = $7
       where practice_id = $1 and address_index = $2 and reason = any($3) and topic_key = $4
         and lifted_at is null and ($6 = 'STAFF' or suppressed_at <= $5)
       returning id, reason`,
      [unit.ctx.practiceId, addressIndex, reasons, topicKey ?? '', at, by, this.ground.clock.now()],
    );
    for (const { id, reason } of lifted) {
      const details = { reason, by };
      unit.record(id, undefined, { action: 'UPDATE', objectType: 'SUPPRESSION', details });
      unit.publish({ type: 'SUPPRESSION_LIFTED', objectType: 'SUPPRESSION', objectId: id, data: details });
    }
    return lifted.map(({ id }) => id);
  }

  /**
   * What the provider says of an address now: its own block follows its newest word, in whatever order its words
   * come; an opt-out or complaint recorded here stays.
   */
  async followProvider(
    unit: UnitOfWork,
    word: Omit<NewSuppression, 'reason' | 'topicKey'> & { isBlocked: boolean },
  ): Promise<void> {
    const { isBlocked, ...news } = word;
    if (isBlocked) return void (await this.suppress(unit, { ...news, reason: 'PROVIDER_BLOCKED' }));
    const { addressIndex, at } = news;
    const reasons = ['PROVIDER_BLOCKED'] as const;
    const lifted = await this.lift(unit, { addressIndex, reasons, topicKey: null, at, by: 'PROVIDER' });
    if (lifted.length > 0) return;
    // Kept as a row that is over, so that an older block which arrives later stays without effect.
    await unit.sql(rememberText, [
      JSON.stringify([this.#row(unit.ctx.practiceId, { ...news, reason: reasons[0] })]),
      unit.ctx.practiceId,
      this.ground.clock.now(),
    ]);
  }

  /** An erased person's address: its suppressions stay as hashes, and one more holds what is imported again. */
  async forget(unit: UnitOfWork, addressIndex: string): Promise<void> {
    await unit.sql('update suppressions set sealed_address = null where practice_id = $1 and address_index = $2', [
      unit.ctx.practiceId,
      addressIndex,
    ]);
    await this.suppress(unit, { addressIndex, reason: 'ERASED', origin: 'ERASURE', at: this.ground.clock.now() });
  }

  #row(practiceId: string, news: NewSuppression) {
    const id = newId();
    const place = { practiceId, table: 'suppressions', column: 'sealed_address', rowId: id };
    return {
      id,
      address_index: news.addressIndex,
      sealed_address: news.address ? this.ground.cipher.seal(place, news.address) : null,
      reason: news.reason,
      topic_key: news.topicKey ?? '',
      is_for_service_too: deadReasons.includes(news.reason),
      origin: news.origin,
      email_campaign_id: news.emailCampaignId ?? null,
      delivery_id: news.deliveryId ?? null,
      suppressed_at: news.at,
    };
  }
}

const columns = `id, address_index, sealed_address, reason, topic_key, is_for_service_too, origin, email_campaign_id,
  delivery_id, suppressed_at`;
const given = `jsonb_to_recordset($1::jsonb) as n(id uuid, address_index text, sealed_address text, reason text,
  topic_key text, is_for_service_too boolean, origin text, email_campaign_id uuid, delivery_id uuid,
  suppressed_at timestamptz)`;

// The earliest of several reports is the one that is kept, so that their order does not matter.
const insertText = `insert into suppressions as s (${columns}, practice_id, created_at, updated_at, created_by_id)
  select distinct on (n.address_index, n.reason, n.topic_key) n.*, $2::uuid, $3::timestamptz, $3::timestamptz, $4::uuid
  from ${given}
  where n.origin not in ('PROVIDER', 'SWEEP') or not exists (select 1 from suppressions o
    where o.practice_id = $2 and o.address_index = n.address_index and o.reason = n.reason
      and o.topic_key = n.topic_key and o.lifted_at > n.suppressed_at)
  order by n.address_index, n.reason, n.topic_key, n.suppressed_at
  on conflict (practice_id, address_index, reason, topic_key) where lifted_at is null do update
    set suppressed_at = excluded.suppressed_at, origin = excluded.origin, delivery_id = excluded.delivery_id,
      email_campaign_id = excluded.email_campaign_id, updated_at = excluded.updated_at, version = s.version + 1
    where excluded.suppressed_at < s.suppressed_at
  returning s.id, s.reason, s.version = 1 as is_new`;

const rememberText = `insert into suppressions (${columns}, practice_id, created_at, updated_at, lifted_at, lifted_by)
  select n.*, $2::uuid, $3::timestamptz, $3::timestamptz, n.suppressed_at, 'PROVIDER' from ${given}
  where not exists (select 1 from suppressions o where o.practice_id = $2 and o.address_index = n.address_index
    and o.reason = n.reason and o.topic_key = n.topic_key
    and (o.lifted_at >= n.suppressed_at or o.lifted_at is null))`;
