import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../../src/platform/access/roles.js';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { newId } from '../../src/platform/clock.js';
import { type Config, loadConfig } from '../../src/platform/config.js';
import type { RequestContext } from '../../src/platform/context.js';
import {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  StaleVersionError,
  UnauthenticatedError,
  UnavailableError,
  ValidationError,
} from '../../src/platform/errors/errors.js';
import { EventHub } from '../../src/platform/events/hub.js';
import type { Ground } from '../../src/platform/ground.js';
import { createLogger } from '../../src/platform/logging.js';
import { created, figures, noContent, one } from '../../src/platform/rest/answers.js';
import { type ListCall, listed, listQuery } from '../../src/platform/rest/paging.js';
import { many } from '../../src/platform/rest/query.js';
import type { RestRequest, Route } from '../../src/platform/rest/route.js';
import { change } from '../../src/platform/use-case.js';
import { type RunningServer, startServer } from '../../src/server/app.js';
import { openGround } from '../../src/server/ground.js';
import type { Services } from '../../src/server/services.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { probeDoors } from './probe-door.js';

/** What a probe may do before it writes, after it wrote, or instead; set by the test that calls it. */
export interface Behaviour {
  before?: () => Promise<void>;
  after?: () => Promise<void>;
}

export interface ProbeServer {
  server: RunningServer;
  database: TestDatabase;
  ground: Ground;
  behaviour: Behaviour;
  /** Lines that were logged. */
  lines: string[];
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

export interface CallOptions {
  as?: string | null;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is for the test to say
  json: any;
}

export const practiceId = newId();
/** `Bearer <name>`: one member of staff of each role, and a second owner. */
export const people: Record<string, Viewer> = Object.fromEntries(
  Object.entries({ owner: 'OWNER', second: 'OWNER', auditor: 'AUDITOR', marketing: 'MARKETING' }).map(
    ([name, role]) => [name, { kind: 'STAFF', id: newId(), practiceId, roles: [role as Role] } as const],
  ),
);

export const errorsByName: Record<string, () => unknown> = {
  cursor: () => new BadRequestError('This cursor does not belong to this list and order.', ['after']),
  validation: () => ValidationError.at(['email'], 'INVALID_FORMAT', 'Must be a valid email.'),
  credentials: () => ValidationError.at([], 'INVALID_CREDENTIALS', 'Wrong.'),
  reference: () => new NotFoundError('STAFF_MEMBER', ['assignedToId']),
  conflict: () => new ConflictError('LEAD_CONVERTED', 'A converted lead stays.'),
  stale: () => new StaleVersionError(7),
  forbidden: () => new ForbiddenError(),
  unauthenticated: () => new UnauthenticatedError(),
  limited: () => new RateLimitedError(17),
  unavailable: () => new UnavailableError(),
  unexpected: () => new Error('select secret from leads where phone = 4915112345'),
};

/** Adds a task of this title: the smallest write there is. */
export function addTask(ground: Ground, ctx: RequestContext, title: string, behaviour: Behaviour): Promise<string> {
  const useCase = {
    operation: 'createThing',
    permission: 'task:create',
    action: 'CREATE',
    objectType: 'TASK',
  } as const;
  return Promise.resolve(behaviour.before?.())
    .then(() =>
      change(ground, ctx, useCase, async unit => {
        const id = newId();
        const text =
          'insert into tasks (id, practice_id, created_at, updated_at, title) values ($1, $2, now(), now(), $3)';
        await unit.sql(text, [id, ctx.practiceId, title]);
        unit.record(id);
        return id;
      }),
    )
    .then(async id => {
      await behaviour.after?.();
      return id;
    });
}

/** As many lines; without an end when there are none, and then broken. */
async function* rowsOf(count: number): AsyncGenerator<string> {
  for (let at = 0; at < count; at++) yield `${'x'.repeat(1000)}\n`;
  if (count === 0) {
    yield 'begun\n';
    throw new Error('the source broke');
  }
}

const shape = z.object({ id: z.uuid(), version: z.int() });

export function probeRoutes(ground: Ground, behaviour: Behaviour): Route[] {
  const nothing = () => Promise.reject(new NotFoundError('THING'));
  const base = { tag: 'Things', permission: 'task:read', answer: shape } as const;
  return [
    {
      ...base,
      method: 'get',
      path: '/things',
      operation: 'things',
      summary: 'Things',
      isList: true,
      query: listQuery({ status: many(z.enum(['NEW', 'OLD'])) }, ['createdAt', 'lastName']),
      handle: async (_ctx, { query }) =>
        listed(
          query as unknown as ListCall,
          { nodes: [query], totalCount: 101, pageInfo: { hasNextPage: true, endCursor: 'next' } },
          row => row,
        ),
    },
    { ...base, method: 'get', path: '/things/:id', operation: 'thing', summary: 'A thing', handle: nothing },
    {
      ...base,
      method: 'get',
      path: '/things/stats',
      operation: 'thingStats',
      summary: 'Figures',
      handle: async () => figures({ total: 3 }),
    },
    {
      ...base,
      method: 'put',
      path: '/things/:id',
      operation: 'updateThing',
      permission: 'task:update',
      summary: 'Changes a thing',
      body: z.strictObject({ title: z.string().optional() }),
      handle: async (_ctx, { params, body, expectedVersion }) =>
        one({ id: params.id, version: (expectedVersion ?? 1) + 1, body }),
    },
    {
      ...base,
      method: 'delete',
      path: '/things/:id',
      operation: 'deleteThing',
      permission: 'task:delete',
      summary: 'Deletes a thing',
      status: 204,
      handle: async () => noContent(),
    },
    {
      ...base,
      method: 'post',
      path: '/things',
      operation: 'createThing',
      permission: 'task:create',
      summary: 'Adds a thing',
      status: 201,
      body: z.strictObject({ title: z.string() }),
      handle: async (ctx: RequestContext, { body }: RestRequest) => {
        const { title } = body as { title?: string };
        if (title === undefined) throw ValidationError.at('title', 'REQUIRED', 'This field is required.');
        const id = await addTask(ground, ctx, title, behaviour);
        return created({ id, version: 1 }, `/api/v1/things/${id}`);
      },
    },
    {
      ...base,
      method: 'post',
      path: '/failures/:name',
      operation: 'failure',
      permission: 'public',
      summary: 'Fails as told',
      handle: async (_ctx, { params }) => Promise.reject(errorsByName[params.name ?? '']?.()),
    },
    {
      ...base,
      method: 'get',
      path: '/rows/:count',
      operation: 'rows',
      summary: 'Rows as they come',
      produces: 'text/csv',
      handle: async (_ctx, { params }) => ({
        status: 200,
        headers: { 'content-type': 'text/csv; charset=utf-8' },
        stream: rowsOf(Number(params.count)),
      }),
    },
    {
      ...base,
      method: 'post',
      path: '/large',
      operation: 'largeThing',
      permission: 'public',
      summary: 'Takes more',
      bodyLimit: 3_000_000,
      body: z.unknown(),
      handle: async (_ctx, { body }) => figures(JSON.stringify(body).length),
    },
  ];
}

export function probeConfig(databaseUrl: string, settings: Record<string, string> = {}): Config {
  const base64 = () => randomBytes(32).toString('base64');
  const { privateKey } = generateKeyPairSync('ed25519');
  return loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: `k1:${base64()}`,
    BLIND_INDEX_KEY: base64(),
    TOKEN_SIGNING_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    CORS_ORIGINS: 'https://app.example.com',
    LOG_LEVEL: 'info',
    ...settings,
  });
}

interface ProbeOptions {
  settings?: Record<string, string>;
  /** A second process over what the first one has. */
  beside?: ProbeServer;
}

/** The real HTTP server over a real database, with a handful of routes that do as they are told. */
export async function startProbe({ settings, beside }: ProbeOptions = {}): Promise<ProbeServer> {
  const database = beside?.database ?? (await createDatabase());
  const config = beside?.ground.config ?? probeConfig(database.adminUrl, settings);
  const lines: string[] = [];
  const logger = createLogger({ level: config.logLevel, name: 'test' }, { write: line => void lines.push(line) });
  const ground = await openGround({ config, logger });
  const behaviour = beside?.behaviour ?? {};
  if (!beside) await addPractice(database);
  const authenticator = {
    authenticate: async ({ authorization }: { authorization?: string | null }) => {
      const viewer = people[authorization?.replace('Bearer ', '') ?? ''];
      if (!viewer) throw new UnauthenticatedError('The access token is not valid.');
      return viewer;
    },
  };
  const server = await startServer({
    services: { ground, authenticator, events: new EventHub(ground) } as unknown as Services,
    groups: [{ base: '/api/v1', channel: 'rest', routes: probeRoutes(ground, behaviour) }],
    doors: probeDoors(ground, behaviour),
  });
  return {
    server,
    database,
    ground,
    behaviour,
    lines,
    call: (method, path, options) => call(server.url, method, path, options),
    close: async () => {
      await server.close();
      await ground.database.close();
      if (!beside) await database.drop();
    },
  };
}

async function addPractice(database: TestDatabase): Promise<void> {
  const text = `insert into practices (id, created_at, updated_at, name, time_zone, form_key, postmark_webhook_key)
    values ($1, now(), now(), 'Probe', 'Europe/Berlin', 'form', 'hook')`;
  await database.query(text, [practiceId]);
}

export async function call(base: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const { as = 'owner', body, raw, headers = {} } = options;
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(base + path, {
    method,
    body: sent as string | undefined,
    headers: {
      ...(as !== null && { authorization: `Bearer ${as}` }),
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
