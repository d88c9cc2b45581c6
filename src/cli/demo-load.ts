import { StartError } from '../platform/process/start-error.js';
import { demoPassword } from '../server/demo/accounts.js';
import { loadDemo } from '../server/demo.js';
import type { Command } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'demo load',
  summary: 'makes the demo practice',
  async run() {
    const made = await withServices((services, config) => {
      if (config.isProduction) throw new StartError('There is no demo data where NODE_ENV is production.');
      return loadDemo(services, demoPassword(config));
    });
    print(made);
    return 0;
  },
};
