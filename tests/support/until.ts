import { setTimeout as pause } from 'node:timers/promises';

/** What `look` finds at last, in something that other processes bring about; throws when it never does. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`It never came to this: ${what}`);
    await pause(10);
  }
}
