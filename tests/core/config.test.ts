import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/platform/config.js';
import { generateKeySettings } from '../../src/platform/encryption/generated-keys.js';

const dataDir = () => mkdtempSync(join(tmpdir(), 'practice-crm-config-'));
const keys = generateKeySettings();

function problemsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const namesOf = (environment: Record<string, string>) => problemsOf(environment).map(problem => problem.split(' ')[0]);

describe('settings', () => {
  test('all that is wrong is named at once, and no value is repeated', () => {
    const bad = {
      PORT: 'forty-one',
      DATABASE_URL: 'mysql://leaked-secret@host/db',
      ENCRYPTION_KEYS: 'k1:leaked-secret',
      BLIND_INDEX_KEY: 'leaked-secret',
      TOKEN_SIGNING_KEY: 'leaked-secret',
      CLIENTS_URL: 'https://clients.example',
      LOG_LEVEL: 'leaked-secret',
      METRICS_TOKEN: 'short',
      CORS_ORIGINS: 'https://app.example/path',
      TRUSTED_PROXIES: '10.0.0.0/8, leaked-secret, 10.0.0.0/99',
      REDIS_URL: 'https://leaked-secret.example',
      POSTMARK_TIMEOUT_SECONDS: '61',
    };
    const names = Object.keys(bad).map(name => (name === 'CLIENTS_URL' ? 'CLIENTS_KEY' : name));
    expect(namesOf(bad).sort()).toEqual(names.sort());
    expect(problemsOf(bad).join('\n')).not.toMatch(/leaked-secret|forty-one|short/);
  });

  test('an empty setting counts as not given', () => {
    expect(loadConfig({ ...keys, PORT: '', HOST: ' ' })).toMatchObject({ port: 4000, host: '127.0.0.1' });
  });

  test('proxies are addresses and ranges of both families', () => {
    const TRUSTED_PROXIES = '127.0.0.1, 10.0.0.0/8, ::1, fd00::/8';
    expect(loadConfig({ ...keys, TRUSTED_PROXIES }).trustedProxies).toHaveLength(4);
  });

  test.each([
    ['0.0.0.0', 'http://127.0.0.1:4000'],
    ['::', 'http://127.0.0.1:4000'],
    ['::1', 'http://[::1]:4000'],
    ['crm.local', 'http://crm.local:4000'],
  ])('on host %s the address is %s', (HOST, url) => {
    expect(loadConfig({ ...keys, HOST }).publicUrl).toBe(url);
  });

  test.each([
    ['CLIENTS_URL', 'CLIENTS_KEY'],
    ['OIDC_ISSUER', 'OIDC_AUDIENCE'],
    ['POSTMARK_WEBHOOK_USER', 'POSTMARK_WEBHOOK_PASSWORD'],
  ])('%s needs %s', (given, missing) => {
    expect(namesOf({ ...keys, [given]: 'https://other.example' })).toContain(missing);
  });
});

describe('keys', () => {
  test('in development they are made once and kept for the owner of the files', () => {
    const DATA_DIR = dataDir();
    const [first, second] = [loadConfig({ DATA_DIR }), loadConfig({ DATA_DIR })];
    expect(second.encryptionKeys).toEqual(first.encryptionKeys);
    expect(second.tokenSigningKey.equals(first.tokenSigningKey)).toBe(true);
    expect(statSync(join(DATA_DIR, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(DATA_DIR, 'keys.json'), 'utf8')).toContain('ENCRYPTION_KEYS');
  });

  test('several may be given, the first one first', () => {
    const other = generateKeySettings().ENCRYPTION_KEYS;
    const config = loadConfig({ ...keys, ENCRYPTION_KEYS: `${other},${keys.ENCRYPTION_KEYS}` });
    expect(config.encryptionKeys.map(({ id }) => id)).toEqual([other, keys.ENCRYPTION_KEYS].map(k => k.split(':')[0]));
  });

  test('production refuses to make them', () => {
    const names = namesOf({ NODE_ENV: 'production', DATA_DIR: dataDir() });
    expect(names).toEqual(['ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'TOKEN_SIGNING_KEY']);
  });

  test.each([
    ['zeros', Buffer.alloc(32)],
    ['a row of numbers', Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
    ['text', Buffer.from('change-me-change-me-change-me-32')],
  ])('production refuses %s for a key', (_, key) => {
    const guessable = { ENCRYPTION_KEYS: `k:${key.toString('base64')}`, BLIND_INDEX_KEY: key.toString('base64') };
    const names = namesOf({ ...keys, ...guessable, NODE_ENV: 'production' });
    expect(names).toEqual(['ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'BLIND_INDEX_KEY']);
  });

  test('production names a guessable key beside all else that is wrong', () => {
    const BLIND_INDEX_KEY = Buffer.alloc(32).toString('base64');
    const names = namesOf({ NODE_ENV: 'production', PORT: 'x', TOKEN_SIGNING_KEY: 'x', BLIND_INDEX_KEY });
    expect(names.sort()).toEqual(['BLIND_INDEX_KEY', 'ENCRYPTION_KEYS', 'PORT', 'TOKEN_SIGNING_KEY']);
  });

  test('production takes proper ones, and no demo', () => {
    expect(loadConfig({ ...keys, NODE_ENV: 'production' }).isProduction).toBe(true);
    expect(namesOf({ ...keys, NODE_ENV: 'production', DEMO_PASSWORD: 'a long password' })).toEqual(['DEMO_PASSWORD']);
  });
});
