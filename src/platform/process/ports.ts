import { createServer } from 'node:net';

/** Whether this process could listen there now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await probe(port, host)) !== null;
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  return (await probe(0, '127.0.0.1'))!;
}

function probe(port: number, host: string): Promise<number | null> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const { port: taken } = server.address() as { port: number };
      server.close(() => resolve(taken));
    });
  });
}
