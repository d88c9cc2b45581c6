import { resolve } from 'node:path';
import { type KeySettings, keptKeySettings } from './encryption/generated-keys.js';
import { incompleteGroups, readSetting, type Settings, settings, unfitting } from './settings.js';

/** Another EHR module reached over HTTP. */
export interface ExternalModule {
  url: string;
  key: string;
}

export interface Config {
  environment: 'development' | 'production' | 'test';
  isProduction: boolean;
  port: number;
  host: string;
  /** Where people and mail links reach this server; no slash at the end. */
  publicUrl: string;
  /** Absolute. */
  dataDir: string;
  /** Null: the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  databasePoolSize: number;
  /** The first one encrypts, all open. */
  encryptionKeys: { id: string; key: Buffer }[];
  blindIndexKey: Buffer;
  /** Ed25519 private key, PKCS#8 DER. */
  tokenSigningKey: Buffer;
  /** Null: the built-in adapter. */
  clients: ExternalModule | null;
  scheduling: ExternalModule | null;
  billing: ExternalModule | null;
  messaging: ExternalModule | null;
  integrationTimeoutMs: number;
  /** Webhooks may be plain http, and go to loopback, private and link-local addresses. */
  webhooksMayBePrivate: boolean;
  oidc: { issuer: string; audience: string; jwksUrl: string } | null;
  /** Of one Argon2id hash. */
  passwordCost: { memoryKib: number; passes: number };
  corsOrigins: string[];
  /** Addresses or CIDR ranges whose X-Forwarded-For counts. */
  trustedProxies: string[];
  metricsToken: string | null;
  logLevel: string;
  conversion: { leaseSeconds: number; retrySeconds: number };
  demoPassword: string | null;
  ownerPassword: string | null;
  redisUrl: string | null;
  postmark: {
    serverToken: string | null;
    apiUrl: string | null;
    webhookUser: string | null;
    webhookPassword: string | null;
    timeoutSeconds: number;
    broadcastStream: string;
    serviceStream: string;
  };
  mailSandboxPort: number;
  /** Who opens or clicks so soon after a message arrived is a machine. */
  tracking: { scannerSeconds: number };
  send: {
    batchSize: number;
    concurrency: number;
    perSecond: number;
    leaseSeconds: number;
    unknownGraceSeconds: number;
    /** Rates of what was accepted; they count from `reputationMinimum` accepted messages on. */
    maxBouncePercent: number;
    warnComplaintPercent: number;
    maxComplaintPercent: number;
    reputationMinimum: number;
    /** Messages in a row that came back for the moment, after which their address counts as dead. */
    softBouncesToSuppress: number;
  };
}

/** All that is wrong with the settings, by name; never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(
      `The settings can't be used:\n${problems.map(problem => `  - ${problem}`).join('\n')}\n` +
        'The README lists every setting; `npm run crm -- keys generate` prints new keys.',
    );
  }
}

const keyNames = ['ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'TOKEN_SIGNING_KEY'] as const;

/** Reads the settings; in development the keys that are missing are made once and kept. Throws ConfigError. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  ) as Record<string, string>;
  const parsed = settings.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map(issue => `${issue.path.join('.')} ${issue.message}`);
  problems.push(...incompleteGroups(given), ...unfitting(given));
  if (given.NODE_ENV === 'production') problems.push(...productionProblems(given));
  if (problems.length > 0 || !parsed.data) throw new ConfigError([...new Set(problems)]);
  return assemble(parsed.data);
}

/** Reads each setting by itself, so that it is judged whatever is wrong with the others. */
function productionProblems(given: Record<string, string>): string[] {
  const problems: string[] = keyNames
    .filter(name => given[name] === undefined)
    .map(name => `${name} is missing; in production keys are never generated`);
  if (given.DEMO_PASSWORD !== undefined) problems.push('DEMO_PASSWORD is set; in production there is no demo data');
  const keys = (readSetting('ENCRYPTION_KEYS', given) ?? []).map(entry => entry.key);
  if (keys.some(isGuessable)) problems.push('ENCRYPTION_KEYS holds a key that is not random');
  const index = readSetting('BLIND_INDEX_KEY', given);
  if (index && isGuessable(index)) problems.push('BLIND_INDEX_KEY is not random');
  if (index && keys.some(key => key.equals(index))) problems.push('BLIND_INDEX_KEY must differ from ENCRYPTION_KEYS');
  const signing = readSetting('TOKEN_SIGNING_KEY', given);
  if (signing && isGuessable(signing.subarray(-32))) problems.push('TOKEN_SIGNING_KEY is not random');
  return problems;
}

/** Of 32 random bytes, fewer than 20 different ones come up less than once in a million million keys. */
function isGuessable(key: Buffer): boolean {
  const isText = key.every(byte => byte >= 0x20 && byte < 0x7f);
  const steps = new Set(Array.from(key.subarray(1), (byte, at) => (byte - key[at]! + 256) % 256));
  return isText || new Set(key).size < 20 || steps.size < 8;
}

function assemble(values: Settings): Config {
  const dataDir = resolve(values.DATA_DIR);
  const keys = keysOf(values, dataDir);
  return {
    environment: values.NODE_ENV,
    isProduction: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://${reachable(values.HOST)}:${values.PORT}`,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    encryptionKeys: keys.ENCRYPTION_KEYS!,
    blindIndexKey: keys.BLIND_INDEX_KEY!,
    tokenSigningKey: keys.TOKEN_SIGNING_KEY!,
    clients: externalModule(values.CLIENTS_URL, values.CLIENTS_KEY),
    scheduling: externalModule(values.SCHEDULING_URL, values.SCHEDULING_KEY),
    billing: externalModule(values.BILLING_URL, values.BILLING_KEY),
    messaging: externalModule(values.MESSAGING_URL, values.MESSAGING_KEY),
    integrationTimeoutMs: values.INTEGRATION_TIMEOUT_MS,
    webhooksMayBePrivate: values.WEBHOOKS_TO_PRIVATE_ADDRESSES,
    oidc: values.OIDC_ISSUER
      ? { issuer: values.OIDC_ISSUER, audience: values.OIDC_AUDIENCE!, jwksUrl: values.OIDC_JWKS_URL! }
      : null,
    // Tests sign in thousands of times and protect nobody.
    passwordCost: values.NODE_ENV === 'test' ? { memoryKib: 256, passes: 1 } : { memoryKib: 19_456, passes: 2 },
    corsOrigins: values.CORS_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
    conversion: { leaseSeconds: values.CONVERSION_LEASE_SECONDS, retrySeconds: values.CONVERSION_RETRY_SECONDS },
    demoPassword: values.DEMO_PASSWORD,
    ownerPassword: values.OWNER_PASSWORD,
    redisUrl: values.REDIS_URL,
    ...mail(values),
  };
}

/** A host as it stands in a URL; one that means all addresses is reached through loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function mail(values: Settings): Pick<Config, 'postmark' | 'mailSandboxPort' | 'tracking' | 'send'> {
  return {
    postmark: {
      serverToken: values.POSTMARK_SERVER_TOKEN,
      apiUrl: values.POSTMARK_API_URL,
      webhookUser: values.POSTMARK_WEBHOOK_USER,
      webhookPassword: values.POSTMARK_WEBHOOK_PASSWORD,
      timeoutSeconds: values.POSTMARK_TIMEOUT_SECONDS,
      broadcastStream: values.POSTMARK_BROADCAST_STREAM,
      serviceStream: values.POSTMARK_SERVICE_STREAM,
    },
    mailSandboxPort: values.MAIL_SANDBOX_PORT || (values.PORT ? values.PORT + 1 : 0),
    tracking: { scannerSeconds: values.TRACKING_SCANNER_SECONDS },
    send: {
      batchSize: values.SEND_BATCH_SIZE,
      concurrency: values.SEND_CONCURRENCY,
      perSecond: values.SEND_PER_SECOND,
      leaseSeconds: values.SEND_LEASE_SECONDS,
      unknownGraceSeconds: values.SEND_UNKNOWN_GRACE_SECONDS,
      maxBouncePercent: values.SEND_MAX_BOUNCE_PERCENT,
      warnComplaintPercent: values.SEND_WARN_COMPLAINT_PERCENT,
      maxComplaintPercent: values.SEND_MAX_COMPLAINT_PERCENT,
      reputationMinimum: values.SEND_REPUTATION_MINIMUM,
      softBouncesToSuppress: values.SEND_SOFT_BOUNCES_TO_SUPPRESS,
    },
  };
}

/** How long a worker may take to end: a call to the provider that has just begun, and what is written down after it. */
export const drainMs = ({ postmark }: Config) => (postmark.timeoutSeconds + 5) * 1_000;

function keysOf(values: Settings, dataDir: string): Pick<Settings, keyof KeySettings> {
  if (keyNames.every(name => values[name] !== null)) return values;
  const kept = settings.parse(keptKeySettings(dataDir));
  return {
    ENCRYPTION_KEYS: values.ENCRYPTION_KEYS ?? kept.ENCRYPTION_KEYS,
    BLIND_INDEX_KEY: values.BLIND_INDEX_KEY ?? kept.BLIND_INDEX_KEY,
    TOKEN_SIGNING_KEY: values.TOKEN_SIGNING_KEY ?? kept.TOKEN_SIGNING_KEY,
  };
}

function externalModule(url: string | null, key: string | null): ExternalModule | null {
  return url && key ? { url, key } : null;
}

/** The environment of a process started by this one, with some settings decided. */
export function childEnvironment(decided: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...decided };
}

/** Whether an npm script started this process, which then has no life of its own. */
export function isStartedByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}
