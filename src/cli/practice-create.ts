import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config.js';
import { StartError } from '../platform/process/start-error.js';
import { type Command, UsageError } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'practice create --name N --owner-email E [--time-zone Z]',
  summary: 'opens a practice with its owner (password from OWNER_PASSWORD)',
  async run(args) {
    const options = {
      name: { type: 'string' },
      'owner-email': { type: 'string' },
      'time-zone': { type: 'string' },
    } as const;
    const { values } = parseArgs({ args, options });
    const { name, 'owner-email': email, 'time-zone': timeZone } = values;
    if (!name || !email) throw new UsageError('--name and --owner-email are needed.');
    const password = loadConfig().ownerPassword;
    if (!password) throw new StartError('OWNER_PASSWORD is not set: the password of the new owner.');
    print(await withServices(({ practices }) => practices.create({ name, timeZone, owner: { email, password } })));
    return 0;
  },
};
