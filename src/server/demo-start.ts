import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../platform/config.js';
import { readCredentials } from './demo/credentials.js';

/** Makes the demo practice in a new embedded database; gives back what the person at the terminal should know. */
export async function ensureDemo(config: Config, logger: Logger, isEmbedded: boolean): Promise<string | null> {
  if (config.isProduction || !isEmbedded) return null;
  const isCutShort = readCredentials(config)?.isComplete === false;
  if (!isCutShort && (await hasPractice(config.databaseUrl!))) return null;
  // Only a first start needs the whole house in this process.
  const { demoPractice } = await import('./demo.js');
  return demoPractice(config, logger);
}

async function hasPractice(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>('select exists (select from practices) as exists');
    return rows[0]!.exists;
  } finally {
    await client.end();
  }
}
