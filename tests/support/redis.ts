import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/process/ports.js';
import { until } from './until.js';

/** Where Debian puts the server; in CI there has to be one, elsewhere its tests are left out aloud. */
export const redisPath: string | undefined = [process.env.REDIS_PATH ?? '', '/usr/bin/redis-server'].find(
  path => path !== '' && existsSync(path),
);

if (!redisPath) {
  const message = 'There is no Redis server (apt-get install redis-server, or REDIS_PATH)';
  if (process.env.CI) throw new Error(`${message}, and CI needs one.`);
  process.stderr.write(`${message}: events over Redis were not tried.\n`);
}

/** A real Redis server on a port of its own, that a test stops, stalls and starts again. */
export class RedisServer {
  #process: ChildProcess | null = null;
  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'practice-crm-redis-')));
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: this.directory };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn(redisPath!, args, { stdio: 'ignore' });
    await until('Redis answers', () => this.#answers());
  }

  /** As the kernel ends a process: connections break off. */
  async kill(): Promise<void> {
    const gone = once(this.#process!, 'exit');
    this.#process!.kill('SIGKILL');
    await gone;
  }

  /** It answers nothing any more, though its connections stay. */
  stall(): void {
    this.#process!.kill('SIGSTOP');
  }

  wake(): void {
    this.#process!.kill('SIGCONT');
  }

  async close(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('PING\r\n');
      const [answer] = await once(socket, 'data');
      return String(answer).startsWith('+PONG');
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
