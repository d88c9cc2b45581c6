import { setTimeout as wait } from 'node:timers/promises';
import type { CaughtMail } from './caught-mail.js';
import {
  type Bounce,
  bounceOf,
  bounceWebhook,
  clickWebhook,
  deliveryWebhook,
  type MailEvent,
  type MailEventKind,
  openWebhook,
  subscriptionWebhook,
} from './mail-events.js';
import { isNamed } from './message-check.js';
import type { StreamSuppression, StreamSuppressions } from './suppressions.js';
import type { WebhookSender } from './webhook-sender.js';

interface OutcomeParts {
  suppressions: StreamSuppressions;
  webhooks: WebhookSender;
  /** How long after its acceptance a message is delivered, or not; null: nothing ever happens by itself. */
  deliveryMs: number | null;
}

/** What an address asks for by its local part, in the order that it happens in. */
const wishes: readonly (readonly [word: string, kinds: readonly MailEventKind[]])[] = [
  ['hardbounce', ['HARD_BOUNCE']],
  ['softbounce', ['SOFT_BOUNCE']],
  ['complaint', ['DELIVERY', 'COMPLAINT']],
  ['unsubscribe', ['DELIVERY', 'UNSUBSCRIBE']],
];
const suppressing = { HARD_BOUNCE: 'HardBounce', COMPLAINT: 'SpamComplaint' } as const;

/** What happens to messages once they are accepted, and who is told of it. */
export class MailOutcomes {
  readonly #bounces: Bounce[] = [];
  readonly #opened = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  #ending = new AbortController();
  #events = 0;

  constructor(private readonly parts: OutcomeParts) {}

  /** Newest first. */
  get bounces(): Bounce[] {
    return this.#bounces.toReversed();
  }

  /** Delivers in a moment what was accepted, or does with it what its recipients ask for. */
  accepted(mails: readonly CaughtMail[]): void {
    const { deliveryMs } = this.parts;
    if (deliveryMs === null || mails.length === 0) return;
    const { signal } = this.#ending;
    const work = wait(deliveryMs, undefined, { signal, ref: false }).then(
      () => {
        for (const mail of mails) this.#deliver(mail);
      },
      () => undefined,
    );
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** Resolves when what was accepted is delivered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Lets something happen now to one recipient of a message (the first, when none is named). */
  happen(kind: MailEventKind, mail: CaughtMail, { recipient = mail.recipients[0]!, link = '' } = {}): void {
    this.#events += 1;
    const event: MailEvent = { id: this.#events, at: Date.now(), mail, recipient, link };
    if (kind === 'DELIVERY') this.#tell(() => deliveryWebhook(event));
    else if (kind === 'OPEN') this.#opens(event);
    else if (kind === 'CLICK') this.#tell(() => clickWebhook(event));
    else if (kind === 'UNSUBSCRIBE') this.suppress(mail.stream, suppression(event, 'ManualSuppression'), mail);
    else if (kind === 'RESUBSCRIBE') this.reactivate(mail.stream, recipient, 'Recipient', mail);
    else this.#bounce(kind, event);
  }

  suppress(stream: string, entry: StreamSuppression, mail: CaughtMail | null): void {
    if (this.parts.suppressions.add(stream, entry)) {
      this.#tell(() => subscriptionWebhook(stream, entry, true, mail));
    }
  }

  reactivate(stream: string, email: string, origin: StreamSuppression['origin'], mail: CaughtMail | null): void {
    if (!this.parts.suppressions.remove(stream, email)) return;
    const entry: StreamSuppression = { email, origin, reason: 'ManualSuppression', at: Date.now() };
    this.#tell(() => subscriptionWebhook(stream, entry, false, mail));
  }

  clear(): void {
    this.close();
    this.#ending = new AbortController();
    this.#bounces.length = 0;
    this.#opened.clear();
  }

  close(): void {
    this.#ending.abort();
  }

  #deliver(mail: CaughtMail): void {
    for (const recipient of mail.recipients) {
      const [, kinds = ['DELIVERY' as const]] = wishes.find(([word]) => isNamed(recipient, word)) ?? [];
      for (const kind of kinds) this.happen(kind, mail, { recipient });
    }
  }

  #opens(event: MailEvent): void {
    const key = `${event.mail.messageId} ${event.recipient}`;
    const isFirst = !this.#opened.has(key);
    this.#opened.add(key);
    this.#tell(() => openWebhook(event, isFirst));
  }

  #bounce(kind: 'HARD_BOUNCE' | 'SOFT_BOUNCE' | 'COMPLAINT', event: MailEvent): void {
    const bounce = bounceOf(kind, event);
    this.#bounces.push(bounce);
    this.#tell(() => bounceWebhook(bounce, event));
    if (kind !== 'SOFT_BOUNCE') this.suppress(event.mail.stream, suppression(event, suppressing[kind]), event.mail);
  }

  #tell(payload: () => object): void {
    void this.parts.webhooks.send(payload);
  }
}

const suppression = ({ recipient, at }: MailEvent, reason: StreamSuppression['reason']): StreamSuppression => ({
  email: recipient,
  reason,
  origin: 'Recipient',
  at,
});
