import { type Role, roles } from '../../platform/access/roles.js';
import { RequestContext } from '../../platform/context.js';
import type { Services } from '../services.js';
import { demoEmail } from './credentials.js';

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

/** Opens the practice and its six accounts, or what is missing of them after a first start that was cut short. */
export async function createDemoAccounts(services: Services, password: string): Promise<DemoPractice> {
  const known = await knownStaff(services);
  const owner = known.get(demoEmail('OWNER')) ?? (await createPractice(services, password));
  const ctx = RequestContext.system(owner.practiceId, 'cli');
  const staffIds: Partial<Record<Role, string>> = { OWNER: owner.id };
  for (const role of roles) {
    const email = demoEmail(role);
    const found = staffIds[role] ?? known.get(email)?.id;
    staffIds[role] =
      found ?? (await services.staff.create(ctx, { email, name: people[role], roles: [role], password }));
  }
  return { practiceId: owner.practiceId, staffIds: staffIds as Record<Role, string> };
}

interface KnownStaff {
  id: string;
  email: string;
  practiceId: string;
}

async function knownStaff({ ground }: Services): Promise<Map<string, KnownStaff>> {
  const { rows } = await ground.database.query<KnownStaff>(
    'select id, email, practice_id as "practiceId" from staff_members where email = any($1)',
    [roles.map(demoEmail)],
  );
  return new Map(rows.map(row => [row.email, row]));
}

async function createPractice({ practices }: Services, password: string): Promise<Omit<KnownStaff, 'email'>> {
  const owner = { email: demoEmail('OWNER'), name: people.OWNER, password };
  const made = await practices.create({ name: 'Willow Counseling', timeZone: 'America/Los_Angeles', owner });
  return { id: made.ownerId, practiceId: made.practiceId };
}
