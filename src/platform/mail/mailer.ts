/** What many texts have in common: a part, a value, a part, … and a part; a slot says which value stands there. */
export interface TextForm {
  /** One more than there are slots. */
  readonly parts: readonly string[];
  readonly slots: readonly number[];
}

/** One of many texts of the same form. */
export interface FilledText {
  form: TextForm;
  values: readonly string[];
}

export const wholeText = ({ form: { parts, slots }, values }: FilledText): string =>
  parts[0]! + slots.map((slot, at) => values[slot]! + parts[at + 1]!).join('');

/** One message as the provider gets it. Nothing in it may be protected: ids in `metadata` are opaque. */
export interface OutgoingMessage {
  /** `Name <address>`. */
  from: string;
  to: string;
  replyTo: string | null;
  subject: string | FilledText;
  html: string | FilledText;
  text: string | FilledText;
  headers: { name: string; value: string }[];
  stream: string;
  /** `send_id`: what the message is found by when its answer was lost. */
  metadata: Record<string, string>;
}

/** What became of one message of a batch that was answered. */
export type MessageOutcome =
  | { kind: 'ACCEPTED'; messageId: string }
  /** The provider's `ErrorCode` and its words; nothing was sent. */
  | { kind: 'REFUSED'; code: number; message: string };

/** Why nothing of a batch was taken, for certain. */
export type BatchRefusal = 'UNREACHABLE' | 'UNAUTHORIZED' | 'RATE_LIMITED' | 'INVALID';

/** What is known of a batch after its call. */
export type BatchOutcome =
  /** One outcome for each message, in their order. */
  | { kind: 'ANSWERED'; outcomes: MessageOutcome[] }
  | { kind: 'REFUSED'; refusal: BatchRefusal; code: number | null; message: string; retryAfterSeconds: number | null }
  /** Timeout, reset, 5xx or an answer that can't be read: some, all or none may have been taken. */
  | { kind: 'UNCERTAIN'; message: string };

/** What a search asks for: a message by its `send_id`, among those of a stream and a time. */
export interface MessageSearch {
  sendId: string;
  stream: string;
  /** Null once it is no longer known. */
  recipient: string | null;
  from: Date;
  to: Date;
}

/** An address that the provider mails no more. */
export interface ProviderSuppression {
  email: string;
  reason: 'HardBounce' | 'SpamComplaint' | 'ManualSuppression';
  origin: 'Recipient' | 'Customer' | 'Admin';
  at: Date;
}

/** A bounce or complaint that the provider keeps. */
export interface ProviderBounce {
  id: string;
  /** The provider's `Type`: HardBounce, SpamComplaint, Transient, … */
  type: string;
  messageId: string;
  email: string;
  at: Date;
  isInactive: boolean;
}

/** The mail provider, as far as the house uses it; every method fails by ProviderDownError only. */
export interface Mailer {
  /** At most 500 messages and 50 MB; never throws, as what is not known is an outcome too. */
  sendBatch(messages: readonly OutgoingMessage[]): Promise<BatchOutcome>;
  /** The provider's id of the message that bears the `send_id`, or null: not found. */
  find(search: MessageSearch): Promise<string | null>;
  suppressions(stream: string): Promise<ProviderSuppression[]>;
  /** Bounces since an instant, oldest first. */
  bounces(since: Date): Promise<ProviderBounce[]>;
}

/** The provider can't be asked now. */
export class ProviderDownError extends Error {}
