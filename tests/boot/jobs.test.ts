import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database } from '../../src/platform/database/database.js';
import { applicationRole } from '../../src/platform/database/role.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { createLogger } from '../../src/platform/logging.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let orm: Database;
const open: Jobs[] = [];
const logs: string[] = [];

beforeAll(async () => {
  database = await createDatabase();
  orm = await Database.open({ url: database.adminUrl, role: applicationRole, entities: [] });
});
afterAll(async () => {
  await Promise.all(open.map(jobs => jobs.stop(500)));
  await orm.close();
  await database.drop();
});

function jobsOf(): Jobs {
  const logger = createLogger({ level: 'warn', name: 'test' }, { write: line => void logs.push(line) });
  const jobs = new Jobs({ url: database.adminUrl, database: orm, logger });
  open.push(jobs);
  return jobs;
}

/** A handler, and what it was called with, to be waited for. */
function recorder<Data>() {
  const calls: Data[] = [];
  const wake: (() => void)[] = [];
  return {
    calls,
    handler: async (data: Data) => {
      calls.push(data);
      for (const done of wake.splice(0)) done();
    },
    atLeast: async (count: number) => {
      while (calls.length < count) await new Promise<void>(done => wake.push(done));
    },
  };
}

test('a job queued in a transaction exists when it commits, and only then', async () => {
  const { calls, handler, atLeast } = recorder<{ word: string }>();
  const jobs = jobsOf();
  jobs.define('speak', { handler });
  const inTransaction = (word: string, mayCommit: boolean) =>
    orm.fork().transactional(async em => {
      await jobs.enqueue('speak', { word }, { em: em as never });
      if (!mayCommit) throw new Error('rolled back');
    });
  await expect(inTransaction('never', false)).rejects.toThrow('rolled back');
  await inTransaction('once', true);
  await jobs.work();
  await atLeast(1);
  expect(calls).toEqual([{ word: 'once' }]);
});

test('a failed job is tried again, and its error stays out of the queue', async () => {
  const jobs = jobsOf();
  let tries = 0;
  const done = new Promise<void>(resolve => {
    jobs.define('stumble', {
      handler: async () => {
        tries += 1;
        if (tries === 1) throw new Error('Jane Doe could not be read');
        resolve();
      },
    });
  });
  await jobs.enqueue('stumble');
  await jobs.work();
  await done;
  const rows = await database.query("select output::text from pgboss.job where name = 'stumble'");
  expect(rows.map(row => row.output).join()).not.toContain('Jane Doe');
  expect(logs.join()).toContain('a job failed');
});

test('what recurs runs in one process at a time', async () => {
  let running = 0;
  let most = 0;
  const { handler, atLeast } = recorder<object>();
  const definition = {
    everySeconds: 0.02,
    handler: async (data: object) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      await handler(data);
    },
  };
  for (const jobs of [jobsOf(), jobsOf()]) {
    jobs.define('tick', definition);
    await jobs.work();
  }
  await atLeast(10);
  expect(most).toBe(1);
});
