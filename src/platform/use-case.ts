import type { Permission } from './access/role-matrix.js';
import { assertMay } from './access/viewer.js';
import type { AuditAction, AuditChanges, AuditEntry, AuditOutcome } from './audit/audit-entry.js';
import type { RequestContext } from './context.js';
import { type EntityManager, execute } from './database/database.js';
import { asUnavailable, isRetryable } from './database/failures.js';
import { ConflictError, DomainError, ForbiddenError, RateLimitedError, UnauthenticatedError } from './errors/errors.js';
import type { DomainEvent } from './events/event.js';
import { publishStatement } from './events/outbox.js';
import type { Ground } from './ground.js';
import { isId } from './validation.js';

/** What a use case is called, what it needs, and on what it acts. */
export interface UseCase {
  /** `createLead`: the same word in the mutation, the audit log and the tests. */
  operation: string;
  permission: Permission;
  action: AuditAction;
  objectType: string;
  objectId?: string;
}

/** The use cases on one kind of row; the log keeps row ids, and a malformed one is no row's. */
export const useCasesOf =
  (objectType: string) =>
  (operation: string, permission: Permission, action: AuditAction, objectId?: unknown): UseCase => ({
    operation,
    permission,
    action,
    objectType,
    objectId: isId(objectId) ? objectId : undefined,
  });

/** One change: its rows, its audit rows and its events commit together or not at all. */
export class UnitOfWork {
  readonly entries: AuditEntry[] = [];
  readonly events: DomainEvent[] = [];
  constructor(
    readonly ctx: RequestContext,
    readonly useCase: UseCase,
    readonly em: EntityManager,
  ) {}

  /** Adds an audit row of this change. */
  record(objectIds: string | string[], changes?: AuditChanges, more: Partial<AuditEntry> = {}): void {
    const { operation, action, objectType } = this.useCase;
    this.entries.push({
      operation,
      action,
      objectType,
      objectIds: [objectIds].flat(),
      changes,
      outcome: 'SUCCEEDED',
      ...more,
    });
  }

  /** Adds an event that subscribers hear once this change is committed. */
  publish(event: DomainEvent): void {
    this.events.push(event);
  }

  /** One bound statement inside the transaction. */
  sql<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return execute<Row>(this.em, text, values);
  }
}

/**
 * Runs a use case that writes: permission, one transaction, audit row, events; a refusal is audited too.
 * Throws what the work throws, and UnavailableError when the database or the audit log is down.
 */
export async function change<T>(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  return auditFailure(ground, ctx, useCase, async () => {
    assertMay(ctx.viewer, useCase.permission);
    return transact(ground, ctx, useCase, work);
  });
}

/** The transaction of `change` without its permission check, for steps that no person asks for directly. */
export async function transact<T>(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(ground, ctx, useCase, work);
    } catch (error) {
      if (attempt < 4 && isRetryable(error)) continue;
      throw asUnavailable(error);
    }
  }
}

async function once<T>(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  const { announcer } = ground;
  let written = 0;
  let isToAnnounce = false;
  const result = await ground.database.fork().transactional(async em => {
    const unit = new UnitOfWork(ctx, useCase, em as EntityManager);
    const value = await work(unit);
    await em.flush();
    if (unit.entries.length > 0) {
      const { text, values } = ground.audit.statement(ctx, unit.entries);
      await unit.sql(text, values);
      written = unit.entries.length;
    }
    if (ctx.idempotency) {
      // Without the row another call has taken the key over, this one having been silent for too long.
      const text = 'update idempotency_keys set is_committed = true where id = $1 returning id';
      const [claim] = await unit.sql(text, [ctx.idempotency.id]);
      if (!claim) throw new ConflictError('IN_PROGRESS', 'Another call with this Idempotency-Key has taken over.');
    }
    if (unit.events.length > 0) {
      const isAnnounced = !announcer;
      const { text, values } = publishStatement(ctx.practiceId, unit.events, ground.clock.now(), { isAnnounced });
      await unit.sql(text, values);
      isToAnnounce = true;
    }
    return value;
  });
  if (isToAnnounce) announcer?.announce(ctx.practiceId);
  ctx.audited += written;
  return result;
}

/** What a read says of itself: the rows it returned, and unprotected circumstances. */
export interface ReadReport {
  ids: string[];
  details?: Record<string, unknown>;
  reason?: string;
}

/**
 * Runs a use case that reads: permission, the read, then its audit row naming the rows returned.
 * The answer waits for the row; when the log can't be written the read fails with UnavailableError.
 */
export async function observe<T>(
  ground: Ground,
  ctx: RequestContext,
  useCase: UseCase,
  read: () => Promise<{ value: T; report: ReadReport }>,
): Promise<T> {
  return auditFailure(ground, ctx, useCase, async () => {
    assertMay(ctx.viewer, useCase.permission);
    const { value, report } = await read();
    const { operation, action, objectType } = useCase;
    const { ids: objectIds, details, reason } = report;
    await ground.audit.append(ctx, { operation, action, objectType, objectIds, outcome: 'SUCCEEDED', details, reason });
    return value;
  });
}

/** Runs the work; when it is refused or fails, the log says so before the caller hears of it. */
export async function auditFailure<T>(
  ground: Ground,
  ctx: RequestContext,
  useCase: Omit<UseCase, 'permission'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (raw) {
    const error = asUnavailable(raw);
    const { operation, action, objectType, objectId } = useCase;
    await ground.audit.append(ctx, {
      operation,
      action,
      objectType,
      objectIds: objectId ? [objectId] : [],
      ...outcomeOf(error),
    });
    throw error;
  }
}

export function outcomeOf(error: unknown): { outcome: AuditOutcome; code: string } {
  const code = error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR';
  if (error instanceof ForbiddenError || error instanceof UnauthenticatedError) return { outcome: 'DENIED', code };
  return { outcome: error instanceof RateLimitedError ? 'LIMITED' : 'FAILED', code };
}
