import { UnavailableError } from '../errors/errors.js';

interface PostgresFailure {
  code?: string;
  constraint?: string;
  cause?: unknown;
}

/** The PostgreSQL error under the wrappers of the libraries, if there is one. */
export function postgresFailure(error: unknown): PostgresFailure | null {
  for (let at: unknown = error; at instanceof Error; at = (at as PostgresFailure).cause) {
    if (typeof (at as PostgresFailure).code === 'string') return at as PostgresFailure;
  }
  return null;
}

/** Serialization failure or deadlock: the same work may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(postgresFailure(error)?.code ?? '');
}

/** Whether the error is this unique constraint's refusal. */
export function violates(error: unknown, constraint: string): boolean {
  const failure = postgresFailure(error);
  return failure?.code === '23505' && failure.constraint === constraint;
}

const lost = /^(08...|57P0.|53...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;
const lostMessage = /connection terminated|not queryable|timeout exceeded when trying to connect|connection ended/i;

/** An error that means the database can't be used now becomes UnavailableError; any other stays itself. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof UnavailableError) return error;
  const failure = postgresFailure(error);
  const isLost = lost.test(failure?.code ?? '') || (error instanceof Error && lostMessage.test(error.message));
  const isAuditRefused = failure?.code === '42501' && /audit/.test((error as Error).message);
  return isLost || isAuditRefused ? new UnavailableError(undefined, { cause: error }) : error;
}

const unreachable = /^(E[A-Z_]+|28...|3D000|57P0.|53...|22023|42501)$/;

/** Why no connection could be had, in the server's or the system's words, which hold no password; else null. */
export function connectionProblem(error: unknown): string | null {
  const failure = postgresFailure(error);
  if (!unreachable.test(failure?.code ?? '')) return null;
  // Node tries each address of a name and tells of all in a list.
  const { message, errors } = failure as { message: string; errors?: Error[] };
  return message || (errors ?? []).map(each => each.message).join('; ');
}
