import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, roles } from '../../platform/access/roles.js';
import type { Config } from '../../platform/config.js';

export const demoEmail = (role: Role): string => `${role.toLowerCase()}@demo.example`;

const credentialsFile = (config: Config) => join(config.dataDir, 'demo-credentials.json');

/** What is kept of the demo, for the owner of the files only. */
interface DemoCredentials {
  password: string;
  accounts: Record<string, string>;
  /** Whether the demo was made to its end. */
  isComplete: boolean;
}

export function readCredentials(config: Config): DemoCredentials | null {
  const file = credentialsFile(config);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials) : null;
}

/** The password of all demo accounts: the one kept, that of the settings, or one made now. */
export function demoPassword(config: Config): string {
  const password = readCredentials(config)?.password ?? config.demoPassword ?? generatedPassword();
  writeCredentials(config, password, false);
  return password;
}

export function writeCredentials(config: Config, password: string, isComplete: boolean): void {
  const accounts = Object.fromEntries(roles.map(role => [role, demoEmail(role)]));
  const text = `${JSON.stringify({ password, accounts, isComplete } satisfies DemoCredentials, null, 2)}\n`;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 });
  writeFileSync(credentialsFile(config), text, { mode: 0o600 });
  chmodSync(credentialsFile(config), 0o600);
}

/** Easy to type from a terminal: 16 letters and digits without look-alikes, about 79 bits. */
function generatedPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [part(), part(), part(), part()].join('-');
}
