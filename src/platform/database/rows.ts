import { type EntityClass, LockMode } from '@mikro-orm/core';
import { newId } from '../clock.js';
import type { RequestContext } from '../context.js';
import { NotFoundError, StaleVersionError } from '../errors/errors.js';
import type { UnitOfWork } from '../use-case.js';
import { isId } from '../validation.js';

interface Row {
  id: string;
  practiceId: string;
}

/** The row of this practice, a deleted one too, locked until the change ends; null when there is none. */
export async function lockRow<R extends Row>(unit: UnitOfWork, entity: EntityClass<R>, id: string): Promise<R | null> {
  if (!isId(id)) return null;
  const where = { id, practiceId: unit.ctx.practiceId };
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  return (await unit.em.findOne<Row>(entity as EntityClass<Row>, where, { lockMode })) as R | null;
}

/** The row, locked until the change ends. @throws NotFoundError when it is not there or deleted. */
export async function lockPresent<R extends Row & { deletedAt?: Date | null }>(
  unit: UnitOfWork,
  entity: EntityClass<R>,
  objectType: string,
  id: string,
  path: string[] = ['id'],
): Promise<R> {
  const row = await lockRow(unit, entity, id);
  if (!row || row.deletedAt) throw new NotFoundError(objectType, path);
  return row;
}

/** Refuses a change that was made on an old copy. */
export function assertVersion(row: { version: number }, expected: number | null | undefined): void {
  if (expected !== undefined && expected !== null && expected !== row.version) {
    throw new StaleVersionError(row.version);
  }
}

/** Who of the staff or the programs makes or takes away a row; null when the practice itself does. */
export const actorId = ({ viewer }: RequestContext): string | null =>
  viewer && viewer.kind !== 'SYSTEM' ? viewer.id : null;

/** The columns that every new row begins with. */
export const newRow = (ctx: RequestContext, now: Date, id = newId()) => ({
  id,
  practiceId: ctx.practiceId,
  createdAt: now,
  updatedAt: now,
  createdById: actorId(ctx),
});
