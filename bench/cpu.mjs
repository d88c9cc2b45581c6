// Processor time that processes have spent so far, as Linux tells; nothing elsewhere.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** utime, stime, cutime and cstime of a process, and its parent. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
    return { parent: Number(fields[1]), ms: (own * 1_000) / ticksPerSecond, endedMs: (ended * 1_000) / ticksPerSecond };
  } catch {
    return null;
  }
}

/** Milliseconds of a process by itself. */
export const cpuOf = pid => statOf(pid)?.ms ?? 0;

/** Milliseconds of a process, of its children, and of those that have ended. */
export function cpuOfFamily(pid) {
  const root = statOf(pid);
  if (!root) return 0;
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(statOf)
    .filter(stat => stat?.parent === pid);
  return children.reduce((sum, { ms }) => sum + ms, root.ms + root.endedMs);
}
