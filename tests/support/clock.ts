import type { Clock } from '../../src/platform/clock.js';

/** A clock that runs like any other until a test moves or stops it. */
export class TestClock implements Clock {
  #offsetMs = 0;
  #stoppedAt: number | null = null;

  now(): Date {
    return new Date((this.#stoppedAt ?? Date.now()) + this.#offsetMs);
  }

  /** From now on it is this moment, and later as time passes. */
  set(moment: Date | string): void {
    this.#offsetMs = new Date(moment).getTime() - (this.#stoppedAt ?? Date.now());
  }

  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0 } = by;
    this.#offsetMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }

  /** Stands still, so that times are equal to the millisecond. */
  stop(): void {
    this.#stoppedAt ??= Date.now();
  }
}
