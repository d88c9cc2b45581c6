import {
  BadRequestError,
  ConflictError,
  DomainError,
  type Fault,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  StaleVersionError,
  UnauthenticatedError,
  UnavailableError,
  ValidationError,
} from './errors.js';
import { HttpRefusal } from './http-refusal.js';

/** An error as REST answers it. */
export interface RestFailure {
  status: number;
  headers: Record<string, string>;
  body: { error: { code: string; message: string; details: Fault[]; requestId: string } };
  /** Not foreseen by the code: logged, and answered without a word of what it was. */
  isUnexpected: boolean;
}

/** Refused sign-ins are rules of the business in GraphQL, and HTTP has its own status for them. */
const ofCredentials: Record<string, number> = {
  INVALID_CREDENTIALS: 401,
  SECOND_FACTOR_REQUIRED: 401,
  ACCOUNT_LOCKED: 429,
};

function statusOf(error: DomainError, hasIfMatch: boolean): number {
  if (error instanceof HttpRefusal) return error.status;
  if (error instanceof BadRequestError) return 400;
  if (error instanceof UnauthenticatedError) return 401;
  if (error instanceof ForbiddenError) return 403;
  if (error instanceof RateLimitedError) return 429;
  if (error instanceof UnavailableError) return 503;
  if (error instanceof ValidationError) return ofCredentials[error.faults[0]?.code ?? ''] ?? 422;
  // A record named in the body, not in the address, is an invalid value of that field.
  if (error instanceof NotFoundError) return (error.path[0] ?? 'id') === 'id' ? 404 : 422;
  if (error instanceof StaleVersionError && hasIfMatch) return 412;
  if (error instanceof ConflictError) return ofCredentials[error.code] ?? 409;
  return 500;
}

function headersOf(error: DomainError, status: number): Record<string, string> {
  if (error instanceof HttpRefusal) return error.headers;
  if (error instanceof RateLimitedError) return { 'retry-after': String(error.retryAfterSeconds) };
  if (error instanceof UnauthenticatedError) return { 'www-authenticate': error.challenge };
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return status === 429 ? { 'retry-after': '60' } : status === 503 ? { 'retry-after': '5' } : {};
}

function detailsOf(error: DomainError): Fault[] {
  if ('faults' in error && Array.isArray(error.faults)) return error.faults as Fault[];
  const path = 'path' in error && Array.isArray(error.path) ? (error.path as string[]) : [];
  return path.length > 0 ? [{ path, code: error.code, message: error.message }] : [];
}

/** The answer for anything thrown on the way; `hasIfMatch` tells 412 from 409. */
export function toRest(error: unknown, requestId: string, hasIfMatch = false): RestFailure {
  const status = error instanceof DomainError ? statusOf(error, hasIfMatch) : 500;
  if (!(error instanceof DomainError) || status === 500) {
    const message = `Something went wrong on our side; name ${requestId} when you ask about it.`;
    return {
      status: 500,
      headers: {},
      body: { error: { code: 'INTERNAL_SERVER_ERROR', message, details: [], requestId } },
      isUnexpected: true,
    };
  }
  const code = error instanceof ValidationError && status !== 422 ? (error.faults[0]?.code ?? error.code) : error.code;
  return {
    status,
    headers: headersOf(error, status),
    body: { error: { code, message: error.message, details: detailsOf(error), requestId } },
    isUnexpected: false,
  };
}
