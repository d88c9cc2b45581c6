import { randomUUIDv7 } from 'node:crypto';

/** The time, so that tests may move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A new row id: UUIDv7, so that ids sort by creation. */
export const newId = (): string => randomUUIDv7();
