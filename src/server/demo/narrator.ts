import type { Role } from '../../platform/access/roles.js';
import type { Clock } from '../../platform/clock.js';
import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { buildServices, type Services } from '../services.js';
import type { DemoPractice } from './accounts.js';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Lets the demo practice live through its past by the use cases that people call, on a clock of its own. */
export class Narrator {
  readonly #clock: Clock & { at: Date } = { at: new Date(), now: () => this.#clock.at };
  readonly services: Services;

  constructor(
    ground: Ground,
    readonly practice: DemoPractice,
  ) {
    this.services = buildServices({ ...ground, clock: this.#clock });
  }

  get now(): Date {
    return this.#clock.at;
  }

  /** It is this moment now, in milliseconds, though never later than it really is. */
  goTo(at: number): void {
    this.#clock.at = new Date(Math.min(at, Date.now()));
  }

  pass(hours: number): void {
    this.goTo(this.#clock.at.getTime() + hours * hourMs);
  }

  as(role: Role): RequestContext {
    const { practiceId, staffIds } = this.practice;
    return new RequestContext({
      channel: 'cli',
      viewer: { kind: 'STAFF', id: staffIds[role], practiceId, roles: [role] },
    });
  }
}

/** Tells several stories at once, each narrator one after another. */
export async function tellAll<T, Told>(
  narrators: readonly Narrator[],
  stories: readonly T[],
  tell: (narrator: Narrator, story: T, position: number) => Promise<Told>,
): Promise<Told[]> {
  const told: Told[] = [];
  await Promise.all(
    narrators.map(async (narrator, lane) => {
      for (let at = lane; at < stories.length; at += narrators.length) {
        told[at] = await tell(narrator, stories[at] as T, at);
      }
    }),
  );
  return told;
}
