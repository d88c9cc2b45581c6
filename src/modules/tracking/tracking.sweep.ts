import { addressIndexOf } from '../../platform/encryption/address-index.js';
import type { Ground } from '../../platform/ground.js';
import type { Mailer, ProviderBounce, ProviderSuppression } from '../../platform/mail/mailer.js';
import { readBounce, readSuppression } from './tracking.bounces.js';
import type { MailEventIntake } from './tracking.intake.js';
import { eventKey } from './tracking.postmark.js';
import { forgottenAfterDays } from './tracking.retention.js';
import type { EventDetails, MailEventKind, NewMailEvent } from './tracking.vocabulary.js';

const dayMs = 86_400_000;
/** Read again each time, as the provider's lists may be late. */
const overlapDays = 2;
/** A block that is younger may not stand in the provider's list yet. */
const settledMs = 3_600_000;
/** Addresses of one statement. */
const chunk = 1_000;

/** A word of the provider's own list about an address. */
interface ListedWord extends ProviderSuppression {
  stream: string;
}

const sentText = `select distinct d.address_index as "addressIndex" from deliveries d
  where d.practice_id = $1 and d.address_index = any ($2::text[]) and d.state in ('ACCEPTED', 'UNKNOWN', 'SENDING')`;
const suppressedText = `select address_index as "addressIndex", reason, suppressed_at as "suppressedAt",
    lifted_at as "liftedAt"
  from suppressions where practice_id = $1 and topic_key = '' and origin in ('PROVIDER', 'SWEEP')
    and reason in ('UNSUBSCRIBED', 'COMPLAINED', 'PROVIDER_BLOCKED')`;
const bouncedText = `select d.id, d.practice_id as "practiceId", m.message_id as "messageId"
  from delivery_messages m join deliveries d on d.id = m.delivery_id where m.message_id = any ($1::text[])`;

interface Known {
  addressIndex: string;
  reason: string;
  suppressedAt: string;
  liftedAt: string | null;
}

/** Reads the provider's lists of suppressions and bounces: what its webhooks lost comes to the same end by them. */
export class MailSweep {
  constructor(
    private readonly ground: Ground,
    private readonly mailer: Mailer,
    private readonly intake: MailEventIntake,
  ) {}

  /** Answers how many events were read; the new ones are applied as any others. @throws ProviderDownError */
  async run(): Promise<{ bounces: number; suppressions: number }> {
    const { config, clock } = this.ground;
    const started = clock.now();
    const bounces = await this.#bounces(started);
    const streams = [...new Set([config.postmark.broadcastStream, config.postmark.serviceStream])];
    const lists = await Promise.all(
      streams.map(async stream => (await this.mailer.suppressions(stream)).map(one => ({ ...one, stream }))),
    );
    const { rows } = await this.ground.database.query<{ id: string }>('select id from practices order by id');
    let suppressions = 0;
    for (const { id } of rows) suppressions += await this.#suppressions(id, lists.flat(), started);
    await this.#reached(started);
    return { bounces, suppressions };
  }

  async #bounces(started: Date): Promise<number> {
    const text = 'select swept_until as "sweptUntil" from mail_sweeps';
    const { rows } = await this.ground.database.query<{ sweptUntil: string }>(text);
    const days = rows[0] ? overlapDays : forgottenAfterDays;
    const since = new Date(new Date(rows[0]?.sweptUntil ?? started).getTime() - days * dayMs);
    const bounces = await this.mailer.bounces(since);
    let stored = 0;
    for (let from = 0; from < bounces.length; from += chunk)
      stored += await this.#store(bounces.slice(from, from + chunk));
    return stored;
  }

  async #store(bounces: readonly ProviderBounce[]): Promise<number> {
    const { database, cipher } = this.ground;
    const ids = bounces.map(({ messageId }) => messageId);
    const { rows } = await database.query<{ practiceId: string; messageId: string }>(bouncedText, [ids]);
    const practiceOf = new Map(rows.map(row => [row.messageId, row.practiceId]));
    const events = bounces.flatMap(bounce => {
      const practiceId = practiceOf.get(bounce.messageId);
      return practiceId ? [bounced(practiceId, addressIndexOf(cipher, practiceId, bounce.email), bounce)] : [];
    });
    await this.intake.storeAll(events);
    return events.length;
  }

  /** Only about addresses to which this practice has sent something: the provider's account may be shared. */
  async #suppressions(practiceId: string, listed: readonly ListedWord[], started: Date): Promise<number> {
    const { cipher, database } = this.ground;
    const words = listed.map(word => ({ ...word, addressIndex: addressIndexOf(cipher, practiceId, word.email) }));
    const ours = new Set<string>();
    for (let from = 0; from < words.length; from += chunk) {
      const indexes = words.slice(from, from + chunk).map(({ addressIndex }) => addressIndex);
      const { rows } = await database.query<{ addressIndex: string }>(sentText, [practiceId, indexes]);
      for (const { addressIndex } of rows) ours.add(addressIndex);
    }
    const known = (await database.query<Known & Record<string, unknown>>(suppressedText, [practiceId])).rows;
    const all = new Set(words.map(({ addressIndex }) => addressIndex));
    const events = [
      ...words.flatMap(word => (ours.has(word.addressIndex) ? newsOf(practiceId, word, known) : [])),
      ...known.filter(one => isOver(one, all, started)).map(one => unblocked(practiceId, one.addressIndex, started)),
    ];
    for (let from = 0; from < events.length; from += chunk)
      await this.intake.storeAll(events.slice(from, from + chunk));
    return events.length;
  }

  async #reached(started: Date): Promise<void> {
    const text = `insert into mail_sweeps (swept_until) values ($1)
      on conflict (is_only) do update set swept_until = greatest(mail_sweeps.swept_until, excluded.swept_until)`;
    await this.ground.database.query(text, [started]);
  }
}

const reasonOf = ({ isComplaint, isOptOut }: EventDetails) =>
  isComplaint ? 'COMPLAINED' : isOptOut ? 'UNSUBSCRIBED' : 'PROVIDER_BLOCKED';

/** What the list says and is not known: the list is the same every night. */
function newsOf(practiceId: string, word: ListedWord & { addressIndex: string }, known: readonly Known[]) {
  const details = readSuppression(true, word.reason, word.origin);
  const { addressIndex, at, stream } = word;
  const isKnown = known.some(
    one =>
      one.addressIndex === addressIndex &&
      one.reason === reasonOf(details) &&
      (one.liftedAt === null || new Date(one.liftedAt) >= at),
  );
  if (isKnown) return [];
  const key = eventKey('SUBSCRIPTION_CHANGE', [addressIndex, at.toISOString(), stream, 'true']);
  return [event(practiceId, 'SUBSCRIPTION_CHANGE', { at, key, addressIndex, details: { ...details, stream } })];
}

/** The provider's block that it has ended, of which its word was lost. */
const isOver = ({ reason, addressIndex, suppressedAt, liftedAt }: Known, listed: ReadonlySet<string>, now: Date) =>
  reason === 'PROVIDER_BLOCKED' &&
  liftedAt === null &&
  !listed.has(addressIndex) &&
  now.getTime() - new Date(suppressedAt).getTime() > settledMs;

function unblocked(practiceId: string, addressIndex: string, at: Date): NewMailEvent {
  const key = eventKey('SUBSCRIPTION_CHANGE', [addressIndex, at.toISOString(), null, 'false']);
  return event(practiceId, 'SUBSCRIPTION_CHANGE', { at, key, addressIndex, details: { isBlocked: false } });
}

function bounced(practiceId: string, addressIndex: string, { id, type, messageId, at }: ProviderBounce): NewMailEvent {
  const kind = type === 'SpamComplaint' ? 'SPAM_COMPLAINT' : 'BOUNCE';
  const details = kind === 'BOUNCE' ? readBounce(type) : { isComplaint: true };
  const key = eventKey(kind, [addressIndex, messageId, id]);
  return { ...event(practiceId, kind, { at, key, addressIndex, details }), messageId };
}

const event = (
  practiceId: string,
  kind: MailEventKind,
  told: Pick<NewMailEvent, 'at' | 'key' | 'addressIndex' | 'details'>,
): NewMailEvent => ({ practiceId, kind, origin: 'SWEEP', messageId: null, sendId: null, linkId: null, ...told });
