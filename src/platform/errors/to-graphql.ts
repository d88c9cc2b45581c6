import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { asUnavailable } from '../database/failures.js';
import {
  BadRequestError,
  ConflictError,
  DomainError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
  ValidationError,
} from './errors.js';
import { HttpRefusal } from './http-refusal.js';

/** What the code threw, under the wrappers that the executor put around it; a refusal of the executor is its own. */
function thrown(error: unknown): unknown {
  let at = error;
  while (at instanceof GraphQLError && at.originalError) at = at.originalError;
  if (at instanceof GraphQLError || (error instanceof GraphQLError && codeOf(error) !== null)) return error;
  return asUnavailable(at);
}

/** Codes by which graphql-js and Apollo say that the call itself was wrong; anything else of theirs is our fault. */
const callersFault = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'RATE_LIMITED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

function codeOf(error: GraphQLError): string | null {
  const { code } = error.extensions;
  if (typeof code === 'string' && callersFault.has(code)) return code;
  // The executor's own refusal of an argument or a variable comes without a code.
  return code === undefined && /^(Argument|Variable) "/.test(error.message) ? 'BAD_USER_INPUT' : null;
}

/** Whether nothing in the code foresaw this error: it is logged, and answered without a word of what it was. */
export function isUnexpected(error: unknown): boolean {
  const original = thrown(error);
  return !(original instanceof DomainError) && !(original instanceof GraphQLError && codeOf(original) !== null);
}

/** The HTTP status that an error asks for, where it is not GraphQL's usual 200. */
export function httpStatusOf(error: unknown): number | undefined {
  const original = thrown(error);
  if (original instanceof HttpRefusal) return original.status;
  return original instanceof UnavailableError ? 503 : undefined;
}

/** Seconds to wait before the next try, where the error knows them. */
export function retryAfterOf(error: unknown): number | undefined {
  const original = thrown(error);
  if (original instanceof RateLimitedError) return original.retryAfterSeconds;
  return original instanceof UnavailableError ? 5 : undefined;
}

function extensionsOf(error: DomainError): Record<string, unknown> {
  // A list or a query has no payload, so its refused values travel in the error.
  if (error instanceof ValidationError) return { code: 'BAD_USER_INPUT', faults: error.faults };
  if (error instanceof BadRequestError)
    return error.path.length > 0 ? { code: error.code, argument: error.path } : { code: error.code };
  if (error instanceof ConflictError || error instanceof NotFoundError)
    return { code: error.code, argument: error.path };
  if (error instanceof RateLimitedError) return { code: error.code, retryAfterSeconds: error.retryAfterSeconds };
  return { code: error instanceof HttpRefusal ? 'BAD_REQUEST' : error.code };
}

const safeReason =
  /; (Field "\w+" (?:of required type "[\w![\]]+" was not provided|is not defined by type "\w+")\.?|Value "\w{1,60}" does not exist in "\w+" enum\.?)$/;

/** graphql-js quotes what stands in the document where another value should. */
const withoutLiterals = (message: string): string =>
  message
    .replace(/ (cannot represent \D*?value): .*$/s, ' $1.')
    .replace(/^(Expected value of type "[^"]+"), found .*$/s, '$1.')
    .replace(/^(Argument "\w+" has invalid value) .*$/s, '$1.')
    .replace(/ (String|BlockString|Int|Float) ".*"\.?$/s, ' $1.');

/** Suggestions tell the schema to a stranger, and a quoted value may be a person's. */
function scrubbed(message: string): string {
  const plain = withoutLiterals(message.replace(/ ?Did you mean [^?]*\?/g, ''));
  const variable = /^(Variable "\$\w+") got invalid value /.exec(plain);
  if (!variable) return plain;
  const place = [...plain.matchAll(/ at "([\w.[\]]+)";/g)].at(-1)?.[1];
  const reason = safeReason.exec(plain)?.[1];
  return `${variable[1]} got an invalid value${place ? ` at "${place}"` : ''}${reason ? `; ${reason}` : '.'}`;
}

/** An error as GraphQL answers it, by the table of platform/errors; `requestId` goes with what is masked. */
export function toGraphQL(error: unknown, requestId?: string): GraphQLFormattedError {
  const { path, locations } = error instanceof GraphQLError ? error.toJSON() : {};
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const original = thrown(error);
  if (original instanceof DomainError) {
    return { message: original.message, ...place, extensions: extensionsOf(original) };
  }
  const code = original instanceof GraphQLError ? codeOf(original) : null;
  if (code !== null) {
    const { message, extensions } = original as GraphQLError;
    const { argument } = extensions;
    return { message: scrubbed(message), ...place, extensions: { code, ...(argument !== undefined && { argument }) } };
  }
  const message = 'Something went wrong on our side.';
  return { message, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', ...(requestId && { requestId }) } };
}
