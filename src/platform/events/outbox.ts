import type { DomainEvent } from './event.js';

/** NOTIFY channel that tells every process a practice has new events: `practiceId`. */
export const eventChannel = 'crm_events';

/**
 * The statement that adds events at the end of a change's transaction. The practice's lock is held from
 * here to the commit, so that sequences become visible in their order and a replay skips none. With `isAnnounced` the
 * commit tells every process of them; otherwise somebody has to after it.
 */
export function publishStatement(
  practiceId: string,
  events: DomainEvent[],
  at: Date,
  { isAnnounced = true } = {},
): { text: string; values: unknown[] } {
  return {
    text: `with held as materialized (
        select pg_advisory_xact_lock(hashtextextended('outbox:' || $1::text, 0))
      ), added as (
        insert into outbox (practice_id, type, object_type, object_id, data, at)
        select $1::uuid, e.type, e.object_type, e.object_id::uuid, e.data, $3::timestamptz
        from held, jsonb_to_recordset($2::jsonb) as e(type text, object_type text, object_id text, data jsonb)
        returning sequence
      )
      select ${isAnnounced ? `pg_notify('${eventChannel}', $1::text)` : 'sequence'} from added limit 1`,
    values: [
      practiceId,
      JSON.stringify(
        events.map(e => ({ type: e.type, object_type: e.objectType, object_id: e.objectId, data: e.data })),
      ),
      at,
    ],
  };
}
