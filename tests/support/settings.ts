import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/platform/config.js';
import { generateKeySettings } from '../../src/platform/encryption/generated-keys.js';
import { hookSettings } from './hook-credentials.js';

const keys = generateKeySettings();

/** The environment of a server under test; nothing of the machine's own reaches it. */
export function testEnvironment(databaseUrl: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    PUBLIC_URL: 'http://crm.test',
    DATABASE_URL: databaseUrl,
    DATA_DIR: more.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'practice-crm-data-')),
    LOG_LEVEL: 'warn',
    ...hookSettings,
    ...keys,
    ...more,
  };
}

export function testConfig(databaseUrl: string, more: Record<string, string> = {}): Config {
  return loadConfig(testEnvironment(databaseUrl, more));
}
