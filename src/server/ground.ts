import type { Logger } from 'pino';
import { auditKey } from '../platform/audit/audit-row.js';
import { AuditWriter } from '../platform/audit/audit-writer.js';
import { type Clock, systemClock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { runningEmbedded } from '../platform/database/embedded.js';
import { applicationRole } from '../platform/database/role.js';
import { createCipher } from '../platform/encryption/cipher.js';
import { RedisAnnouncer } from '../platform/events/announcer.js';
import type { Ground } from '../platform/ground.js';
import { StartError } from '../platform/process/start-error.js';
import { entities } from './entities.js';

interface GroundParts {
  config: Config;
  logger: Logger;
  clock?: Clock;
  /** Shown by the database among its connections. */
  name?: string;
}

/** The database that the settings lead to: an external one, or the embedded one that is running. */
export function applicationUrl(config: Config): string {
  const url = config.databaseUrl ?? runningEmbedded(config.dataDir)?.appUrl;
  if (url) return url;
  throw new StartError(
    `There is no database: DATABASE_URL is not set, and none is running under ${config.dataDir} (\`npm start\` starts one).`,
  );
}

/** Opens what every service stands on; the caller closes `database`. */
export async function openGround({
  config,
  logger,
  clock = systemClock,
  name = 'practice-crm',
}: GroundParts): Promise<Ground> {
  const database = await Database.open({
    url: applicationUrl(config),
    role: applicationRole,
    entities,
    poolSize: config.databasePoolSize,
    applicationName: name,
  });
  const key = auditKey(config.blindIndexKey);
  const audit = new AuditWriter({ database, key, clock, logger });
  const cipher = createCipher({ encryption: config.encryptionKeys, blindIndex: config.blindIndexKey });
  const { redisUrl: url } = config;
  const announcer = url ? new RedisAnnouncer({ url, database, logger }) : null;
  if (announcer) database.beforeClose(() => announcer.close());
  return { config, logger, clock, database, audit, cipher, announcer };
}
