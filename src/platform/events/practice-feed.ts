import type { PublishedEvent } from './event.js';
import type { OutboxReader } from './outbox-reader.js';

/** Events of one practice that are kept in memory; a live subscriber further behind is dropped. */
const memoryLimit = 1_024;
/** Events read or told at a time. */
export const pageLimit = 200;

/** What one process knows of one practice's newest events, shared by all its subscribers. */
export class PracticeFeed {
  /** Every event after this sequence is in memory, up to `position`. */
  floor: bigint;
  position: bigint;
  #events: PublishedEvent[] = [];
  #isStale = false;
  #pump: Promise<void> | null = null;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly practiceId: string,
    private readonly outbox: OutboxReader,
    start: bigint,
  ) {
    this.floor = start;
    this.position = start;
  }

  /** Calls once, when something newer than now has come. */
  whenNews(call: () => void): void {
    this.#waiting.push(call);
  }

  /** Events in memory after a sequence; the sequence must not be below `floor`. */
  after(sequence: bigint): PublishedEvent[] {
    if (sequence >= this.position) return [];
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low, low + pageLimit);
  }

  /** Fetches what is new; calls that come meanwhile are answered by one more round. Throws when the database is away. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#pump ??= this.#run();
    return this.#pump;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        const page = await this.outbox.after(this.practiceId, this.position, pageLimit);
        if (page.length === pageLimit) this.#isStale = true;
        if (page.length > 0) this.#add(page);
      }
    } finally {
      // In the same breath as the last look at `#isStale`, or a call in between would wait for nothing.
      this.#pump = null;
    }
  }

  #add(page: PublishedEvent[]): void {
    this.#events.push(...page);
    this.position = page.at(-1)!.sequence;
    // Cut by half at a time, so that a busy practice is not moved about with each event.
    if (this.#events.length > memoryLimit * 2) {
      const gone = this.#events.splice(0, this.#events.length - memoryLimit);
      this.floor = gone.at(-1)!.sequence;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call();
  }
}
