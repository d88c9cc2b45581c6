import { hash } from 'node:crypto';
import { isId } from '../../platform/validation.js';
import { agentOf } from './tracking.agents.js';
import { readBounce, readSuppression } from './tracking.bounces.js';
import type { EventDetails, MailEventKind, NewMailEvent } from './tracking.vocabulary.js';

type Payload = Readonly<Record<string, unknown>>;

/** Where an event of a kind says when it happened and to whom. */
const kinds: Readonly<Record<string, { kind: MailEventKind; at: string; recipient: string }>> = {
  Delivery: { kind: 'DELIVERY', at: 'DeliveredAt', recipient: 'Recipient' },
  Bounce: { kind: 'BOUNCE', at: 'BouncedAt', recipient: 'Email' },
  SpamComplaint: { kind: 'SPAM_COMPLAINT', at: 'BouncedAt', recipient: 'Email' },
  Open: { kind: 'OPEN', at: 'ReceivedAt', recipient: 'Recipient' },
  Click: { kind: 'CLICK', at: 'ReceivedAt', recipient: 'Recipient' },
  SubscriptionChange: { kind: 'SUBSCRIPTION_CHANGE', at: 'ChangedAt', recipient: 'Recipient' },
};
const other = { kind: 'OTHER', at: 'ReceivedAt', recipient: 'Recipient' } as const;

const dayMs = 86_400_000;

/** The practice that an event came to, and how its addresses are known. */
export interface Receiver {
  practiceId: string;
  now: Date;
  addressIndex(email: string): string;
}

/**
 * What a webhook of Postmark tells, by its `RecordType` and never by its `TypeCode`, which complaints share with
 * something else. Whatever is missing or new in it is no error: the provider would send it again for ever.
 */
export function readWebhook(payload: Payload, { practiceId, now, addressIndex }: Receiver): NewMailEvent {
  const recordType = text(payload.RecordType, 64);
  const { kind, at, recipient } = Object.hasOwn(kinds, recordType ?? '') ? kinds[recordType!]! : other;
  const address = text(payload[recipient], 320);
  const index = address ? addressIndex(address) : null;
  const messageId = text(payload.MessageID, 100);
  const time = instant(payload[at], now);
  const details = { stream: text(payload.MessageStream, 100) ?? undefined, ...detailsOf(kind, payload) };
  const told = time ? time.toISOString() : JSON.stringify(payload);
  const parts = kind === 'OTHER' ? [JSON.stringify(payload)] : [index, ...sameness(kind, payload, told)];
  return {
    practiceId,
    at: time ?? now,
    origin: 'POSTMARK',
    kind,
    key: eventKey(kind, parts),
    messageId: isNoMessage(messageId) ? null : messageId,
    sendId: sendIdOf(payload.Metadata),
    addressIndex: index,
    linkId: null,
    details,
  };
}

/** A hash, as a key made of an address would hold it. */
export const eventKey = (kind: MailEventKind, parts: readonly (string | null)[]): string =>
  hash('sha256', JSON.stringify([kind, ...parts]), 'base64url');

/** What tells one event of an address from another: a bounce has a number, the others their message and time. */
function sameness(kind: MailEventKind, payload: Payload, told: string): (string | null)[] {
  const messageId = text(payload.MessageID, 100);
  if (kind === 'BOUNCE' || kind === 'SPAM_COMPLAINT') return [messageId, payload.ID ? String(payload.ID) : told];
  if (kind === 'CLICK') return [messageId, told, text(payload.OriginalLink, 4_000)];
  // The provider's own list, which tells the same, knows no messages.
  if (kind === 'SUBSCRIPTION_CHANGE') return [told, text(payload.MessageStream, 100), String(payload.SuppressSending)];
  return [messageId, told];
}

function detailsOf(kind: MailEventKind, payload: Payload): EventDetails {
  switch (kind) {
    case 'BOUNCE':
      return readBounce(text(payload.Type, 100) ?? '');
    case 'SPAM_COMPLAINT':
      return { isComplaint: true };
    case 'OPEN':
      return { agent: agentOf(text(payload.UserAgent, 1_000)) };
    case 'CLICK':
      return { agent: agentOf(text(payload.UserAgent, 1_000)), link: linkOf(text(payload.OriginalLink, 4_000)) };
    case 'SUBSCRIPTION_CHANGE': {
      const [reason, origin] = [text(payload.SuppressionReason, 100), text(payload.Origin, 100)];
      return readSuppression(payload.SuppressSending === true, reason ?? '', origin ?? '');
    }
    case 'OTHER':
      return { recordType: text(payload.RecordType, 64) ?? undefined };
    default:
      return {};
  }
}

/** Enough to tell the links of a message apart. */
const linkOf = (url: string | null): string => hash('sha256', url ?? '', 'base64url').slice(0, 16);

/** Text that the database can hold, within a length; else nothing. */
function text(value: unknown, limit: number): string | null {
  const isText = typeof value === 'string' && value !== '' && value.length <= limit;
  return isText && value.isWellFormed() && !value.includes('\0') ? value : null;
}

/** A time that can be: the clock of its source may be a day wrong, not more. */
function instant(value: unknown, now: Date): Date | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return ms > 0 && ms < now.getTime() + dayMs ? new Date(ms) : null;
}

function sendIdOf(metadata: unknown): string | null {
  const sendId = typeof metadata === 'object' && metadata !== null ? (metadata as Payload).send_id : null;
  return isId(sendId) ? sendId.toLowerCase() : null;
}

/** What the provider writes where there was no message. */
const isNoMessage = (id: string | null) => id === null || /^[0-]*$/.test(id);
