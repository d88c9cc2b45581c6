/** What came back. OTHER is kept and means nothing yet. */
export const mailEventKinds = [
  'DELIVERY',
  'BOUNCE',
  'SPAM_COMPLAINT',
  'OPEN',
  'CLICK',
  'SUBSCRIPTION_CHANGE',
  'OTHER',
] as const;
export type MailEventKind = (typeof mailEventKinds)[number];

/** From where it is known: the provider's webhooks, our own links and pixel, the page, the provider's lists. */
export type MailEventOrigin = 'POSTMARK' | 'LINK' | 'PAGE' | 'SWEEP';

/** By whom an open or click seems to be. UNVERIFIED: a mail service loaded it, perhaps for a person. */
export type Judgement = 'HUMAN' | 'SCANNER' | 'UNVERIFIED';

/** What a request says of itself, kept instead of its headers: a program, a mail service's proxy, or neither. */
export type Agent = 'MACHINE' | 'PROXY' | 'UNKNOWN';

/** What applying needs of an event: no address, no content, no place, no program's name. */
export interface EventDetails {
  /** The provider's message stream; absent where it told none. */
  stream?: string;
  /** Of BOUNCE: what it does to the address. */
  bounce?: 'HARD' | 'SOFT' | 'NONE';
  /** Of a person's words: the wish to get no more. */
  isOptOut?: boolean;
  isComplaint?: boolean;
  /** Of SUBSCRIPTION_CHANGE: whether the provider itself mails the address no more; absent: that is not its subject. */
  isBlocked?: boolean;
  /** Of CLICK: which link, so that different ones are told apart. */
  link?: string;
  agent?: Agent;
  /** Of OTHER: what it called itself. */
  recordType?: string;
}

/** One event on its way into the database. */
export interface NewMailEvent {
  practiceId: string;
  at: Date;
  origin: MailEventOrigin;
  kind: MailEventKind;
  /** The same event has the same key, however it comes. */
  key: string;
  messageId: string | null;
  sendId: string | null;
  addressIndex: string | null;
  linkId: string | null;
  details: EventDetails;
}
