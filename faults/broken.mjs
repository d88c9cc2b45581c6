// Guards of the design, taken out one at a time, to prove that the suite would tell.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './rig/processes.mjs';

/** Each names what goes: places of the compiled code, statements for the database, and the scenario that must tell. */
export const broken = {};

export const brokenDist = 'dist-broken';

/** A copy of the compiled product without this guard. Throws when the code is no longer as the patch knows it. */
export function breakGuard(name) {
  const { places = [] } = broken[name];
  rmSync(join(root, brokenDist), { recursive: true, force: true });
  cpSync(join(root, 'dist'), join(root, brokenDist), { recursive: true });
  for (const { file, from, to } of places) {
    const path = join(root, brokenDist, file);
    const code = readFileSync(path, 'utf8');
    const parts = code.split(from);
    if (parts.length !== 2)
      throw new Error(`${file} has ${parts.length - 1} places like "${from}": the patch "${name}" needs another look.`);
    writeFileSync(path, parts.join(to));
  }
}

export const mendGuard = () => rmSync(join(root, brokenDist), { recursive: true, force: true });
