import { RequestContext } from '../platform/context.js';
import { StartError } from '../platform/process/start-error.js';
import { outcomeOf } from '../platform/use-case.js';
import type { Command } from './command.js';
import { print, withServices } from './with-services.js';

const entry = { operation: 'sweepMailProvider', action: 'CREATE', objectType: 'MAIL_EVENT', objectIds: [] } as const;

export const command: Command = {
  usage: 'mail sweep',
  summary: "reads the provider's lists of bounces and suppressions now, as every night",
  async run() {
    const found = await withServices(async ({ ground: { audit }, mailSweep }, { postmark }) => {
      if (!postmark.serverToken) throw new StartError('POSTMARK_SERVER_TOKEN is not set: there is nobody to ask.');
      const ctx = new RequestContext({ channel: 'cli' });
      try {
        const read = await mailSweep.run();
        await audit.append(ctx, { ...entry, objectIds: [], outcome: 'SUCCEEDED', details: read });
        return read;
      } catch (error) {
        await audit.append(ctx, { ...entry, objectIds: [], ...outcomeOf(error) });
        throw error;
      }
    });
    print(found);
    return 0;
  },
};
