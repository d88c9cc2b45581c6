import { appendFileSync } from 'node:fs';

/** A message as Postmark's API takes it, after its check. */
export interface PostmarkMessage {
  From: string;
  To: string;
  Cc?: string;
  Bcc?: string;
  ReplyTo?: string;
  Subject?: string;
  HtmlBody?: string;
  TextBody?: string;
  MessageStream?: string;
  Tag?: string;
  TrackOpens?: boolean;
  TrackLinks?: string;
  Headers?: { Name: string; Value: string }[];
  Metadata?: Record<string, string>;
}

/** What is kept of every accepted message, for good: the judge of what was sent. */
export interface CaughtMail {
  /** From 1, in the order of acceptance. */
  position: number;
  messageId: string;
  /** Milliseconds since 1970. */
  at: number;
  sendId: string | null;
  /** Every address that it goes to, in lower case. */
  recipients: string[];
  stream: string;
  /** The message itself; null once newer ones took its room. */
  message: PostmarkMessage | null;
}

export interface CaughtMailsOptions {
  /** How many of the newest messages are kept whole. */
  kept: number;
  /** Gets one JSON line for each accepted message before its call is answered; null: none. */
  logFile: string | null;
}

/** Every message that was accepted, in order; nothing is ever changed in it. */
export class CaughtMails {
  readonly #mails: CaughtMail[] = [];
  readonly #byId = new Map<string, CaughtMail>();
  readonly #bySendId = new Map<string, CaughtMail[]>();
  #firstWhole = 0;

  constructor(private readonly options: CaughtMailsOptions) {}

  get count(): number {
    return this.#mails.length;
  }

  /** Takes what one call brought. */
  add(taken: readonly Omit<CaughtMail, 'position'>[]): CaughtMail[] {
    const mails = taken.map((mail, at) => ({ position: this.#mails.length + at + 1, ...mail }));
    this.#write(mails);
    for (const mail of mails) {
      this.#mails.push(mail);
      this.#byId.set(mail.messageId, mail);
      if (mail.sendId !== null) this.#note(mail.sendId, mail);
    }
    while (this.#mails.length - this.#firstWhole > this.options.kept) this.#mails[this.#firstWhole++]!.message = null;
    return mails;
  }

  byId(messageId: string): CaughtMail | undefined {
    return this.#byId.get(messageId);
  }

  bySendId(sendId: string): readonly CaughtMail[] {
    return this.#bySendId.get(sendId) ?? [];
  }

  /** Those after a position, oldest first. */
  after(position = 0): CaughtMail[] {
    return this.#mails.slice(position);
  }

  *newestFirst(): Generator<CaughtMail> {
    for (let at = this.#mails.length - 1; at >= 0; at -= 1) yield this.#mails[at]!;
  }

  /** How often each `send_id` was accepted; once is right. */
  sends(): Map<string, number> {
    return new Map([...this.#bySendId].map(([sendId, mails]) => [sendId, mails.length]));
  }

  clear(): void {
    this.#mails.length = 0;
    this.#byId.clear();
    this.#bySendId.clear();
    this.#firstWhole = 0;
  }

  #note(sendId: string, mail: CaughtMail): void {
    const same = this.#bySendId.get(sendId);
    if (same) same.push(mail);
    else this.#bySendId.set(sendId, [mail]);
  }

  // At once, as a line that is written after the answer could be missing when something is killed.
  #write(mails: readonly CaughtMail[]): void {
    if (this.options.logFile === null || mails.length === 0) return;
    appendFileSync(this.options.logFile, mails.map(mail => `${JSON.stringify(logLine(mail))}\n`).join(''));
  }
}

/** A line of the log: all of a message but its two bodies. */
export function logLine({ message, ...mail }: CaughtMail): Record<string, unknown> {
  const { From: from = null, Subject: subject = null, Headers: headers = [] } = message ?? {};
  return { ...mail, at: new Date(mail.at).toISOString(), from, subject, headers };
}
