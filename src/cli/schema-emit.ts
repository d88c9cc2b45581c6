import { mkdirSync, writeFileSync } from 'node:fs';
import { emittedDocuments } from '../server/documents.js';
import type { Command } from './command.js';
import { print } from './with-services.js';

export const command: Command = {
  usage: 'schema emit',
  summary: 'writes schema/schema.graphql and schema/openapi.json',
  async run() {
    mkdirSync('schema', { recursive: true });
    for (const [file, text] of Object.entries(await emittedDocuments())) {
      writeFileSync(`schema/${file}`, text);
      print(`schema/${file}`);
    }
    return 0;
  },
};
