import { type Config, loadConfig } from '../platform/config.js';
import { runningEmbedded, startEmbedded } from '../platform/database/embedded.js';
import { migrate } from '../platform/database/migrator.js';
import { createLogger } from '../platform/logging.js';
import { lockDirectory } from '../platform/process/lock.js';
import { openGround } from '../server/ground.js';
import { buildServices, type Services } from '../server/services.js';

export interface DatabaseUrls {
  adminUrl: string;
  appUrl: string;
}

/** Runs work over the database of the settings; the embedded one is started for that long when it is not running. */
export async function withDatabase<T>(config: Config, work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl) return work({ adminUrl: databaseUrl, appUrl: databaseUrl });
  const running = runningEmbedded(dataDir);
  if (running) return work(running);
  const lock = await lockDirectory(dataDir);
  const embedded = await startEmbedded({ dataDir });
  try {
    await migrate(embedded.adminUrl);
    return await work(embedded);
  } finally {
    await embedded.stop();
    lock.release();
  }
}

/** Runs a command with every service at hand; its log lines go to stderr, so that stdout holds the answer only. */
export async function withServices<T>(work: (services: Services, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig();
  return withDatabase(config, async ({ appUrl }) => {
    const logger = createLogger(
      { level: config.logLevel === 'info' ? 'warn' : config.logLevel, name: 'cli' },
      process.stderr,
    );
    const ground = await openGround({ config: { ...config, databaseUrl: appUrl }, logger, name: 'practice-crm cli' });
    try {
      return await work(buildServices(ground), config);
    } finally {
      await ground.database.close();
    }
  });
}

export function print(value: unknown): void {
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);
}
