import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { type Clock, newId } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Database } from '../database/database.js';
import { postgresFailure } from '../database/failures.js';
import { Gathering } from '../database/gathering.js';
import { UnavailableError } from '../errors/errors.js';
import type { AuditEntry, AuditedCall, AuditLog, AuditStatement } from './audit-entry.js';
import { auditMac, canonicalRow, insertRows } from './audit-row.js';

interface Parts {
  database: Pick<Database, 'pool'>;
  key: KeyObject;
  clock: Clock;
  logger: Logger;
  /** How long the first entry of a group waits for others. */
  groupMilliseconds?: number;
}

/** A log that does not answer in this time counts as down, so that callers hear of it. */
const answerLimit = 10_000;

/** Writes the log: inside a change's transaction, or in groups shared by the calls of a few milliseconds. */
export class AuditWriter implements AuditLog {
  readonly #calls: Gathering<string[]>;

  constructor(private readonly parts: Parts) {
    this.#calls = new Gathering({
      write: calls => this.#insert(calls.flat()),
      refused: (error, calls) => this.#refusal(error, calls.length),
      milliseconds: parts.groupMilliseconds,
    });
  }

  statement(ctx: RequestContext, entries: AuditEntry[]): AuditStatement {
    return { text: insertRows, values: [arrayOf(this.#rowsOf(ctx, entries))] };
  }

  statementOf(calls: readonly AuditedCall[]): AuditStatement {
    return { text: insertRows, values: [arrayOf(calls.flatMap(({ ctx, entry }) => this.#rowsOf(ctx, [entry])))] };
  }

  async append(ctx: RequestContext, ...entries: AuditEntry[]): Promise<void> {
    await this.#calls.add(this.#rowsOf(ctx, entries));
    ctx.audited += entries.length;
  }

  async #insert(rows: string[]): Promise<void> {
    const query = { name: 'audit-append', text: insertRows, values: [arrayOf(rows)], query_timeout: answerLimit };
    await this.parts.database.pool.query(query);
  }

  #refusal(error: unknown, calls: number): UnavailableError {
    this.parts.logger.error({ code: postgresFailure(error)?.code, calls }, 'the audit log refused rows');
    return new UnavailableError(undefined, { cause: error });
  }

  #rowsOf(ctx: RequestContext, entries: AuditEntry[]): string[] {
    const at = this.parts.clock.now().toISOString();
    return entries.map(entry => {
      const row = canonicalRow({
        ...circumstances(ctx),
        ...subject(entry),
        id: newId(),
        at,
        reason: reasonOf(ctx, entry),
      });
      return `${row.slice(0, -1)},"mac":"${auditMac(this.parts.key, 'row', row)}"}`;
    });
  }
}

const arrayOf = (rows: string[]): string => `[${rows.join(',')}]`;

function circumstances(ctx: RequestContext) {
  const { viewer } = ctx;
  return {
    practiceId: uuidOf(viewer?.practiceId),
    actorKind: viewer?.kind ?? null,
    actorId: uuidOf(viewer?.id),
    roles: viewer?.roles ?? [],
    sessionId: uuidOf(viewer?.sessionId),
    deviceId: uuidOf(viewer?.deviceId ?? ctx.deviceId),
    ip: textOf(ctx.ip, 64),
    userAgent: textOf(ctx.userAgent, 512),
    channel: ctx.channel,
    requestId: textOf(ctx.requestId, 128) ?? '',
  };
}

function subject(entry: AuditEntry) {
  return {
    operation: textOf(entry.operation, 128) ?? '',
    action: entry.action,
    objectType: entry.objectType,
    objectIds: idsOf(entry.objectIds),
    changes: jsonOf(entry.changes),
    details: jsonOf(entry.details),
    outcome: entry.outcome,
    code: textOf(entry.code, 64),
  };
}

const reasonOf = (ctx: RequestContext, entry: AuditEntry): string | null => textOf(entry.reason ?? ctx.reason, 2_000);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** PostgreSQL spells ids in lower case; a caller's id that is none at all names no row. */
function uuidOf(id: string | null | undefined): string | null {
  if (!id) return null;
  if (uuid.test(id)) return id;
  const lower = id.toLowerCase();
  return uuid.test(lower) ? lower : null;
}

function idsOf(ids: string[]): string[] {
  return ids.every(id => uuid.test(id)) ? ids : ids.map(uuidOf).filter(id => id !== null);
}

/** Text that the database can hold, cut at `limit`. */
function textOf(text: string | null | undefined, limit: number): string | null {
  if (text === null || text === undefined) return null;
  return text.length <= limit && text.isWellFormed() && !text.includes('\0')
    ? text
    : text.replaceAll('\0', '').slice(0, limit).toWellFormed();
}

function jsonOf(value: Record<string, unknown> | undefined): string | null {
  if (!value) return null;
  const text = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/.test(text)) return text;
  return JSON.stringify(value, (_, held) =>
    typeof held === 'string' ? held.replaceAll('\0', '').toWellFormed() : held,
  );
}
