import { createHmac, type KeyObject } from 'node:crypto';
import { derivedKey } from '../encryption/derived-key.js';

/** One row of the log without its place (`seq`), as it is hashed. Absent values are null. */
export interface AuditRow {
  id: string;
  /** ISO 8601, UTC, milliseconds. */
  at: string;
  practiceId: string | null;
  actorKind: string | null;
  actorId: string | null;
  roles: readonly string[];
  sessionId: string | null;
  deviceId: string | null;
  ip: string | null;
  userAgent: string | null;
  channel: string;
  operation: string;
  action: string;
  objectType: string;
  objectIds: readonly string[];
  /** JSON text, kept letter by letter. */
  changes: string | null;
  details: string | null;
  outcome: string;
  code: string | null;
  requestId: string;
  reason: string | null;
}

/** A row with its place and its keyed hash, as read back. */
export interface StoredAuditRow extends AuditRow {
  seq: string;
  mac: string;
}

/** The key of the log; from the index key because that one is never rotated and rows live six years. */
export function auditKey(blindIndexKey: Uint8Array): KeyObject {
  return derivedKey(blindIndexKey, 'audit');
}

/** Keyed hash of any text that the log vouches for; `kind` keeps rows, blocks and heads apart. */
export function auditMac(key: KeyObject, kind: 'row' | 'block' | 'head' | 'tombstone', text: string): string {
  return createHmac('sha256', key).update(kind).update('\0').update(text).digest('base64url');
}

/**
 * The row as JSON with one fixed spelling: what is hashed, and (with its hash added) what is inserted.
 * JSON texts of the row go in as they are, so that not a space of them can change unnoticed.
 */
export function canonicalRow(row: AuditRow): string {
  const head = JSON.stringify({
    id: row.id,
    at: row.at,
    practice_id: row.practiceId ?? undefined,
    actor_kind: row.actorKind ?? undefined,
    actor_id: row.actorId ?? undefined,
    roles: row.roles,
    session_id: row.sessionId ?? undefined,
    device_id: row.deviceId ?? undefined,
    ip: row.ip ?? undefined,
    user_agent: row.userAgent ?? undefined,
    channel: row.channel,
    operation: row.operation,
    action: row.action,
    object_type: row.objectType,
    object_ids: row.objectIds,
    outcome: row.outcome,
    code: row.code ?? undefined,
    request_id: row.requestId,
    reason: row.reason ?? undefined,
  });
  const changes = row.changes === null ? '' : `,"changes":${row.changes}`;
  const details = row.details === null ? '' : `,"details":${row.details}`;
  return `${head.slice(0, -1)}${changes}${details}}`;
}

export function isGenuine(key: KeyObject, row: StoredAuditRow): boolean {
  return auditMac(key, 'row', canonicalRow(row)) === row.mac;
}

const columns = `id, at, practice_id, actor_kind, actor_id, roles, session_id, device_id, ip, user_agent, channel,
  operation, action, object_type, object_ids, changes, details, outcome, code, request_id, reason, mac`;

/** Inserts the rows of one JSON array of canonical rows. */
export const insertRows = `insert into audit_log (${columns}) select ${columns} from json_to_recordset($1::json) as r(
  id uuid, at timestamptz, practice_id uuid, actor_kind text, actor_id uuid, roles text[], session_id uuid,
  device_id uuid, ip text, user_agent text, channel text, operation text, action text, object_type text,
  object_ids uuid[], changes text, details text, outcome text, code text, request_id text, reason text, mac text)`;

/** The columns of a StoredAuditRow. */
export const storedColumns = `seq::text, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  practice_id as "practiceId", actor_kind as "actorKind", actor_id as "actorId", roles, session_id as "sessionId",
  device_id as "deviceId", ip, user_agent as "userAgent", channel, operation, action, object_type as "objectType",
  object_ids as "objectIds", changes, details, outcome, code, request_id as "requestId", reason, mac`;
