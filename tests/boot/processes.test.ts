import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../src/platform/process/ports.js';
import { isAlive } from '../../src/platform/process/processes.js';
import { launch, type TestProcess } from '../support/processes.js';

const patience = 60_000;
const dataDir = mkdtempSync(join(tmpdir(), 'practice-crm-start-'));
let environment: Record<string, string>;

const start = (more: Record<string, string> = {}) => launch('dist/main.js', [], { ...environment, ...more });
const credentials = () => JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8'));

async function signIn(url: string): Promise<number> {
  const { password, accounts } = credentials();
  const body = JSON.stringify({ email: accounts.OWNER, password });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/api/v1/auth/sign-in`, { method: 'POST', headers, body })).status;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 25));
}

const isServing = (url: string) =>
  fetch(`${url}/health/ready`).then(
    response => response.ok,
    () => false,
  );

describe('npm start', () => {
  let main: TestProcess;
  let url: string;
  beforeAll(async () => {
    environment = { PORT: String(await freePort()), DATA_DIR: dataDir, LOG_LEVEL: 'error' };
    main = start();
    ({ url } = await main.ready);
  }, patience);
  afterAll(async () => {
    main.kill('SIGTERM');
    await main.exited;
    rmSync(dataDir, { recursive: true, force: true });
  }, patience);

  test('serves, tells the password once, and signs a demo account in with it', async () => {
    expect(await isServing(url)).toBe(true);
    expect(main.output()).toContain(credentials().password);
    expect(await signIn(url)).toBe(200);
  });

  test('refuses a second server on the same data, and one on the same port, in one line each', async () => {
    for (const more of [{}, { PORT: '0' }] as Record<string, string>[]) {
      const second = start(more);
      expect((await second.exited).code).toBe(1);
      expect(second.output()).toMatch(new RegExp(`^Another server \\(process ${main.pid}\\).*\n$`));
    }
    const third = start({ DATA_DIR: join(dataDir, 'other') });
    expect((await third.exited).code).toBe(1);
    expect(third.output()).toMatch(/^PORT \d+ is taken.*\n$/);
  });

  test(
    'starts an API again that was killed',
    async () => {
      const { pids } = await main.ready;
      process.kill(pids![0]!, 'SIGKILL');
      await until(async () => !isAlive(pids![0]!) && (await isServing(url)));
      expect(await signIn(url)).toBe(200);
    },
    patience,
  );

  test(
    'is whole again after kill -9, with the same data and without telling the password again',
    async () => {
      const { pids } = await main.ready;
      main.kill('SIGKILL');
      await main.exited;
      main = start();
      ({ url } = await main.ready);
      expect(await signIn(url)).toBe(200);
      expect(main.output()).not.toContain(credentials().password);
      await until(() => pids!.every(pid => !isAlive(pid)));
    },
    patience,
  );

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing behind after %s',
    async signal => {
      const { pids } = await main.ready;
      const home = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')).home;
      const postgres = Number(readFileSync(join(home, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
      main.kill(signal);
      expect(await main.exited).toEqual({ code: 0, signal: null });
      expect([...pids!, postgres].filter(isAlive)).toEqual([]);
      main = start();
      ({ url } = await main.ready);
    },
    patience,
  );
});

describe('what can not start says why', () => {
  test('settings: all that is wrong, with code 2', async () => {
    const wrong = launch('dist/api.js', [], { PORT: 'x', LOG_LEVEL: 'loud', NODE_ENV: 'production' });
    expect((await wrong.exited).code).toBe(2);
    for (const name of ['PORT', 'LOG_LEVEL', 'ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'TOKEN_SIGNING_KEY']) {
      expect(wrong.output()).toContain(`- ${name} `);
    }
  });

  test('no database to work on', async () => {
    const alone = launch('dist/worker.js', [], { DATA_DIR: mkdtempSync(join(tmpdir(), 'practice-crm-none-')) });
    expect((await alone.exited).code).toBe(1);
    expect(alone.output()).toMatch(/^There is no database: DATABASE_URL is not set/);
  });

  test.each(['dist/main.js', 'dist/api.js'])('%s: a database that can not be reached, in one line', async script => {
    const port = await freePort();
    const DATABASE_URL = `postgres://someone:leaked-secret@127.0.0.1:${port}/crm`;
    const alone = launch(script, [], {
      DATABASE_URL,
      PORT: '0',
      DATA_DIR: mkdtempSync(join(tmpdir(), 'practice-crm-none-')),
    });
    expect((await alone.exited).code).toBe(1);
    expect(alone.output()).toMatch(/^The database can't be used: connect ECONNREFUSED [^\n]*\n$/);
    expect(alone.output()).not.toContain('leaked-secret');
  });

  test('an older Node, before anything of the program is loaded', async () => {
    const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
    const old = launch('dist/main.js', [], {}, ['--import', older]);
    expect((await old.exited).code).toBe(1);
    expect(old.output()).toMatch(/^This program needs Node 24\.9 or newer and was started with 20\.20\.2\./);
  });
});
