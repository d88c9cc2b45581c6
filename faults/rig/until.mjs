import { setTimeout as pause } from 'node:timers/promises';

/** What `look` finds at last, in something that other processes bring about; throws when it never does. */
export async function until(what, look, { withinMs = 60_000, everyMs = 50 } = {}) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`It never came to this: ${what}.`);
    await pause(everyMs);
  }
}
