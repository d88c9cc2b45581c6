import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedDatabase, runningEmbedded, startEmbedded } from '../../src/platform/database/embedded.js';
import { lockDirectory } from '../../src/platform/process/lock.js';

const dataDir = mkdtempSync(join(tmpdir(), 'practice-crm-embedded-'));
const home = () => JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')).home as string;
const start = () => startEmbedded({ dataDir, settings: { fsync: 'off' } });

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await start();
  await ask(database.adminUrl, "create table kept (word text); insert into kept values ('still here')");
});
afterAll(async () => {
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const kept = async () => (await ask(database.adminUrl, 'select word from kept'))[0]?.word;

describe('the embedded PostgreSQL', () => {
  test('keeps its passwords for the owner of the files, and asks for them', async () => {
    expect(statSync(join(dataDir, 'database.json')).mode & 0o777).toBe(0o600);
    await expect(ask(database.adminUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('gives the application a login of its own, without rights over the server', async () => {
    const [row] = await ask(
      database.appUrl,
      'select current_user as name, rolsuper from pg_roles where rolname = current_user',
    );
    expect(row).toEqual({ name: 'crm_app', rolsuper: false });
  });

  test('finds its data and its address again at the next start', async () => {
    const before = database.adminUrl;
    await database.stop();
    expect(runningEmbedded(dataDir)).toBeNull();
    database = await start();
    expect(database.adminUrl).toBe(before);
    expect(runningEmbedded(dataDir)?.adminUrl).toBe(before);
    expect(await kept()).toBe('still here');
  });

  test('takes the place of a server whose parent was killed', async () => {
    const orphan = database;
    database = await start();
    await orphan.exited;
    expect(await kept()).toBe('still here');
  });

  test('starts over a stale process id that now belongs to another program', async () => {
    await database.stop();
    writeFileSync(join(home(), 'cluster', 'postmaster.pid'), `${process.pid}\n/elsewhere\n1\n5432\n\n\n0 0\nready\n`);
    expect(runningEmbedded(dataDir)).toBeNull();
    database = await start();
    expect(await kept()).toBe('still here');
  });

  test('moves to another port when its own is taken', async () => {
    await database.stop();
    const taken = Number(new URL(database.adminUrl).port);
    const server = await new Promise<Server>(resolve => {
      const other = createServer().listen(taken, '127.0.0.1', () => resolve(other));
    });
    try {
      database = await start();
      expect(Number(new URL(database.adminUrl).port)).not.toBe(taken);
      expect(await kept()).toBe('still here');
    } finally {
      server.close();
    }
  });

  test('comes back after a hard stop in the middle of its work', async () => {
    await ask(database.adminUrl, "insert into kept values ('and this')");
    process.kill(Number(readFileSync(join(home(), 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await database.exited;
    database = await start();
    expect(await ask(database.adminUrl, 'select word from kept')).toEqual([
      { word: 'still here' },
      { word: 'and this' },
    ]);
  });
});

test('a data directory belongs to one server at a time', async () => {
  const lock = await lockDirectory(dataDir);
  await expect(lockDirectory(dataDir)).rejects.toThrow(`process ${process.pid}`);
  lock.release();
  (await lockDirectory(dataDir)).release();
});
