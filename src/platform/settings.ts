import { createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** One setting's text read as a value; the messages never repeat the text, as it may be a secret. */
const number = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be between ${least} and ${most}`)
    .default(fallback);

const percent = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?$/, 'must be a number such as 0.3')
    .transform(Number)
    .refine(value => value > 0 && value <= 100, 'must be above 0 and at most 100')
    .default(fallback);

const text = z.string().nullable().default(null);

const httpUrl = z
  .string()
  .refine(value => /^https?:$/.test(protocolOf(value)), 'must be an http or https URL')
  .transform(value => value.replace(/\/+$/, ''))
  .nullable()
  .default(null);

const databaseUrl = z
  .string()
  .refine(value => /^postgres(ql)?:$/.test(protocolOf(value)), 'must be a postgres:// URL')
  .nullable()
  .default(null);

const list = z
  .string()
  .default('')
  .transform(value => value.split(',').flatMap(part => part.trim() || []));

const origins = list.refine(
  values => values.every(value => /^https?:$/.test(protocolOf(value)) && new URL(value).origin === value),
  'must be a comma-separated list of origins such as https://app.example.com',
);

const networks = list.refine(
  values => values.every(isNetwork),
  'must be a comma-separated list of addresses or ranges such as 10.0.0.0/8',
);

function isNetwork(value: string): boolean {
  const [address = '', bits = '0', ...rest] = value.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest && rest.length === 0;
}

const redisUrl = z
  .string()
  .refine(value => /^rediss?:$/.test(protocolOf(value)), 'must be a redis:// URL')
  .nullable()
  .default(null);

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

const keyBytes = z
  .string()
  .refine(isBase64Of32Bytes, 'must be base64 of 32 bytes')
  .transform(value => Buffer.from(value, 'base64'))
  .nullable()
  .default(null);

function isBase64Of32Bytes(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}

const keyRing = z
  .string()
  .refine(
    value =>
      value.split(',').every(part => /^[\w-]{1,32}:/.test(part) && isBase64Of32Bytes(part.replace(/^[^:]*:/, ''))),
    'must be a comma-separated list of id:key, each key being base64 of 32 bytes',
  )
  .transform(value =>
    value.split(',').map(part => {
      const at = part.indexOf(':');
      return { id: part.slice(0, at), key: Buffer.from(part.slice(at + 1), 'base64') };
    }),
  )
  .refine(ring => new Set(ring.map(entry => entry.id)).size === ring.length, 'must not name a key id twice')
  .nullable()
  .default(null);

const signingKey = z
  .string()
  .refine(isEd25519, 'must be base64 of an Ed25519 private key in PKCS#8 DER')
  .transform(value => Buffer.from(value, 'base64'))
  .nullable()
  .default(null);

function isEd25519(value: string): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** Every setting by the name it has in the environment. */
export const settings = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  PORT: number(0, 65_535, 4000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: httpUrl,
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: number(2, 500, 12),
  ENCRYPTION_KEYS: keyRing,
  BLIND_INDEX_KEY: keyBytes,
  TOKEN_SIGNING_KEY: signingKey,
  CLIENTS_URL: httpUrl,
  CLIENTS_KEY: text,
  SCHEDULING_URL: httpUrl,
  SCHEDULING_KEY: text,
  BILLING_URL: httpUrl,
  BILLING_KEY: text,
  MESSAGING_URL: httpUrl,
  MESSAGING_KEY: text,
  INTEGRATION_TIMEOUT_MS: number(10, 120_000, 10_000),
  WEBHOOKS_TO_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform(value => value === 'true'),
  OIDC_ISSUER: httpUrl,
  OIDC_AUDIENCE: text,
  OIDC_JWKS_URL: httpUrl,
  CORS_ORIGINS: origins,
  TRUSTED_PROXIES: networks,
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').nullable().default(null),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  CONVERSION_LEASE_SECONDS: number(1, 3_600, 10),
  CONVERSION_RETRY_SECONDS: number(1, 3_600, 15),
  DEMO_PASSWORD: z.string().min(12, 'must be at least 12 characters').nullable().default(null),
  OWNER_PASSWORD: z.string().min(12, 'must be at least 12 characters').nullable().default(null),
  REDIS_URL: redisUrl,
  POSTMARK_SERVER_TOKEN: text,
  POSTMARK_API_URL: httpUrl,
  POSTMARK_WEBHOOK_USER: text,
  POSTMARK_WEBHOOK_PASSWORD: text,
  POSTMARK_TIMEOUT_SECONDS: number(1, 600, 30),
  POSTMARK_BROADCAST_STREAM: z.string().default('broadcast'),
  POSTMARK_SERVICE_STREAM: z.string().default('outbound'),
  MAIL_SANDBOX_PORT: number(0, 65_535, 0),
  SEND_BATCH_SIZE: number(1, 500, 100),
  SEND_CONCURRENCY: number(1, 64, 4),
  SEND_PER_SECOND: number(1, 10_000, 50),
  SEND_LEASE_SECONDS: number(1, 3_600, 60),
  SEND_UNKNOWN_GRACE_SECONDS: number(0, 86_400, 300),
  SEND_MAX_BOUNCE_PERCENT: percent(10),
  SEND_WARN_COMPLAINT_PERCENT: percent(0.1),
  SEND_MAX_COMPLAINT_PERCENT: percent(0.3),
  SEND_REPUTATION_MINIMUM: number(1, 1_000_000, 500),
  SEND_SOFT_BOUNCES_TO_SUPPRESS: number(1, 100, 5),
  TRACKING_SCANNER_SECONDS: number(0, 3_600, 10),
});
export type Settings = z.infer<typeof settings>;

/** Settings that mean something only together. */
const groups: (keyof Settings)[][] = [
  ['CLIENTS_URL', 'CLIENTS_KEY'],
  ['SCHEDULING_URL', 'SCHEDULING_KEY'],
  ['BILLING_URL', 'BILLING_KEY'],
  ['MESSAGING_URL', 'MESSAGING_KEY'],
  ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'],
  ['POSTMARK_WEBHOOK_USER', 'POSTMARK_WEBHOOK_PASSWORD'],
];

/** What is wrong with settings given without the ones that belong to them. */
export function incompleteGroups(given: Record<string, string>): string[] {
  return groups.flatMap(group => {
    const missing = group.filter(name => given[name] === undefined);
    const present = group.filter(name => given[name] !== undefined);
    if (present.length === 0) return [];
    return missing.map(name => `${name} is missing; ${present.join(' and ')} needs it`);
  });
}

/** One setting by itself; undefined when it is malformed. */
export function readSetting<Name extends keyof Settings>(
  name: Name,
  given: Record<string, string>,
): Settings[Name] | undefined {
  return settings.shape[name].safeParse(given[name]).data as Settings[Name] | undefined;
}

/** What is wrong with settings that are sound one by one. */
export function unfitting(given: Record<string, string>): string[] {
  const timeout = readSetting('POSTMARK_TIMEOUT_SECONDS', given) ?? 0;
  const lease = readSetting('SEND_LEASE_SECONDS', given) ?? Number.POSITIVE_INFINITY;
  return timeout < lease ? [] : ['POSTMARK_TIMEOUT_SECONDS must be less than SEND_LEASE_SECONDS'];
}
