import type { Faults } from './faults.js';

/** Where webhooks go, with the name and password that they show. */
export interface WebhookTarget {
  url: string;
  username: string;
  password: string;
}

/** What became of webhooks, in numbers. */
export interface WebhookFigures {
  taken: number;
  /** Answers and silences that were no 200. */
  failed: number;
  /** Retries were used up, or the receiver said 403. */
  givenUp: number;
  /** Waiting to be sent, first or again. */
  pending: number;
}

interface Posting {
  /** Made only when it leaves: many wait. */
  payload: () => object;
  target: WebhookTarget;
  /** How often it failed. */
  failures: number;
}

export interface WebhookSenderOptions {
  targets: () => readonly WebhookTarget[] | Promise<readonly WebhookTarget[]>;
  faults: Faults;
  retryPausesMs: readonly number[];
}

/** Postmark's ten retries; what is a minute there is a second here. */
export const retryPausesMs = [1, 5, 10, 10, 10, 15, 30, 60, 120, 360].map(seconds => seconds * 1_000);

const atOnce = 16;
const patienceMs = 30_000;

/** Posts webhooks to each target, again with growing pauses until one answers 200, or 403: never again. */
export class WebhookSender {
  readonly figures: WebhookFigures = { taken: 0, failed: 0, givenUp: 0, pending: 0 };
  #queue: Posting[] = [];
  #next = 0;
  #underWay = 0;
  #isClosed = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #idle: (() => void)[] = [];

  constructor(private readonly options: WebhookSenderOptions) {}

  /** Sends a webhook to everyone there is, as the faults let it. */
  async send(payload: () => object): Promise<void> {
    this.figures.pending += 1;
    const targets = await Promise.resolve(this.options.targets()).catch(() => []);
    this.figures.pending -= 1;
    for (const target of targets) {
      const { copies, delayMs } = this.options.faults.ofWebhook();
      for (let copy = 0; copy < copies; copy += 1) {
        this.figures.pending += 1;
        const posting = { payload, target, failures: 0 };
        if (delayMs > 0) this.#later(delayMs, posting);
        else this.#enqueue(posting);
      }
    }
    this.#settle();
  }

  /** Goes on, when what held them back is over. */
  resume(): void {
    const { isHeld } = this.options.faults.settings.webhooks;
    while (!isHeld && !this.#isClosed && this.#underWay < atOnce && this.#next < this.#queue.length) {
      const posting = this.#queue[this.#next++]!;
      this.#underWay += 1;
      void this.#post(posting);
    }
    if (this.#next < this.#queue.length) return;
    this.#queue = [];
    this.#next = 0;
  }

  /** Resolves when nothing waits any more. */
  settled(): Promise<void> {
    return new Promise(resolve => {
      this.#idle.push(resolve);
      this.#settle();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(delayMs: number, posting: Posting): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#enqueue(posting);
    }, delayMs);
    this.#timers.add(timer);
  }

  #enqueue(posting: Posting): void {
    this.#queue.push(posting);
    this.resume();
  }

  async #post(posting: Posting): Promise<void> {
    const status = await call(posting.target, JSON.stringify(posting.payload()));
    this.#underWay -= 1;
    if (status === 200) this.#end('taken');
    else this.#failed(posting, status);
    this.resume();
  }

  #failed(posting: Posting, status: number | null): void {
    this.figures.failed += 1;
    const pause = this.options.retryPausesMs[posting.failures];
    if (status === 403 || pause === undefined) this.#end('givenUp');
    else this.#later(pause, { ...posting, failures: posting.failures + 1 });
  }

  #end(how: 'taken' | 'givenUp'): void {
    this.figures[how] += 1;
    this.figures.pending -= 1;
    this.#settle();
  }

  #settle(): void {
    if (this.figures.pending === 0) for (const tell of this.#idle.splice(0)) tell();
  }
}

/** The status that the receiver answers; null: none. */
async function call({ url, username, password }: WebhookTarget, body: string): Promise<number | null> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Postmark',
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  };
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    // Read to its end, so that the connection serves the next one.
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
