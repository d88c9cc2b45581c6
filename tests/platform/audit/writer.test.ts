import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditUnrecorded } from '../../../src/platform/audit/audit-unrecorded.js';
import { UnavailableError } from '../../../src/platform/errors/errors.js';
import { change, observe } from '../../../src/platform/use-case.js';
import { type AuditWorld, auditWorld, readEntry } from '../../support/audit-world.js';

let world: AuditWorld;
beforeAll(async () => {
  world = await auditWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.files.query('truncate practices cascade');
  world.time.now = null;
});
afterAll(() => world.close());

const log = () => world.files.query('select * from audit_log order by seq');
const createPractice = (ctx = world.context()) =>
  change(
    world.ground,
    ctx,
    { operation: 'createPractice', permission: 'lead:create', action: 'CREATE', objectType: 'PRACTICE' },
    async unit => {
      const id = randomUUID();
      await unit.sql(
        `insert into practices (id, created_at, updated_at, name, time_zone, form_key, postmark_webhook_key)
         values ($1, now(), now(), 'A', 'UTC', $2, $3)`,
        [id, randomUUID(), randomUUID()],
      );
      unit.record(id, { name: { from: null, to: 'A' }, phone: true });
      unit.publish({ type: 'PRACTICE_CREATED', objectType: 'PRACTICE', objectId: id });
      return id;
    },
  );
const countPractices = async () => (await world.files.query('select count(*)::int as n from practices'))[0]!.n;

describe('a row', () => {
  test('says who, when, whence, what and how it ended', async () => {
    world.time.now = new Date('2026-03-04T05:06:07.089Z');
    const ids = [randomUUID(), randomUUID()];
    const ctx = world.context({ requestId: 'req-1', deviceId: randomUUID(), reason: 'asked by the person' });
    await world.audit.append(ctx, readEntry({ objectIds: ids, details: { filter: ['status'], count: 2 } }));
    const [row] = await log();
    expect(row).toMatchObject({
      at: new Date('2026-03-04T05:06:07.089Z'),
      practice_id: world.practiceId,
      actor_kind: 'STAFF',
      actor_id: world.viewer.id,
      roles: ['OWNER'],
      session_id: world.viewer.sessionId,
      device_id: ctx.deviceId,
      ip: '192.0.2.7',
      user_agent: 'test',
      channel: 'graphql',
      operation: 'leads',
      action: 'READ',
      object_type: 'LEAD',
      object_ids: ids,
      details: '{"filter":["status"],"count":2}',
      outcome: 'SUCCEEDED',
      code: null,
      request_id: 'req-1',
      reason: 'asked by the person',
    });
    expect(ctx.audited).toBe(1);
  });

  test('of any caller, however odd its words, is written and verifies after the database kept it', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const loose = fc.string({
      unit: fc.constantFrom('\0', '\ud800', '\udc00', '\\', 'u0000', '"', '\n', 'ü', '😀', '{'),
    });
    const odd = fc.oneof(text, loose);
    const calls = fc.record({
      parts: fc.record({ userAgent: odd, requestId: odd, reason: odd, ip: odd, deviceId: fc.oneof(odd, fc.uuid()) }),
      objectIds: fc.array(
        fc.oneof(
          fc.uuid(),
          fc.uuid().map(id => id.toUpperCase()),
          odd,
        ),
        { maxLength: 5 },
      ),
      details: fc.dictionary(fc.constantFrom('name', 'tags', '1', 'a b'), fc.oneof(odd, fc.jsonValue())),
    });
    await Promise.all(
      fc
        .sample(calls, 150)
        .map(({ parts, objectIds, details }) =>
          world.audit.append(world.context(parts), readEntry({ objectIds, details, code: 'A'.repeat(99) })),
        ),
    );
    expect(await world.verify()).toMatchObject({ isSound: true, rows: 150, unsealedRows: 150 });
    await world.seal();
    expect(await world.verify()).toMatchObject({ isSound: true, rows: 150, unsealedRows: 0 });
  });

  test('of nobody has no practice and no actor', async () => {
    await world.audit.append(
      world.context({ viewer: null }),
      readEntry({ outcome: 'DENIED', code: 'UNAUTHENTICATED' }),
    );
    expect(await log()).toMatchObject([{ practice_id: null, actor_id: null, roles: [], outcome: 'DENIED' }]);
  });

  test('is written at the end of a call that no use case recorded, and only then', async () => {
    const silent = world.context();
    await auditUnrecorded(world.ground, silent, { operation: 'leads', outcome: 'LIMITED', code: 'RATE_LIMITED' });
    await auditUnrecorded(world.ground, silent, { operation: 'leads', outcome: 'SUCCEEDED' });
    expect(await log()).toMatchObject([
      { action: 'CALL', operation: 'leads', outcome: 'LIMITED', code: 'RATE_LIMITED' },
    ]);
  });
});

test('calls of one moment share a statement, and each waits for its rows', async () => {
  await Promise.all(Array.from({ length: 100 }, () => world.audit.append(world.context(), readEntry(), readEntry())));
  const rows = await log();
  expect(rows).toHaveLength(200);
  expect(new Set(rows.map(row => row.xid)).size).toBe(1);
});

describe('a log that can not be written', () => {
  test('fails reads and changes with UnavailableError, changes nothing, and recovers by itself', async () => {
    await createPractice();
    await world.files.query('revoke insert on audit_log from crm_app');
    await expect(world.audit.append(world.context(), readEntry())).rejects.toBeInstanceOf(UnavailableError);
    const read = () =>
      observe(
        world.ground,
        world.context(),
        { operation: 'leads', permission: 'lead:read', action: 'READ', objectType: 'LEAD' },
        async () => ({ value: 'secret', report: { ids: [] } }),
      );
    await expect(read()).rejects.toBeInstanceOf(UnavailableError);
    await expect(createPractice()).rejects.toBeInstanceOf(UnavailableError);
    expect(await countPractices()).toBe(1);
    expect(await log()).toHaveLength(1);
    expect((await world.files.query('select 1 from outbox')).length).toBe(1);

    await world.files.query('grant insert on audit_log to crm_app');
    expect(await read()).toBe('secret');
    await createPractice();
    expect(await countPractices()).toBe(2);
  });

  test('refuses every caller of the group and takes the next ones', async () => {
    await world.files.query('revoke insert on audit_log from crm_app');
    const calls = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.audit.append(world.context(), readEntry())),
    );
    expect(calls.map(call => call.status)).toEqual(Array(20).fill('rejected'));
    await world.files.query('grant insert on audit_log to crm_app');
    await world.audit.append(world.context(), readEntry());
    expect(await log()).toHaveLength(1);
  });

  test('comes back after its connections are cut', async () => {
    await world.audit.append(world.context(), readEntry());
    await world.files.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await world.audit
      .append(world.context(), readEntry())
      .catch(error => expect(error).toBeInstanceOf(UnavailableError));
    await world.audit.append(world.context(), readEntry());
    expect((await log()).length).toBeGreaterThanOrEqual(2);
  });
});

test('connections killed again and again leave no change without its row and no row without its change', async () => {
  let isOver = false;
  let killed = 0;
  const killing = (async () => {
    while (!isOver) {
      const rows = await world.files.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'practice-crm' and random() < 0.3`);
      killed += rows.length;
      await setTimeout(20);
    }
  })();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const ended: PromiseSettledResult<string>[] = [];
      for (let round = 0; round < 10; round++) ended.push(...(await Promise.allSettled([createPractice()])));
      return ended;
    }),
  );
  isOver = true;
  await killing;
  expect(killed).toBeGreaterThan(0);
  const made = (await world.files.query('select id from practices order by id')).map(row => row.id);
  const rows = await world.files.query(
    `select object_ids[1] as id from audit_log where operation = 'createPractice' and outcome = 'SUCCEEDED' order by 1`,
  );
  expect(rows.map(row => row.id)).toEqual(made);
  const answered = outcomes.flat().filter(outcome => outcome.status === 'fulfilled');
  for (const outcome of answered) expect(made).toContain(outcome.value);
  await world.seal();
  expect(await world.verify()).toMatchObject({ isSound: true, unsealedRows: 0 });
});

test('the row and the change commit together: a failing change leaves neither', async () => {
  const failing = change(
    world.ground,
    world.context(),
    { operation: 'createPractice', permission: 'lead:create', action: 'CREATE', objectType: 'PRACTICE' },
    async unit => {
      unit.record(randomUUID());
      await unit.sql('select 1 / 0');
    },
  );
  await expect(failing).rejects.toThrow(/division by zero/);
  expect(await log()).toMatchObject([{ outcome: 'FAILED', code: 'INTERNAL_SERVER_ERROR' }]);
});

describe('the application', () => {
  const forbidden = [
    'update audit_log set reason = null',
    'delete from audit_log',
    'truncate audit_log',
    'update audit_blocks set hash = hash',
    'delete from audit_blocks',
    'truncate audit_blocks',
    `insert into audit_tombstones values (gen_random_uuid(), '{[1,2)}', 1, now(), '')`,
    'delete from audit_tombstones',
    'update audit_holds set released_at = now()',
  ];
  test.each(forbidden)('may not: %s', async statement => {
    await world.audit.append(world.context(), readEntry());
    await expect(world.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
