import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from './database.js';
import { testEnvironment } from './settings.js';

/** A real process of the built server (dist/), for tests that kill it. */
export interface TestProcess {
  pid: number;
  /** What it said of itself when ready: `url` for the API. */
  ready: Promise<{ url: string; pids?: number[] }>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Everything it wrote on stdout and stderr. */
  output(): string;
  kill(signal?: NodeJS.Signals): void;
}

const root = new URL('../../', import.meta.url);

/** An API or worker process over this database. */
export function startProcess(
  name: 'api' | 'worker',
  database: TestDatabase,
  settings: Record<string, string> = {},
): TestProcess {
  return launch(`dist/${name}.js`, [], testEnvironment(database.adminUrl, settings));
}

/** Any entry point with exactly this environment. */
export function launch(
  script: string,
  args: string[],
  environment: Record<string, string>,
  preload: string[] = [],
): TestProcess {
  const child = fork(fileURLToPath(new URL(script, root)), args, {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    execArgv: preload,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output += chunk;
    });
  }
  const exited = exitOf(child);
  const ready = new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', message => resolve((message as { ready: { url: string } }).ready));
    void exited.then(() => reject(new Error(`${script} ended before it was ready:\n${output}`)));
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid!,
    ready,
    exited,
    output: () => output,
    kill: (signal = 'SIGKILL') => void child.kill(signal),
  };
}

function exitOf(child: ChildProcess): TestProcess['exited'] {
  return new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal })));
}
