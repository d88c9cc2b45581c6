import type { Logger } from 'pino';
import type { AuditLog } from './audit/audit-entry.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import type { Cipher } from './encryption/cipher.js';
import type { Announcer } from './events/announcer.js';

/** What every service stands on; built once per process. */
export interface Ground {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Database;
  audit: AuditLog;
  cipher: Cipher;
  /** Tells other processes of events after their commit; without one, the commit does it itself. */
  announcer?: Announcer | null;
}
