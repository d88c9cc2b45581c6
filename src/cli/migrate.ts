import { loadConfig } from '../platform/config.js';
import { migrate } from '../platform/database/migrator.js';
import type { Command } from './command.js';
import { print, withDatabase } from './with-services.js';

export const command: Command = {
  usage: 'migrate',
  summary: 'brings the database up to date',
  async run() {
    const names = await withDatabase(loadConfig(), ({ adminUrl }) => migrate(adminUrl));
    print(names.length > 0 ? `Done: ${names.join(', ')}` : 'The database is up to date.');
    return 0;
  },
};
