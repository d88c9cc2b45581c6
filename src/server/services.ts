import { PracticeQueries } from '../modules/practices/practice.queries.js';
import { PracticeService } from '../modules/practices/practice.service.js';
import { StaffApiKeys } from '../modules/staff/staff.api-keys.js';
import { Authenticator } from '../modules/staff/staff.authenticator.js';
import { FirstOwnerAccount } from '../modules/staff/staff.first-owner.js';
import { Liveness } from '../modules/staff/staff.liveness.js';
import { Passwords } from '../modules/staff/staff.passwords.js';
import { StaffQueries } from '../modules/staff/staff.queries.js';
import { SecondFactor } from '../modules/staff/staff.second-factor.js';
import { StaffService } from '../modules/staff/staff.service.js';
import { StaffSessions } from '../modules/staff/staff.sessions.js';
import { StaffSignIn } from '../modules/staff/staff.sign-in.js';
import { SignInThrottle } from '../modules/staff/staff.throttle.js';
import { AccessTokens } from '../modules/staff/staff.tokens.js';
import type { Ground } from '../platform/ground.js';

/** Every service of the house, built once per process with plain constructors; each noun adds its lines. */
export function buildServices(ground: Ground) {
  return { ground, ...identity(ground) };
}

export type Services = ReturnType<typeof buildServices>;

function identity(ground: Ground) {
  const { config, clock } = ground;
  const liveness = new Liveness(ground);
  const passwords = new Passwords(config.passwordCost);
  const tokens = new AccessTokens(config.tokenSigningKey, clock);
  const sessions = new StaffSessions(ground, tokens, liveness);
  const secondFactor = new SecondFactor(ground);
  const practiceQueries = new PracticeQueries(ground);
  return {
    authenticator: new Authenticator(ground, tokens, liveness),
    practices: new PracticeService(ground, new FirstOwnerAccount(ground, passwords)),
    practiceQueries,
    staff: new StaffService(ground, passwords, sessions, liveness),
    staffQueries: new StaffQueries(ground, practiceQueries),
    signIn: new StaffSignIn(ground, passwords, new SignInThrottle(ground), secondFactor, sessions, liveness),
    secondFactor,
    sessions,
    apiKeys: new StaffApiKeys(ground, liveness),
  };
}
