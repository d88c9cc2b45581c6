import { type Logger, pino } from 'pino';

/** Names under which a protected or secret value could reach a log line; removed at any depth. */
const secretNames = new Set(
  [
    'authorization',
    'x-api-key',
    'cookie',
    'set-cookie',
    'password',
    'secondFactor',
    'token',
    'accessToken',
    'refreshToken',
    'apiKey',
    'key',
    'secret',
    'email',
    'phone',
    'fax',
    'dateOfBirth',
    'address',
    'postalAddress',
    'safeContactNote',
    'firstName',
    'lastName',
    'preferredName',
    'fullName',
    'interestedServices',
    'presentingConcern',
    'preferences',
    'insurance',
    'memberId',
    'groupNumber',
    'subscriberName',
    'subscriberDateOfBirth',
    'summary',
    'outcome',
    'variables',
    'body',
    'input',
    'parameters',
    'detail',
  ].map(name => name.toLowerCase()),
);

type Fields = Record<string, unknown>;

/** Structured lines on stdout, without anything that may not be seen there. */
export function createLogger(
  options: { level: string; name: string },
  destination?: { write(line: string): void },
): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      log: (fields: Fields) => censored(fields, 0) as Fields,
      bindings: (fields: Fields) => censored(fields, 0) as Fields,
    },
    serializers: { err: (error: unknown) => described(error, 0), error: (error: unknown) => described(error, 0) },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

function censored(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value;
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.map(item => censored(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretNames.has(name.toLowerCase()) ? '[redacted]' : censored(item, depth + 1),
    ]),
  );
}

/** An error by its type, code, place and cause; a database error's detail, which may quote a row, is left out. */
function described(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return censored(error, 0);
  const { code, constraint, cause } = error as Error & { code?: unknown; constraint?: unknown };
  const stack = error.stack
    ?.split('\n')
    .filter(line => line.startsWith('    at '))
    .slice(0, 12)
    .join('\n');
  const message = withoutValues(withoutStatement(error.message), code);
  return {
    type: error.name,
    message,
    code,
    constraint,
    stack,
    cause: cause && depth < 3 ? described(cause, depth + 1) : undefined,
  };
}

/** The ORM puts the statement with its values before PostgreSQL's own message, parted by a dash. */
function withoutStatement(message: string): string {
  return (message.split(' - ').at(-1) ?? message).split('\n')[0]!.slice(0, 300);
}

/** What PostgreSQL, graphql-js or the JSON parser say of a value, without the value. */
function withoutValues(message: string, code: unknown): string {
  const state = typeof code === 'string' && /^[0-9][0-9A-Z]{4}$/.test(code) ? code : null;
  // Classes 22 and 23 are about data, and quote it; others quote names of the schema.
  if (state) return /^2[23]/.test(state) ? 'PostgreSQL refused a value.' : message;
  return message
    .replace(/ cannot represent .*$/, ' cannot represent a value.')
    .replace(/\.serialize\(.*\)/, '.serialize(…)')
    .replaceAll(/"[^"]*"?/g, '"…"');
}
