import { newId } from '../../platform/clock.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { StaffMember } from './staff.entity.js';
import type { Passwords } from './staff.passwords.js';
import { FirstOwner } from './staff.rules.js';
import { emailTaken, isEmailTaken } from './staff.service.js';

/** Makes the account that a new practice begins with. */
export class FirstOwnerAccount {
  constructor(
    readonly ground: Ground,
    readonly passwords: Passwords,
  ) {}

  /** Checks the owner and hashes the password before the transaction. Throws ValidationError. */
  async prepare(owner: FirstOwner): Promise<(unit: UnitOfWork, practiceId: string) => Promise<string>> {
    const { email, name, password } = parse(FirstOwner, owner);
    const passwordHash = await this.passwords.hash(password);
    return async (unit, practiceId) => {
      const [id, now] = [newId(), this.ground.clock.now()];
      unit.em.create(
        StaffMember,
        {
          id,
          practiceId,
          createdAt: now,
          updatedAt: now,
          email,
          name: name ?? email.split('@')[0]!,
          roles: ['OWNER'],
          isActive: true,
          passwordHash,
          isSecondFactorConfirmed: false,
          tokenEpoch: 1,
        },
        { persist: true },
      );
      await unit.em.flush().catch(error => {
        throw isEmailTaken(error) ? emailTaken(['owner', 'email']) : error;
      });
      const changes = { email: { from: null, to: email }, roles: { from: null, to: ['OWNER'] } };
      unit.record(id, changes, { operation: 'createStaffMember', action: 'CREATE', objectType: 'STAFF_MEMBER' });
      return id;
    };
  }
}
