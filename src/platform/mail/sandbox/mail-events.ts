import type { CaughtMail } from './caught-mail.js';
import { metadataOf } from './searching.js';
import type { StreamSuppression } from './suppressions.js';

/** What can happen to a message after it was accepted. */
export const mailEventKinds = [
  'DELIVERY',
  'OPEN',
  'CLICK',
  'HARD_BOUNCE',
  'SOFT_BOUNCE',
  'COMPLAINT',
  'UNSUBSCRIBE',
  'RESUBSCRIBE',
] as const;
export type MailEventKind = (typeof mailEventKinds)[number];

/** What happened to one recipient of a message; its webhook is written only when it leaves. */
export interface MailEvent {
  /** Counts up over all events. */
  id: number;
  at: number;
  mail: CaughtMail;
  recipient: string;
  /** Of a click. */
  link?: string;
}

const serverId = 1;
const iso = (ms: number) => new Date(ms).toISOString();

const common = ({ mail }: Pick<MailEvent, 'mail'>) => ({
  MessageStream: mail.stream,
  Metadata: metadataOf(mail),
  MessageID: mail.messageId,
  Tag: mail.message?.Tag ?? '',
});

const reader = {
  UserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0',
  OS: { Name: 'Linux', Company: '', Family: 'Linux' },
  Client: { Name: 'Thunderbird 128', Company: 'Mozilla Foundation', Family: 'Thunderbird' },
  Geo: {},
};

export const deliveryWebhook = (event: MailEvent): object => ({
  RecordType: 'Delivery',
  ServerID: serverId,
  ...common(event),
  Recipient: event.recipient,
  DeliveredAt: iso(event.at),
  Details: 'smtp;250 2.0.0 Ok: the sandbox delivers nothing',
});

export const openWebhook = (event: MailEvent, isFirst: boolean): object => ({
  RecordType: 'Open',
  ...common(event),
  FirstOpen: isFirst,
  Recipient: event.recipient,
  ReceivedAt: iso(event.at),
  Platform: 'Desktop',
  ReadSeconds: 5,
  ...reader,
});

export const clickWebhook = (event: MailEvent): object => ({
  RecordType: 'Click',
  ...common(event),
  Recipient: event.recipient,
  ReceivedAt: iso(event.at),
  Platform: 'Desktop',
  ClickLocation: 'HTML',
  OriginalLink: event.link ?? '',
  ...reader,
});

/** A bounce or complaint as `GET /bounces` shows it. */
export interface Bounce {
  ID: number;
  Type: 'HardBounce' | 'SoftBounce' | 'SpamComplaint';
  BouncedAt: string;
  Email: string;
  MessageID: string;
  MessageStream: string;
  Inactive: boolean;
  [field: string]: unknown;
}

const bounceTypes = {
  HARD_BOUNCE: [
    'HardBounce',
    1,
    'Hard bounce',
    'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
    'smtp;550 5.1.1 The account does not exist',
  ],
  SOFT_BOUNCE: [
    'SoftBounce',
    4096,
    'Soft bounce',
    'Unable to temporarily deliver message (i.e. mailbox full, account disabled, exceeds quota, out of disk space).',
    'smtp;452 4.2.2 The mailbox is full',
  ],
  COMPLAINT: ['SpamComplaint', 100_001, 'Spam complaint', 'The subscriber explicitly marked this message as spam.', ''],
} as const;

export function bounceOf(kind: keyof typeof bounceTypes, event: MailEvent): Bounce {
  const [type, typeCode, name, description, details] = bounceTypes[kind];
  return {
    ID: event.id,
    Type: type,
    TypeCode: typeCode,
    Name: name,
    Tag: event.mail.message?.Tag ?? '',
    MessageID: event.mail.messageId,
    ServerID: serverId,
    MessageStream: event.mail.stream,
    Description: description,
    Details: details,
    Email: event.recipient,
    From: event.mail.message?.From ?? '',
    BouncedAt: iso(event.at),
    DumpAvailable: false,
    Inactive: type !== 'SoftBounce',
    CanActivate: type === 'HardBounce',
    Subject: event.mail.message?.Subject ?? '',
  };
}

export const bounceWebhook = (bounce: Bounce, event: MailEvent): object => ({
  RecordType: bounce.Type === 'SpamComplaint' ? 'SpamComplaint' : 'Bounce',
  ...bounce,
  // Postmark's own sample of a complaint carries the code of another type.
  ...(bounce.Type === 'SpamComplaint' ? { TypeCode: 512 } : {}),
  Metadata: metadataOf(event.mail),
});

/** What changed for an address of a stream, by a message (null: by the API). */
export const subscriptionWebhook = (
  stream: string,
  { email, reason, origin, at }: StreamSuppression,
  isSuppressed: boolean,
  mail: CaughtMail | null,
): object => ({
  RecordType: 'SubscriptionChange',
  ServerID: serverId,
  MessageStream: stream,
  MessageID: mail?.messageId ?? '00000000-0000-0000-0000-000000000000',
  ChangedAt: iso(at),
  Recipient: email,
  Origin: origin,
  SuppressSending: isSuppressed,
  SuppressionReason: isSuppressed ? reason : null,
  Tag: mail?.message?.Tag ?? '',
  Metadata: mail ? metadataOf(mail) : {},
});
