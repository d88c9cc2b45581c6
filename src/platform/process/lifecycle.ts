import type { Logger } from 'pino';
import { ConfigError, isStartedByNpm } from '../config.js';
import { connectionProblem } from '../database/failures.js';
import { StartError } from './start-error.js';

/** Something that runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
  /** Facts for whoever started this process, once it is ready. */
  ready?: Record<string, unknown>;
  /** Longest time for what is open to end; 12 seconds unless it says otherwise. */
  patienceMs?: number;
}

const usualPatienceMs = 12_000;

/**
 * Runs a process from start to end: settings that can't be used end it with code 2, other reasons with 1; SIGTERM,
 * SIGINT, or the end of the process that supervises it stop it in order.
 */
export async function runProcess(
  start: (onLogger: (logger: Logger) => void) => Promise<Running>,
  { isSupervised = true } = {},
): Promise<void> {
  let logger: Logger | null = null;
  let isStopping = false;
  const crash = (error: unknown) => {
    logger?.fatal({ err: error }, 'crashed');
    if (!logger) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const starting = start(own => {
    logger = own;
  });
  const stop = (why: string) => {
    if (isStopping) return;
    isStopping = true;
    logger?.info({ why }, 'stopping');
    const giveUpAfter = (ms: number) => setTimeout(() => process.exit(1), ms).unref();
    const impatience = giveUpAfter(usualPatienceMs);
    // A start that is cut short undoes itself.
    const stopped = starting.then(
      running => {
        clearTimeout(impatience);
        giveUpAfter(running.patienceMs ?? usualPatienceMs);
        return running.stop();
      },
      () => undefined,
    );
    void stopped.then(() => process.exit(0), crash);
  };
  listenForTheEnd(stop, isSupervised);
  try {
    const { ready } = await starting;
    process.send?.({ ready: ready ?? {} });
  } catch (error) {
    // A Ctrl-C ends the processes it started too, which is no failure to tell of.
    if (!isStopping) process.exit(explain(error, logger));
  }
}

function listenForTheEnd(stop: (why: string) => void, isSupervised: boolean): void {
  process.on('SIGTERM', () => stop('SIGTERM'));
  // A Ctrl-C reaches the whole group; a supervised process waits for its supervisor's word.
  process.on('SIGINT', () => {
    if (!(isSupervised && process.connected)) stop('SIGINT');
  });
  if (isStartedByNpm()) stopWithParent(stop);
  if (!process.send) return;
  process.on('message', message => {
    if (message === 'stop') stop('supervisor');
  });
  process.on('disconnect', () => stop('the supervisor is gone'));
}

/** npm that is killed can't pass that on; its death shows in who the parent is. */
function stopWithParent(stop: (why: string) => void): void {
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) stop('npm is gone');
  };
  setInterval(look, 500).unref();
}

/** Says why it can't start, for a person; the exit code. */
export function explain(error: unknown, logger: Logger | null): number {
  if (error instanceof ConfigError || error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
  const problem = connectionProblem(error);
  if (problem) {
    process.stderr.write(
      `The database can't be used: ${problem}. Check DATABASE_URL, and that \`npm run migrate\` ran.\n`,
    );
    return 1;
  }
  if (logger) logger.fatal({ err: error }, 'could not start');
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
