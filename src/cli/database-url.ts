import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config.js';
import { runningEmbedded } from '../platform/database/embedded.js';
import { StartError } from '../platform/process/start-error.js';
import type { Command } from './command.js';
import { print } from './with-services.js';

export const command: Command = {
  usage: 'database url [--admin]',
  summary: 'prints the address of the database, also of the running embedded one',
  async run(args) {
    const { values } = parseArgs({ args, options: { admin: { type: 'boolean' } } });
    const { databaseUrl, dataDir } = loadConfig();
    const running = runningEmbedded(dataDir);
    const url = databaseUrl ?? (values.admin ? running?.adminUrl : running?.appUrl);
    if (!url) throw new StartError(`No database runs under ${dataDir}, and DATABASE_URL is not set.`);
    print(url);
    return 0;
  },
};
