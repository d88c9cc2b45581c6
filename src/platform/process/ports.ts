import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from './start-error.js';

/** Whether this process could listen there now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return typeof (await probe(port, host)) === 'number';
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  return (await probe(0, '127.0.0.1')) as number;
}

/** Waits a moment for a port that a process just killed may still hold. Throws StartError when it stays taken. */
export async function assertFree(port: number, host: string): Promise<void> {
  for (const deadline = Date.now() + 3_000; ; await wait(100)) {
    const found = await probe(port, host);
    if (typeof found === 'number') return;
    if (found !== 'EADDRINUSE') throw new StartError(`PORT and HOST can't be listened on (${found}).`);
    if (Date.now() > deadline) {
      throw new StartError(`PORT ${port} is taken by another program; stop that one or set PORT to a free one.`);
    }
  }
}

/** The port that could be listened on, or the code of the refusal. */
function probe(port: number, host: string): Promise<number | string> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(port, host, () => {
      const { port: taken } = server.address() as { port: number };
      server.close(() => resolve(taken));
    });
  });
}
