import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { asUnavailable } from '../database/failures.js';
import { UnavailableError } from '../errors/errors.js';
import { FiguresListener, type Known, Snapshot } from './figures-listener.js';
import type { EventHub } from './hub.js';
import type { LiveSource } from './live-figures.js';

/** The least time between two events of one object, in milliseconds. */
export const figuresPause = 250;

interface Parts<Told extends object> {
  hub: EventHub;
  clock: Clock;
  logger: Logger;
  source: LiveSource<Told>;
  practiceId: string;
  objectId: string;
  /** Nobody listens any more. */
  deserted: () => void;
}

/** Reads the figures of one object when something moved them, once for all its listeners of this process. */
export class FiguresTeller<Told extends object> {
  readonly #listeners = new Set<FiguresListener<Told>>();
  /** What was told last to each class of viewers: when it stays the same, so does the object. */
  readonly #last = new Map<string, Told>();
  readonly #stream;
  readonly #ready: Promise<void>;
  #toldAt = Number.NEGATIVE_INFINITY;
  #covered = -1n;
  #isStale = false;
  #isReading = false;
  #timer: NodeJS.Timeout | null = null;
  /** When the newest event happened that is not told yet. */
  #at: Date | null = null;

  constructor(private readonly parts: Parts<Told>) {
    const { hub, practiceId, source } = parts;
    const stream = hub.subscribe(practiceId, { types: source.types });
    this.#stream = stream[Symbol.asyncIterator]();
    this.#ready = stream.ready;
    void this.#follow();
  }

  join(ctx: RequestContext, known: Known<Told>): FiguresListener<Told> {
    const listener: FiguresListener<Told> = new FiguresListener(ctx, known, {
      ready: this.#ready,
      wants: at => {
        this.#at ??= at;
        this.#soon();
      },
      leaves: () => this.#leave(listener),
    });
    this.#listeners.add(listener);
    return listener;
  }

  #leave(listener: FiguresListener<Told>): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    this.#close();
    void this.#stream.return?.();
  }

  #close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isStale = false;
    this.parts.deserted();
  }

  /** Ends with the stream, and all listeners with it: at the hub's end, or by what it throws. */
  async #follow(): Promise<void> {
    const { objectId, source } = this.parts;
    try {
      for (;;) {
        const { done, value } = await this.#stream.next();
        if (done) return this.#end(null);
        if ('resync' in value || value.sequence <= this.#covered) continue;
        // Of another object of this kind; those of other kinds may move its figures.
        if (value.objectType === source.objectType && value.objectId !== objectId) continue;
        this.#at = value.at;
        this.#soon();
      }
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    this.#close();
    for (const listener of [...this.#listeners]) listener.end(error);
  }

  #soon(): void {
    this.#isStale = true;
    if (this.#timer || this.#isReading || this.#listeners.size === 0) return;
    const rest = this.#toldAt + figuresPause - performance.now();
    this.#timer = setTimeout(() => void this.#tell(), Math.max(rest, 0));
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    this.#isStale = false;
    this.#isReading = true;
    const at = this.#at ?? this.parts.clock.now();
    this.#at = null;
    try {
      await this.#tellAll(at);
    } catch (error) {
      // A restart of the database is outlived: what was not told now is told after the pause.
      if (!(asUnavailable(error) instanceof UnavailableError)) return this.#end(error);
      this.#at ??= at;
      this.#isStale = true;
    } finally {
      this.#isReading = false;
      this.#toldAt = performance.now();
    }
    if (this.#isStale) this.#soon();
  }

  async #tellAll(at: Date): Promise<void> {
    const { hub, practiceId, source } = this.parts;
    // First how far the events are, then the figures: what comes in between is told once more.
    const covered = await hub.latestSequence(practiceId);
    const classes = Map.groupBy(this.#listeners, ({ ctx }) => source.classOf(ctx.signedIn));
    await Promise.all([...classes].map(([name, listeners]) => this.#tellClass(name, listeners, { at, covered })));
    this.#covered = covered;
  }

  async #tellClass(name: string, listeners: FiguresListener<Told>[], { at, covered }: { at: Date; covered: bigint }) {
    const { source, objectId } = this.parts;
    const told = await source.read(listeners[0]!.ctx, objectId);
    // The object is gone: there is nothing more to tell of it.
    if (!told) return;
    const last = this.#last.get(name);
    const snapshot: Snapshot<Told> = new Snapshot(last && isDeepStrictEqual(last, told) ? last : told, covered, at);
    this.#last.set(name, snapshot.told);
    for (const listener of listeners) listener.offer(snapshot);
  }
}
