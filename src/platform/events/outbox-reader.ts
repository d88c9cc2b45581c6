import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { PublishedEvent } from './event.js';

/** How far back a subscriber may ask. */
export const replayWindow = 24 * 3_600_000;

interface StoredEvent {
  sequence: string;
  type: string;
  objectType: string;
  objectId: string;
  data: string | null;
  at: string;
}

/** Events that may concern an object: its own, and those of other kinds of objects. */
export interface Concern {
  types: readonly string[];
  objectType: string;
  objectId: string;
}

/** Reads of the outbox; every process asks the database, so that a cursor of one is good in all. */
export class OutboxReader {
  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly clock: Clock,
  ) {}

  /** Events after a sequence, in order. */
  async after(practiceId: string, sequence: bigint, limit: number): Promise<PublishedEvent[]> {
    const { rows } = await this.database.query<StoredEvent>(
      `select sequence::text, type, object_type as "objectType", object_id as "objectId", data::text,
         (extract(epoch from at) * 1000)::bigint::text as at
       from outbox where practice_id = $1 and sequence > $2 order by outbox.sequence limit $3`,
      [practiceId, sequence, limit],
    );
    return rows.map(({ sequence, type, objectType, objectId, data, at }) => ({
      sequence: BigInt(sequence),
      practiceId,
      type,
      objectType,
      objectId,
      data: data === null ? undefined : JSON.parse(data),
      at: new Date(Number(at)),
    }));
  }

  /** The last sequence that is visible; a practice without events has the floor's. */
  async latest(practiceId: string): Promise<bigint> {
    const { rows } = await this.database.query<{ sequence: string }>(
      `select greatest(
         (select max(sequence) from outbox where practice_id = $1),
         (select sequence from outbox_floor))::text as sequence`,
      [practiceId],
    );
    return BigInt(rows[0]?.sequence ?? 0);
  }

  /** When the newest event after the cursor happened that is of these types and about the object, or of another kind. */
  async newest(practiceId: string, cursor: bigint, { types, objectType, objectId }: Concern): Promise<Date | null> {
    const { rows } = await this.database.query<{ at: string }>(
      `select (extract(epoch from at) * 1000)::bigint::text as at from outbox
       where practice_id = $1 and sequence > $2 and type = any($3) and (object_type <> $4 or object_id = $5)
       order by sequence desc limit 1`,
      [practiceId, cursor, types, objectType, objectId],
    );
    return rows[0] ? new Date(Number(rows[0].at)) : null;
  }

  /** Whether everything after the cursor is still there and young enough to be told again. */
  async canReplay(practiceId: string, cursor: bigint): Promise<boolean> {
    const { rows } = await this.database.query<{ can: boolean }>(
      `select $2::bigint >= (select sequence from outbox_floor)
         and $2::bigint <= greatest((select max(sequence) from outbox), (select sequence from outbox_floor))
         and coalesce((select at >= $3::timestamptz from outbox
           where practice_id = $1 and sequence > $2 order by sequence limit 1), true) as can`,
      [practiceId, cursor, new Date(this.clock.now().getTime() - replayWindow)],
    );
    return rows[0]?.can ?? false;
  }
}

/** The sequence that a cursor names, or null when it is none. */
export function cursorSequence(cursor: string): bigint | null {
  return /^(0|[1-9]\d{0,17})$/.test(cursor) ? BigInt(cursor) : null;
}
