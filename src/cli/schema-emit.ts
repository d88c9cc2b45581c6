import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { emittedDocuments } from '../server/documents.js';
import type { Command } from './command.js';
import { print } from './with-services.js';

const folder = new URL('../../schema/', import.meta.url);

export const command: Command = {
  usage: 'schema emit [--check]',
  summary: 'writes schema/, or tells whether it is what the code says',
  async run(args) {
    const { values } = parseArgs({ args, options: { check: { type: 'boolean' } } });
    const documents = Object.entries(emittedDocuments());
    if (values.check) return check(documents);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of documents) writeFileSync(new URL(file, folder), text);
    print(documents.map(([file]) => `schema/${file}`).join('\n'));
    return 0;
  },
};

function check(documents: [string, string][]): number {
  const changed = documents.filter(([file, text]) => committed(file) !== text).map(([file]) => `schema/${file}`);
  print(
    changed.length > 0
      ? `Not as the code says: ${changed.join(', ')}; run npm run schema.`
      : 'schema/ is as the code says.',
  );
  return changed.length > 0 ? 1 : 0;
}

function committed(file: string): string | null {
  try {
    return readFileSync(new URL(file, folder), 'utf8');
  } catch {
    return null;
  }
}
