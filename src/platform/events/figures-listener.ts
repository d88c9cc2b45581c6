import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '../context.js';
import type { FiguresEvent, FiguresEventKind } from './live-figures.js';

/** The figures a subscriber has, and how far events were when they were read. */
export interface Known<Told extends object> {
  known: Told;
  from: bigint;
}

/** The figures at one moment, as one class of viewers sees them; each event of them is made once for all. */
export class Snapshot<Told extends object> {
  readonly #events = new Map<FiguresEventKind, FiguresEvent<Told>>();

  constructor(
    readonly told: Told,
    readonly covered: bigint,
    readonly at: Date,
  ) {}

  event(kind: FiguresEventKind): FiguresEvent<Told> {
    const made = this.#events.get(kind);
    if (made) return made;
    const event = { ...this.told, cursor: String(this.covered), at: this.at, kind };
    this.#events.set(kind, event);
    return event;
  }
}

interface Ties {
  /** Settles when whatever is committed from then on is told. */
  ready: Promise<void>;
  /** Asks for the figures to be read. */
  wants: (at: Date | null) => void;
  leaves: () => void;
}

/** One subscriber: it takes as fast as it can and gets the latest each time, so nothing piles up for a slow one. */
export class FiguresListener<Told extends object> implements AsyncIterableIterator<FiguresEvent<Told>> {
  readonly ready: Promise<void>;
  #known: Told;
  #covered: bigint;
  /** What it is told next whether the figures are others or not. */
  #owed: FiguresEventKind | null = null;
  #mail: FiguresEvent<Told> | null = null;
  #taking: { resolve: (result: IteratorResult<FiguresEvent<Told>>) => void; reject: (error: unknown) => void } | null =
    null;
  #over: { error: unknown } | null = null;

  constructor(
    readonly ctx: RequestContext,
    { known, from }: Known<Told>,
    private readonly ties: Ties,
  ) {
    this.ready = ties.ready;
    this.#known = known;
    this.#covered = from;
  }

  /** To be told the figures soon: if they are others than it has, or by all means. */
  want(what: 'LATEST' | FiguresEventKind, at: Date | null = null): void {
    if (what !== 'LATEST') this.#owed = what;
    this.ties.wants(at);
  }

  offer(snapshot: Snapshot<Told>): void {
    if (this.#over) return;
    const { told, covered } = snapshot;
    if (!this.#owed) {
      if (covered <= this.#covered) return;
      this.#covered = covered;
      if (told === this.#known || isDeepStrictEqual(told, this.#known)) return;
    }
    const event = snapshot.event(this.#owed ?? 'CHANGED');
    this.#owed = null;
    this.#covered = covered;
    this.#known = told;
    if (this.#taking) this.#taking.resolve({ done: false, value: event });
    // One that was not taken yet is out of date; that there was something to resync stays said.
    else this.#mail = this.#mail?.kind === 'RESYNC' ? snapshot.event('RESYNC') : event;
    this.#taking = null;
  }

  next(): Promise<IteratorResult<FiguresEvent<Told>>> {
    const mail = this.#mail;
    if (mail) {
      this.#mail = null;
      return Promise.resolve({ done: false, value: mail });
    }
    if (this.#over) {
      const { error } = this.#over;
      this.#over = { error: null };
      return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve, reject) => {
      this.#taking = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<FiguresEvent<Told>>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  leave(): void {
    this.#mail = null;
    this.end(null);
    this.ties.leaves();
  }

  /** Nothing more comes; what it was told before can still be taken. */
  end(error: unknown): void {
    this.#over ??= { error };
    const taking = this.#taking;
    this.#taking = null;
    if (!taking) return;
    if (error) taking.reject(error);
    else taking.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
