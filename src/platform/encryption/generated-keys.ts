import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The three key settings as their texts in the environment. */
export interface KeySettings {
  ENCRYPTION_KEYS: string;
  BLIND_INDEX_KEY: string;
  TOKEN_SIGNING_KEY: string;
}

/** Fresh keys, each as it stands in the environment. */
export function generateKeySettings(): KeySettings {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    ENCRYPTION_KEYS: `k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`,
    BLIND_INDEX_KEY: randomBytes(32).toString('base64'),
    TOKEN_SIGNING_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

/** The keys of a development checkout: made once, kept in the data directory for its owner only. */
export function keptKeySettings(dataDir: string): KeySettings {
  const file = join(dataDir, 'keys.json');
  const known = readKeys(file);
  if (known) return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(generateKeySettings(), null, 2)}\n`, { mode: 0o600 });
  try {
    // A link never replaces: of several processes starting at once, all end up with the first one's keys.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKeys(file)!;
}

function readKeys(file: string): KeySettings | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeySettings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
