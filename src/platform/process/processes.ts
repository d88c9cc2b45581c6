import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Dead, but not yet collected by its parent: in a container without an init this may last for ever. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** Whether the process is the PostgreSQL server of this cluster, and not one that got its number later. */
export function worksIn(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return directoryOf(pid) === realpathSync(cluster);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

/** Where a process works; of another account's, even root may see only the arguments in a container. */
function directoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const directory = words[words.indexOf('-D') + 1];
    return directory && realpathSync(directory);
  }
}
