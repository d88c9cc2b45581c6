import { StartError } from '../platform/process/start-error.js';
import { demoPassword, writeCredentials } from '../server/demo/credentials.js';
import { loadDemo } from '../server/demo.js';
import type { Command } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'demo load',
  summary: 'makes the demo practice; its password is kept in the data directory',
  async run() {
    const made = await withServices(async (services, config) => {
      if (config.isProduction) throw new StartError('There is no demo data where NODE_ENV is production.');
      const password = demoPassword(config);
      const practice = await loadDemo(services, password);
      writeCredentials(config, password, true);
      return practice;
    });
    print(made);
    return 0;
  },
};
