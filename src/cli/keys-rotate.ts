import { RequestContext } from '../platform/context.js';
import { rotateKeys } from '../platform/encryption/rotation.js';
import { sealedColumns } from '../server/sealed-columns.js';
import type { Command } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'keys rotate',
  summary: 'seals every protected value with the first key of ENCRYPTION_KEYS, while running',
  async run() {
    const report = await withServices(async ({ ground }, { encryptionKeys }) => {
      const { database, cipher, audit } = ground;
      const firstKeyId = encryptionKeys[0]!.id;
      const found = await rotateKeys({ database, cipher, firstKeyId, columns: sealedColumns });
      await audit.append(new RequestContext({ channel: 'cli' }), {
        operation: 'rotateKeys',
        action: 'ROTATE',
        objectType: 'ENCRYPTION_KEY',
        objectIds: [],
        outcome: found.broken.length > 0 ? 'FAILED' : 'SUCCEEDED',
        details: { firstKeyId, resealed: found.resealed, broken: found.broken.length },
      });
      return found;
    });
    print(report);
    return report.broken.length > 0 ? 1 : 0;
  },
};
