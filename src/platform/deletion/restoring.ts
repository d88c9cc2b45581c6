import type { EntityClass } from '@mikro-orm/core';
import { assertMayOn, type OwnedRow } from '../access/viewer.js';
import { lockRow } from '../database/rows.js';
import { ConflictError, NotFoundError } from '../errors/errors.js';
import type { UnitOfWork } from '../use-case.js';

/** Days for which a deleted row can be restored. */
export const restorableDays = 30;
const dayMs = 86_400_000;

/** The last instant of deletion that can no longer be taken back at this time. */
export const restorableSince = (now: Date): Date => new Date(now.getTime() - restorableDays * dayMs);

interface Deletable extends OwnedRow {
  id: string;
  practiceId: string;
  deletedAt?: Date | null;
  mergedIntoId?: string | null;
}

/**
 * The deleted row, locked, for a use case that brings it back by the permission of its name.
 * @throws NotFoundError, ForbiddenError, ConflictError NOT_RESTORABLE.
 */
export async function lockRestorable<R extends Deletable>(
  unit: UnitOfWork,
  entity: EntityClass<R>,
  id: string,
  now: Date,
): Promise<R> {
  const { objectType, permission } = unit.useCase;
  const row = await lockRow(unit, entity, id);
  if (!row) throw new NotFoundError(objectType);
  assertMayOn(unit.ctx.signedIn, permission, row);
  assertRestorable(row, now, objectType.toLowerCase());
  return row;
}

/** Refuses to bring back what is there, lives on in another, or was deleted too long ago. */
function assertRestorable({ deletedAt, mergedIntoId }: Deletable, now: Date, word: string): void {
  const refuse = (message: string) => new ConflictError('NOT_RESTORABLE', message, ['id']);
  if (mergedIntoId) throw refuse(`This ${word} was merged into another; undo the merge instead.`);
  if (!deletedAt) throw refuse(`This ${word} is not deleted.`);
  if (deletedAt < restorableSince(now)) {
    throw refuse(`A ${word} can be restored for ${restorableDays} days after it was deleted.`);
  }
}
