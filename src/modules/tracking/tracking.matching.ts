import type { UnitOfWork } from '../../platform/use-case.js';
import { DeliveryOutcomes, type LedgerRow } from '../deliveries/delivery.outcomes.js';
import type { EventDetails, Judgement, MailEventKind, MailEventOrigin } from './tracking.vocabulary.js';

/** A stored event that waits to be applied. */
export interface WaitingEvent {
  id: string;
  at: Date;
  origin: MailEventOrigin;
  kind: MailEventKind;
  messageId: string | null;
  sendId: string | null;
  addressIndex: string | null;
  details: EventDetails;
  tries: number;
}

/** An event and the row of the ledger that it is about. */
export interface MatchedEvent extends WaitingEvent {
  row: LedgerRow;
  /** It names the message, and not only the address. */
  isProof: boolean;
}

/** An opened or clicked message's event that was applied before. */
export interface AppliedReaction extends Pick<WaitingEvent, 'id' | 'at' | 'origin' | 'details'> {
  deliveryId: string;
  kind: 'OPEN' | 'CLICK';
  judgement: Judgement | null;
}

const waiting = `
  select id, at, origin, kind, message_id as "messageId", send_id as "sendId", address_index as "addressIndex", details,
    tries
  from mail_events where practice_id = $1 and applied_at is null and due_at <= now()
  order by due_at, id limit $2 for update skip locked`;

/** The events that wait longest, held until the change ends; those that another worker holds are left to it. */
export const takeWaiting = async (unit: UnitOfWork, limit: number): Promise<WaitingEvent[]> =>
  (await unit.sql<WaitingEvent>(waiting, [unit.ctx.practiceId, limit])).map(dated);

/** A statement of a transaction gives instants back as text. */
const dated = <T extends { at: Date }>(row: T): T => ({ ...row, at: new Date(row.at) });

/** Finds the rows by send id, else by message, else (of a word about an address) by what was sent there; locks them. */
export async function matched(unit: UnitOfWork, events: readonly WaitingEvent[]): Promise<MatchedEvent[]> {
  const addressed = await sentTo(unit, events);
  const sendIds = events.flatMap(event => event.sendId ?? []);
  const messageIds = events.flatMap(event => (event.sendId ? [] : (event.messageId ?? [])));
  const rows = await DeliveryOutcomes.lock(unit, [...sendIds, ...addressed.values()], messageIds);
  const byId = new Map(rows.map(row => [row.id, row]));
  const byMessage = new Map(rows.map(row => [row.messageId, row]));
  return events.flatMap(event => {
    const named = event.sendId ? byId.get(event.sendId) : event.messageId ? byMessage.get(event.messageId) : undefined;
    const row = named ?? byId.get(addressed.get(event.id) ?? '');
    return row ? [{ ...event, row, isProof: named !== undefined }] : [];
  });
}

/** By event: the message that was the last one sent to its address before the word was said. */
async function sentTo(unit: UnitOfWork, events: readonly WaitingEvent[]): Promise<Map<string, string>> {
  const words = events.filter(({ kind, addressIndex }) => kind === 'SUBSCRIPTION_CHANGE' && addressIndex !== null);
  if (words.length === 0) return new Map();
  const sent = await DeliveryOutcomes.ofAddresses(unit, [...new Set(words.map(({ addressIndex }) => addressIndex!))]);
  const found = words.flatMap(({ id, at, addressIndex }): [string, string][] => {
    const own = sent.filter(row => row.addressIndex === addressIndex);
    const last = own.find(row => row.sentAt !== null && row.sentAt <= at) ?? own.at(-1);
    return last ? [[id, last.id]] : [];
  });
  return new Map(found);
}

/** What is known already of opens and clicks; read after the rows are locked, so that no other worker's is missed. */
export async function appliedReactions(unit: UnitOfWork, deliveryIds: readonly string[]): Promise<AppliedReaction[]> {
  if (deliveryIds.length === 0) return [];
  const text = `select id, delivery_id as "deliveryId", kind, origin, at, details, judgement from mail_events
    where practice_id = $1 and delivery_id = any ($2::uuid[]) and kind in ('OPEN', 'CLICK') and applied_at is not null`;
  return (await unit.sql<AppliedReaction>(text, [unit.ctx.practiceId, [...deliveryIds]])).map(dated);
}
