import { readdirSync, readFileSync } from 'node:fs';

const directory = new URL('../../../migrations/', import.meta.url);

/** Names of the numbered SQL files, in their order. */
export function migrationNames(): string[] {
  return readdirSync(directory)
    .filter(name => /^\d{4}_\w+\.sql$/.test(name))
    .map(name => name.replace('.sql', ''))
    .sort();
}

export function migrationText(name: string): string {
  return readFileSync(new URL(`${name}.sql`, directory), 'utf8');
}
