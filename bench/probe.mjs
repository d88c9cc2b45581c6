// How fast the API answers while something else goes on.
import { setTimeout as pause } from 'node:timers/promises';

const question = '{ leads(first: 25) { nodes { id fullName status assignedTo { name } } } }';

export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Asks the same question so many times a second, until it is told to stop. */
export class Probe {
  times = [];
  #isOver = false;
  #done;

  constructor(owner, perSecond = 20) {
    this.#done = this.#run(owner, 1_000 / perSecond);
  }

  async #run(owner, everyMs) {
    while (!this.#isOver) {
      const from = performance.now();
      await owner.ask(question);
      const took = performance.now() - from;
      this.times.push(took);
      await pause(Math.max(0, everyMs - took));
    }
  }

  /** The 95th percentile of what was asked, in milliseconds. */
  async stop() {
    this.#isOver = true;
    await this.#done;
    return quantile(this.times, 0.95);
  }
}

export async function p95While(owner, work) {
  const probe = new Probe(owner);
  await work();
  return probe.stop();
}
