import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AuditSealer } from '../../../src/platform/audit/audit-sealer.js';
import { transact } from '../../../src/platform/use-case.js';
import { type AuditWorld, auditWorld, readEntry } from '../../support/audit-world.js';

let world: AuditWorld;
beforeAll(async () => {
  world = await auditWorld({ blockLimit: 4 });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Rows written one by one, so that their places follow each other. */
async function write(count: number): Promise<void> {
  await world.audit.append(world.context(), ...Array.from({ length: count }, () => readEntry()));
}

async function rowAt(seq: number): Promise<{ seq: string; id: string }> {
  return (await world.files.query('select seq, id from audit_log where seq = $1', [seq]))[0] as {
    seq: string;
    id: string;
  };
}

/** As whoever owns the database. */
const tamper = (statement: string, values: unknown[] = []) => world.files.query(statement, values);

const forge = (seq: number | null) =>
  tamper(
    `insert into audit_log (${seq ? 'seq,' : ''} id, at, channel, operation, action, object_type, outcome, request_id, mac)
     overriding system value
     select ${seq ? `${seq},` : ''} $1, at, channel, operation, action, object_type, outcome, request_id, mac
     from audit_log order by audit_log.seq limit 1`,
    [randomUUID()],
  );

describe('an untouched log is sound', () => {
  test('empty, unsealed, half sealed and sealed', async () => {
    expect(await world.verify()).toMatchObject({ isSound: true, rows: 0, blocks: 0, isEndWitnessed: false });
    await write(6);
    expect(await world.verify()).toMatchObject({ isSound: true, rows: 6, blocks: 0, unsealedRows: 6 });
    expect(await world.seal()).toBe(6);
    await write(3);
    expect(await world.verify()).toMatchObject({
      isSound: true,
      rows: 9,
      blocks: 2,
      unsealedRows: 3,
      isEndWitnessed: true,
    });
    expect(await world.seal()).toBe(3);
    expect(await world.verify()).toMatchObject({ isSound: true, rows: 9, blocks: 3, unsealedRows: 0 });
  });

  test('after 50 writers at once, with three sealers at it and some changes rolled back', async () => {
    const sealers = [1, 2, 3].map(() => new AuditSealer({ ...world, blockLimit: 50 }));
    let isWriting = true;
    const sealing = sealers.map(async sealer => {
      while (isWriting) await sealer.seal();
    });
    const useCase = {
      operation: 'updateLead',
      permission: 'lead:update',
      action: 'UPDATE',
      objectType: 'LEAD',
    } as const;
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let round = 0; round < 8; round++) {
          await world.audit.append(world.context(), readEntry());
          const changing = transact(world.ground, world.context(), useCase, async unit => {
            unit.record(randomUUID(), { status: { from: 'NEW', to: 'CONTACTED' } });
            if (writer % 5 === 0) await unit.sql('select 1 / 0');
          });
          await changing.catch(() => undefined);
        }
      }),
    );
    isWriting = false;
    await Promise.all(sealing);
    await world.seal();
    const report = await world.verify();
    expect(report).toMatchObject({ isSound: true, rows: 400 + 320, unsealedRows: 0 });
    expect(report.blocks).toBeGreaterThan(1);
    const [sealed] = await tamper('select sum(row_count)::int as rows from audit_blocks');
    expect(sealed).toEqual({ rows: 720 });
  });

  test('when a transaction that began early commits late', async () => {
    const client = await world.database.connect();
    await client.query('begin');
    const { text, values } = world.audit.statement(world.context(), [readEntry()]);
    await client.query(text, values);
    await write(2);
    expect(await world.sealer.seal()).toBe(0);
    await client.query('commit');
    client.release();
    expect(await world.seal()).toBe(3);
    expect(await world.verify()).toMatchObject({ isSound: true, unsealedRows: 0 });
  });

  test('and the heads are in a file that only its owner reads', async () => {
    await write(5);
    await world.seal();
    expect((await stat(world.heads.path)).mode & 0o777).toBe(0o600);
    expect(await world.heads.read()).toMatchObject([
      { number: '1', lastSeq: '4' },
      { number: '2', lastSeq: '5' },
    ]);
  });
});

describe.each([
  ['sealed', true],
  ['not yet sealed', false],
])('in a log %s, the verifier names', (_, isSealed) => {
  beforeEach(async () => {
    await write(10);
    if (isSealed) await world.seal();
  });

  const columns = [
    `actor_id = gen_random_uuid()`,
    `at = at + interval '1 ms'`,
    `roles = '{AUDITOR}'`,
    `practice_id = null`,
    `ip = '::1'`,
    `object_ids = '{}'`,
    `outcome = 'DENIED'`,
    `details = '{}'`,
    `changes = '{"status":true}'`,
    `reason = 'x'`,
    `operation = 'lead'`,
    `request_id = 'x'`,
    `mac = reverse(mac)`,
    `code = ''`,
  ];
  test.each(columns)('a row changed: %s', async assignment => {
    const row = await rowAt(6);
    await tamper(`update audit_log set ${assignment} where seq = 6`);
    await tamper(`update audit_log set ${assignment} where seq = 9`);
    expect((await world.verify()).fault).toEqual({ reason: 'CHANGED', ...row });
  });

  test('a row put in, also after the next block was sealed', async () => {
    await forge(null);
    const row = await rowAt(11);
    expect((await world.verify()).fault).toEqual({ reason: 'INSERTED', ...row });
    await write(1);
    await world.seal();
    expect((await world.verify()).fault).toEqual({ reason: 'INSERTED', ...row });
  });

  test('a row changed before it was sealed, ever after', async () => {
    await write(1);
    await tamper(`update audit_log set reason = 'x' where seq = 11`);
    await world.seal();
    expect((await world.verify()).fault).toEqual({ reason: 'CHANGED', ...(await rowAt(11)) });
  });
});

describe('in a sealed log, the verifier names', () => {
  beforeEach(async () => {
    await write(10);
    await world.seal();
  });

  test.each([1, 5, 10])('row %d removed', async seq => {
    const row = await rowAt(seq);
    await tamper('delete from audit_log where seq = $1', [seq]);
    expect((await world.verify()).fault).toEqual({ reason: 'REMOVED', ...row });
  });

  test('all rows removed', async () => {
    const row = await rowAt(1);
    await tamper('truncate audit_log');
    expect((await world.verify()).fault).toEqual({ reason: 'REMOVED', ...row });
  });

  test('two rows swapped', async () => {
    const [three, seven] = [await rowAt(3), await rowAt(7)];
    await tamper('create table kept as select * from audit_log where seq in (3, 7)');
    await tamper('update kept set seq = 10 - seq');
    await tamper('delete from audit_log where seq in (3, 7)');
    await tamper('insert into audit_log overriding system value select * from kept');
    await tamper('drop table kept');
    expect((await world.verify()).fault).toEqual({ reason: 'SWAPPED', seq: '3', id: seven.id });
    expect(three.id).not.toBe(seven.id);
  });

  test('a row put in at an old place', async () => {
    await tamper('delete from audit_log where seq = 4');
    await forge(4);
    expect((await world.verify()).fault).toMatchObject({ reason: 'SWAPPED', seq: '4' });
    await forge(-5);
    expect((await world.verify()).fault).toMatchObject({ seq: '4' });
  });

  test('the end cut off, with its blocks', async () => {
    await tamper('delete from audit_log where seq > 8');
    await tamper('delete from audit_blocks where number > 2');
    expect((await world.verify()).fault).toEqual({ reason: 'CUT_OFF', seq: '9', id: null, block: '3' });
  });

  test('the end cut off and grown anew', async () => {
    await tamper('delete from audit_log where seq > 8');
    await tamper('delete from audit_blocks where number > 2');
    await write(6);
    await world.seal();
    expect((await world.verify()).fault).toMatchObject({ reason: 'CUT_OFF', block: '3' });
  });

  test('everything cut off', async () => {
    await tamper('truncate audit_log');
    await tamper('truncate audit_blocks');
    expect((await world.verify()).fault).toEqual({ reason: 'CUT_OFF', seq: '1', id: null, block: '1' });
  });

  test('a block removed from the middle, with and without its rows', async () => {
    const row = await rowAt(5);
    await tamper('delete from audit_blocks where number = 2');
    expect((await world.verify()).fault).toEqual({ reason: 'REMOVED', ...row, block: '2' });
    await tamper('delete from audit_log where seq between 5 and 8');
    expect((await world.verify()).fault).toEqual({ reason: 'REMOVED', seq: '5', id: null, block: '2' });
  });

  test('a row removed together with its leaf', async () => {
    await tamper('delete from audit_log where seq = 6');
    await tamper(`update audit_blocks set seqs = '{[5,6),[7,9)}', row_count = 3,
      leaves = substr(leaves, 1, 32) || substr(leaves, 65) where number = 2`);
    expect((await world.verify()).fault).toEqual({ reason: 'CHANGED', ...(await rowAt(5)), block: '2' });
  });

  test('a head whose line was forged is no witness; the true one still is', async () => {
    const lines = await readFile(world.heads.path, 'utf8');
    const forged = { number: '9', hash: 'x', lastSeq: '99', at: new Date().toISOString(), mac: 'x' };
    await writeFile(world.heads.path, `${lines}${JSON.stringify(forged)}\nnot json\n`);
    expect(await world.verify()).toMatchObject({ isSound: true });
  });
});
