import { z } from 'zod';

/** What may befall a call that sends. */
export const callFaults = [
  // The connection breaks, before or after the messages were accepted.
  'RESET_BEFORE',
  'RESET_AFTER',
  // No answer ever comes.
  'HANG_BEFORE',
  'HANG_AFTER',
  // 500
  'FAIL_BEFORE',
  'FAIL_AFTER',
  // 408
  'TIMEOUT_AFTER',
  // A page of HTML with status 403, as something in between may answer
  'FORBIDDEN_PAGE',
  // 200 with something that is no JSON
  'GARBAGE_AFTER',
  // 200 with one result too few
  'SHORT_AFTER',
  'RATE_LIMITED',
  'UNAUTHORIZED',
  'INVALID',
] as const;
export type CallFault = (typeof callFaults)[number];

const share = z.number().min(0).max(1);

/** The faults that are on; all off by default. Shares are of calls, messages or webhooks, 0 to 1. */
export const faultSettings = z.strictObject({
  /** Befall the next calls that send, one each, before any other fault. */
  next: z.array(z.enum(callFaults).nullable()).default([]),
  calls: z.partialRecord(z.enum(callFaults), share).default({}),
  retryAfterSeconds: z.number().min(0).nullable().default(1),
  /** Before each answer to a call that sends. */
  latencyMs: z.number().min(0).default(0),
  /** Messages of a batch refused with a code while the others are taken. */
  messages: z.strictObject({ share, code: z.int().positive() }).nullable().default(null),
  /** How long a message is not found after it was accepted. */
  searchLagMs: z.number().min(0).default(0),
  /** Searches, bounces and suppressions answer 503. */
  isSearchDown: z.boolean().default(false),
  /** Calls that send answer 503 once so many messages were accepted. */
  acceptsAtMost: z.int().min(0).nullable().default(null),
  webhooks: z
    .strictObject({
      lost: share.default(0),
      doubled: share.default(0),
      /** Each is held back by up to so long, at random: they come in another order. */
      shuffledMs: z.number().min(0).default(0),
      /** None leaves; they wait. */
      isHeld: z.boolean().default(false),
    })
    .prefault({}),
  /** The same seed draws the same faults. */
  seed: z.int().default(1),
});
export type FaultSettings = z.output<typeof faultSettings>;

/** Draws what befalls each call, message and webhook. */
export class Faults {
  #settings = faultSettings.parse({});
  #random = generator(this.#settings.seed);
  /** Told when other faults are on. */
  onChange: () => void = () => undefined;

  get settings(): Readonly<FaultSettings> {
    return this.#settings;
  }

  /** Replaces all that was set; what is not named is off. Throws a ZodError. */
  set(given: z.input<typeof faultSettings>): FaultSettings {
    this.#settings = faultSettings.parse(given);
    this.#random = generator(this.#settings.seed);
    this.onChange();
    return this.#settings;
  }

  /** What befalls the next call that sends; null: nothing. */
  ofCall(): CallFault | null {
    const { next, calls } = this.#settings;
    const first = next.shift();
    if (first !== undefined) return first;
    let drawn = this.#random();
    for (const [fault, part] of Object.entries(calls)) {
      drawn -= part;
      if (drawn < 0) return fault as CallFault;
    }
    return null;
  }

  /** The code that the next message is refused with; null: none. */
  ofMessage(): number | null {
    const { messages } = this.#settings;
    return messages && this.#random() < messages.share ? messages.code : null;
  }

  /** How often the next webhook is sent, and how much later. */
  ofWebhook(): { copies: number; delayMs: number } {
    const { lost, doubled, shuffledMs } = this.#settings.webhooks;
    if (this.#random() < lost) return { copies: 0, delayMs: 0 };
    return { copies: this.#random() < doubled ? 2 : 1, delayMs: Math.floor(this.#random() * shuffledMs) };
  }
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
