import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { StartError } from './start-error.js';

interface SupervisedOptions {
  name: string;
  script: URL;
  environment: NodeJS.ProcessEnv;
  logger: Logger;
  /** Flags of Node for it. */
  flags?: readonly string[];
  /** How long it may take to end; longer than the process itself allows for its open work. */
  patienceMs?: number;
}

const shortestPauseMs = 250;
const longestPauseMs = 10_000;
/** A process that ran this long was sound, so the next pause is short again. */
const soundMs = 30_000;
const usualPatienceMs = 14_000;

/** Keeps one process running: starts it again when it dies, with growing pauses. */
export class Supervised {
  #child: ChildProcess | null = null;
  #isStopping = new AbortController();
  #gone: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisedOptions) {}

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with what the process says of itself when ready; throws when its first start fails. */
  async start(): Promise<Record<string, unknown>> {
    const { ready, exited } = this.#launch();
    const facts = await Promise.race([ready, exited.then(() => null)]);
    if (!facts) throw new ChildFailedError(this.options.name, await exited);
    this.#gone = this.#keep(exited);
    return facts;
  }

  async stop(): Promise<void> {
    this.#isStopping.abort();
    const child = this.#child;
    if (child?.connected) child.send('stop', () => undefined);
    const timer = setTimeout(() => child?.kill('SIGKILL'), this.options.patienceMs ?? usualPatienceMs);
    await this.#gone;
    clearTimeout(timer);
  }

  async #keep(first: Promise<number>): Promise<void> {
    const { logger, name } = this.options;
    const { signal } = this.#isStopping;
    let exited = first;
    let pauseMs = shortestPauseMs;
    for (;;) {
      const since = Date.now();
      const code = await exited;
      if (signal.aborted) return;
      pauseMs = Date.now() - since > soundMs ? shortestPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      logger.error({ process: name, code, pauseMs }, 'a process died and is started again');
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      exited = this.#launch().exited;
    }
  }

  #launch(): { ready: Promise<Record<string, unknown>>; exited: Promise<number> } {
    const { script, environment, flags = [] } = this.options;
    const child = fork(script, { env: environment, execArgv: ['--enable-source-maps', ...flags], stdio: 'inherit' });
    this.#child = child;
    const ready = new Promise<Record<string, unknown>>(resolve => {
      child.on('message', message => resolve((message as { ready: Record<string, unknown> }).ready));
    });
    const exited = new Promise<number>(resolve => {
      child.once('exit', code => resolve(code ?? 1));
      child.once('error', () => resolve(1));
    });
    return { ready, exited };
  }
}

/** A process that never became ready; it has said itself why. */
export class ChildFailedError extends StartError {
  constructor(
    name: string,
    readonly code: number,
  ) {
    super(`The ${name} process could not start.`);
  }
}
