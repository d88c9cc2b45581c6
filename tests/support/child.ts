import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A process of the built product over the database of a test, that the test may kill. */
export class Child {
  #output = '';
  private constructor(
    readonly process: ChildProcess,
    readonly url: string | null,
  ) {
    for (const stream of [process.stdout, process.stderr]) stream!.on('data', chunk => (this.#output += chunk));
  }

  /** Resolves when it answers, or works; `at` is the port of one that was there before. */
  static async start(kind: 'api' | 'worker', environment: Record<string, string>, at?: string): Promise<Child> {
    const port = kind === 'api' ? Number(at ?? (await freePort())) : 0;
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { ...environment, PORT: String(port), LOG_LEVEL: 'info', PATH, NODE_COMPILE_CACHE };
    const running = spawn(process.execPath, [`${process.env.TEST_DIST ?? 'dist'}/${kind}.js`], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const child = new Child(running, kind === 'api' ? `http://127.0.0.1:${port}` : null);
    await child.#ready();
    return child;
  }

  /** As the kernel does when memory runs out: nothing is said, nothing is finished. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await this.#isReady())) {
      if (this.process.exitCode !== null) throw new Error(`The process ended: ${this.#output}`);
      if (Date.now() > deadline) throw new Error(`The process does not start: ${this.#output}`);
      await pause(20);
    }
  }

  async #isReady(): Promise<boolean> {
    if (!this.url) return this.#output.includes('"working"');
    return fetch(`${this.url}/health/ready`).then(
      response => response.ok,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
