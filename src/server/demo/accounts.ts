import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, roles } from '../../platform/access/roles.js';
import type { Config } from '../../platform/config.js';
import { RequestContext } from '../../platform/context.js';
import type { Services } from '../services.js';

/** The demo practice and the accounts in it, one per role. */
export interface DemoPractice {
  practiceId: string;
  staffIds: Record<Role, string>;
}

const people: Record<Role, string> = {
  OWNER: 'Miriam Vogel',
  CLINICIAN: 'Dr. Alan Reyes',
  INTAKE: 'Joanna Park',
  MARKETING: 'Devon Clarke',
  BILLING: 'Ruth Ebner',
  AUDITOR: 'Samir Nasser',
};

export const demoEmail = (role: Role): string => `${role.toLowerCase()}@demo.example`;

const credentialsFile = (config: Config) => join(config.dataDir, 'demo-credentials.json');

/** The password of all demo accounts: the one of the settings, or one made once and kept for the owner of the files. */
export function demoPassword(config: Config): string {
  const file = credentialsFile(config);
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { password: string }).password : null;
  const password = config.demoPassword ?? kept ?? generatedPassword();
  const accounts = Object.fromEntries(roles.map(role => [role, demoEmail(role)]));
  writeFileSync(file, `${JSON.stringify({ password, accounts }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return password;
}

/** Easy to type from a terminal: 16 letters and digits without look-alikes, about 79 bits. */
function generatedPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [part(), part(), part(), part()].join('-');
}

/** Opens the practice and its six accounts. */
export async function createDemoAccounts(services: Services, password: string): Promise<DemoPractice> {
  const { practiceId, ownerId } = await services.practices.create({
    name: 'Willow Counseling',
    timeZone: 'America/Los_Angeles',
    owner: { email: demoEmail('OWNER'), name: people.OWNER, password },
  });
  const ctx = RequestContext.system(practiceId, 'cli');
  const staffIds: Partial<Record<Role, string>> = { OWNER: ownerId };
  for (const role of roles) {
    staffIds[role] ??= await services.staff.create(ctx, {
      email: demoEmail(role),
      name: people[role],
      roles: [role],
      password,
    });
  }
  return { practiceId, staffIds: staffIds as Record<Role, string> };
}
