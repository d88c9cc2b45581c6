import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** Path below the project, with slashes: `src/modules/leads/lead.rules.ts`. */
  path: string;
  text: string;
  imports: { from: string; target: string; isTypeOnly: boolean }[];
}

const importStatement =
  /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm;

function resolve(path: string, from: string): string {
  return from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), from)).replace(/\.js$/, '.ts') : from;
}

/** Every TypeScript file of the product with what it imports. */
export const sources: SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
  .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort()
  .map(path => {
    const text = readFileSync(join(root, path), 'utf8');
    const imports = [...text.matchAll(importStatement)].map(match => {
      const from = match[2] ?? match[3] ?? match[4] ?? '';
      return { from, target: resolve(path, from), isTypeOnly: Boolean(match[1]) };
    });
    return { path, text, imports };
  });

/** `leads` of `src/modules/leads/rest/lead.routes.ts`, else null. */
export const moduleOf = (path: string): string | null => /^src\/modules\/([^/]+)\//.exec(path)?.[1] ?? null;

export const isDoor = (path: string): boolean => /^src\/modules\/[^/]+\/(graphql|rest)\//.test(path);
