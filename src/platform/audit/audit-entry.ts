import type { RequestContext } from '../context.js';
import type { AuditAction, AuditOutcome } from './audit.vocabulary.js';

export type { AuditAction, AuditOutcome };

/** Old and new value of an unprotected field; `true` for a protected one, whose value the log never holds. */
export type AuditChanges = Record<string, { from: unknown; to: unknown } | true>;

/** What a use case says of itself; who, when and from where come from the context. */
export interface AuditEntry {
  /** The use case's name, the same through every door: `createLead`. */
  operation: string;
  action: AuditAction;
  objectType: string;
  objectIds: string[];
  changes?: AuditChanges;
  outcome: AuditOutcome;
  /** Error code of a refused or failed call. */
  code?: string;
  /** Unprotected circumstances: the fields a filter named, counts, a file's hash. */
  details?: Record<string, unknown>;
  /** Why an exceptional access was made; taken from the context when absent. */
  reason?: string;
}

export interface AuditStatement {
  text: string;
  values: unknown[];
}

/** A call and what is said of it. */
export interface AuditedCall {
  ctx: RequestContext;
  entry: AuditEntry;
}

/** The append-only log as the rest of the code sees it. */
export interface AuditLog {
  /**
   * Writes entries outside a transaction, grouped with those of other calls in a few milliseconds.
   * Resolves when they are durable; throws UnavailableError when the log can't be written.
   */
  append(ctx: RequestContext, ...entries: AuditEntry[]): Promise<void>;
  /** The rows to insert inside the transaction of a change: one statement's text and values. */
  statement(ctx: RequestContext, entries: AuditEntry[]): AuditStatement;
  /** The rows of many calls, for a statement that writes what they did as well; its only value is `$1`. */
  statementOf(calls: readonly AuditedCall[]): AuditStatement;
}
