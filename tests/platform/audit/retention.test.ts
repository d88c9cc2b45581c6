import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { purgeAudit } from '../../../src/platform/audit/audit-retention.js';
import { type AuditWorld, auditWorld, readEntry } from '../../support/audit-world.js';

let world: AuditWorld;
beforeAll(async () => {
  world = await auditWorld({ blockLimit: 3 });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const day = 86_400_000;
const held = randomUUID();

/** One row of each age, in days beyond six years, about one object. */
async function writeAged(objectId: string, ...daysBeyond: number[]): Promise<void> {
  const sixYearsAgo = new Date();
  sixYearsAgo.setUTCFullYear(sixYearsAgo.getUTCFullYear() - 6);
  for (const days of daysBeyond) {
    world.time.now = new Date(sixYearsAgo.getTime() - days * day);
    await world.audit.append(world.context(), readEntry({ objectIds: [objectId] }));
  }
  world.time.now = null;
}

const places = async () =>
  (await world.files.query('select seq::int from audit_log order by audit_log.seq')).map(row => row.seq);

test('a row goes after six years unless a hold keeps it; the log stays sound behind its tombstone', async () => {
  await writeAged(randomUUID(), 2, 2, -2, 2);
  await writeAged(held, 2, 2);
  await world.audit.append(world.context(), readEntry());
  await world.files.query(`insert into audit_holds values ($1, $2, $3, 'a court asks', now())`, [
    randomUUID(),
    world.practiceId,
    held,
  ]);
  expect(await purgeAudit(world)).toBe(0);
  await world.seal();
  expect(await purgeAudit(world)).toBe(3);
  expect(await places()).toEqual([3, 5, 6, 7]);
  expect(await world.verify()).toMatchObject({ isSound: true, rows: 4 });

  await world.files.query('update audit_holds set released_at = now()');
  expect(await purgeAudit(world)).toBe(2);
  expect(await places()).toEqual([3, 7]);
  expect(await world.verify()).toMatchObject({ isSound: true, rows: 2 });
});

test('a row removed without, or with a forged, tombstone is named', async () => {
  await writeAged(randomUUID(), 2, 2);
  await writeAged(randomUUID(), -2, -2);
  await world.seal();
  expect(await purgeAudit(world)).toBe(2);
  await world.files.query('delete from audit_log where seq = 3');
  expect((await world.verify()).fault).toMatchObject({ reason: 'REMOVED', seq: '3' });
  await world.files.query(`insert into audit_tombstones values ($1, '{[3,4)}', 1, now(), 'forged')`, [randomUUID()]);
  expect((await world.verify()).fault).toMatchObject({ reason: 'REMOVED', seq: '3' });
  await world.files.query(`update audit_tombstones set seqs = '{[1,4)}' where lower(seqs) = 1`);
  expect((await world.verify()).fault).toMatchObject({ reason: 'REMOVED', seq: '1' });
});

test('the application can not have a younger, held or unsealed row removed, whatever it asks', async () => {
  await writeAged(held, 2);
  await writeAged(randomUUID(), -2);
  await world.seal();
  await writeAged(randomUUID(), 2);
  await world.files.query(`insert into audit_holds values ($1, $2, null, 'all of it', now())`, [
    randomUUID(),
    world.practiceId,
  ]);
  for (const seqs of ['{[1,2)}', '{[2,3)}', '{[3,4)}', '{[1,4)}']) {
    const asked = world.database.pool.query('select audit_purge($1, $2, now(), $3)', [randomUUID(), seqs, 'x']);
    await expect(asked).rejects.toMatchObject({ code: '42501' });
  }
  expect(await places()).toEqual([1, 2, 3]);
});
