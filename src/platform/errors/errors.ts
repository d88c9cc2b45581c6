/** One refused value: where it stands in the input, a stable code and a sentence for a person. */
export interface Fault {
  path: string[];
  code: string;
  message: string;
}

/** What the core throws on purpose; each door answers it as the table in platform/errors says. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}

/** The input is not valid: 422, or `userErrors`. */
export class ValidationError extends DomainError {
  readonly code: string = 'INVALID';
  constructor(readonly faults: Fault[]) {
    super(faults.map(fault => `${fault.path.join('.') || 'input'}: ${fault.message}`).join('; '));
  }
  static at(path: string | string[], code: string, message: string): ValidationError {
    return new ValidationError([{ path: [path].flat(), code, message }]);
  }
}

/** A rule of the business refuses: 409, or `userErrors`. */
export class ConflictError extends DomainError {
  constructor(
    readonly code: string,
    message: string,
    readonly path: string[] = [],
  ) {
    super(message);
  }
}

/** The caller's copy is old: 412 after `If-Match`, otherwise like a conflict. */
export class StaleVersionError extends ConflictError {
  constructor(readonly currentVersion: number) {
    super('STALE_VERSION', `The record has changed meanwhile; its current version is ${currentVersion}.`, [
      'expectedVersion',
    ]);
  }
}

export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
  constructor(
    message = 'Sign in first.',
    /** What HTTP says that it wants to see. */
    readonly challenge = 'Bearer',
  ) {
    super(message);
  }
}

export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
  constructor(message = 'You may not do this.') {
    super(message);
  }
}

/** Also the answer for another practice's row, so that the two look alike. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  constructor(
    readonly objectType: string,
    readonly path: string[] = ['id'],
  ) {
    super(`No such ${objectType.toLowerCase().replaceAll('_', ' ')}.`);
  }
}

/** An address that says by itself that nobody made it: 404, whether it can be looked up and written down or not. */
export class UnknownAddressError extends NotFoundError {}

/** A call that cannot be read at all: 400, or `errors[]` BAD_USER_INPUT. */
export class BadRequestError extends DomainError {
  readonly code = 'BAD_USER_INPUT';
  constructor(
    message: string,
    readonly path: string[] = [],
  ) {
    super(message);
  }
}

export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED';
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many calls; try again in ${retryAfterSeconds} seconds.`);
  }
}

/** Something the call cannot do without is down (the audit log, the database): 503. */
export class UnavailableError extends DomainError {
  readonly code = 'SERVICE_UNAVAILABLE';
  constructor(
    message = 'The service is unavailable for the moment; nothing was changed.',
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
