import { ConflictError } from '../errors/errors.js';

/** Days for which a deleted row can be restored. */
export const restorableDays = 30;
const dayMs = 86_400_000;

/** The last instant of deletion that can no longer be taken back at this time. */
export const restorableSince = (now: Date): Date => new Date(now.getTime() - restorableDays * dayMs);

/** Refuses to bring back what is there, or was deleted too long ago; `word` is the noun's: `lead`. */
export function assertRestorable(row: { deletedAt?: Date | null }, now: Date, word: string): void {
  const refuse = (message: string) => new ConflictError('NOT_RESTORABLE', message, ['id']);
  if (!row.deletedAt) throw refuse(`This ${word} is not deleted.`);
  if (row.deletedAt < restorableSince(now)) {
    throw refuse(`A ${word} can be restored for ${restorableDays} days after it was deleted.`);
  }
}
