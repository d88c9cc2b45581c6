// Real processes of the built product, that may be killed at any moment.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A process of this kind; `ready` resolves with what it says of itself when it works. */
export function launch(file, environment, { args = [], flags = [], isQuiet = false } = {}) {
  const stdio = ['ignore', 'pipe', isQuiet ? 'ignore' : 'inherit', 'ipc'];
  const child = fork(join(root, file), args, { env: environment, execArgv: [...flags], stdio });
  let output = '';
  // the end of what it said is enough to tell why it died
  child.stdout.on('data', chunk => {
    output = (output + chunk).slice(-20_000);
  });
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const ready = new Promise((resolve, reject) => {
    child.once('message', message => resolve(message.ready));
    void exited.then(({ code, signal }) =>
      reject(new Error(`${file} ended (${code ?? signal}) before it was ready:\n${output}`)),
    );
  });
  let hasStarted = false;
  ready.then(
    () => {
      hasStarted = true;
    },
    () => undefined,
  );
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const end = async signal => {
    if (isAlive()) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid,
    ready,
    exited,
    child,
    output: () => output,
    isReady: () => hasStarted && isAlive(),
    signal: name => child.kill(name),
    /** As the kernel does when memory runs out: nothing is said, nothing is finished. */
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

const statusOf = (pid, name) => {
  try {
    return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Resident memory of a process now, in MiB; 0 where the system does not tell. */
export const memoryOf = pid => statusOf(pid, 'VmRSS');
