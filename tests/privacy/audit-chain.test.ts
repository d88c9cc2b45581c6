import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AuditHeads } from '../../src/platform/audit/audit-heads.js';
import { auditKey } from '../../src/platform/audit/audit-row.js';
import { AuditSealer } from '../../src/platform/audit/audit-sealer.js';
import { verifyAudit } from '../../src/platform/audit/audit-verifier.js';
import { openGround } from '../../src/server/ground.js';
import { addLead } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';

/** Many writers at once leave one unbroken chain, and whoever touches it behind the application's back is found out. */
const story = useStory();
let owner: Person;
beforeAll(async () => {
  ({ owner } = await story.practice());
});

const sql = (text: string, values: unknown[] = []) => story.database.query(text, values);
const keyed = () => {
  const { ground } = story.services;
  const key = auditKey(ground.config.blindIndexKey);
  return { ...ground, key, heads: new AuditHeads(ground.config.dataDir, key) };
};

/** Until no row is left over; transactions of other databases on the server may hold that up a little. */
async function seal(): Promise<void> {
  const sealer = new AuditSealer({ ...keyed(), blockLimit: 20 });
  const unsealed =
    'select 1 from audit_log a where not exists (select from audit_blocks b where b.seqs @> a.seq) limit 1';
  do await sealer.seal();
  while ((await sql(unsealed)).length > 0);
}

const verify = async () => {
  const text = '{ verifyAuditLog { isSound isEndWitnessed firstFault { reason seq id block } } }';
  return (await owner.graphql(text)).data.verifyAuditLog;
};

test('50 writers at once, over both doors, some of them refused: the chain is unbroken', async () => {
  const sealers = [1, 2].map(() => new AuditSealer({ ...keyed(), blockLimit: 25 }));
  let isWriting = true;
  const sealing = sealers.map(async sealer => {
    while (isWriting) await sealer.seal();
  });
  const ids = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const id = await addLead(owner, { firstName: `Writer ${n}` });
      const update = 'mutation ($id: ID!) { updateLead(id: $id, input: { tags: ["a"] }) { userErrors { code } } }';
      const answers = await Promise.all([
        owner.graphql(update, { id }),
        owner.rest('GET', `/leads/${id}`),
        n % 5 === 0 ? story.stranger().rest('GET', '/leads') : owner.rest('PUT', `/leads/${id}`, { pronouns: 'they' }),
      ]);
      const busy = answers.filter(({ status }) => ![200, 401].includes(status));
      expect(busy.map(answer => JSON.stringify(answer))).toEqual([]);
      return id;
    }),
  );
  isWriting = false;
  await Promise.all(sealing);
  const unnamed = await sql(
    `select id from unnest($1::uuid[]) as lead(id)
     where not exists (select from audit_log where object_ids @> array[lead.id] and action = 'CREATE')
        or not exists (select from audit_log where object_ids @> array[lead.id] and action = 'READ')`,
    [ids],
  );
  expect(unnamed).toEqual([]);
  await seal();
  expect(await verify()).toEqual({ isSound: true, isEndWitnessed: true, firstFault: null });
  // As the command line does it, on a connection of its own.
  const ground = await openGround({ ...story.services.ground });
  const report = await verifyAudit({ ...keyed(), database: ground.database });
  await ground.database.close();
  expect(report).toMatchObject({ isSound: true, fault: null, isEndWitnessed: true });
  expect(report.rows).toBeGreaterThanOrEqual(200);
  expect(report.blocks).toBeGreaterThan(4);
});

describe('behind the application’s back', () => {
  let victim: { seq: string; id: string };
  let neighbour: { seq: string; id: string };
  beforeEach(async () => {
    await addLead(owner);
    await owner.rest('GET', '/leads');
    await seal();
    await sql('create table kept_rows as table audit_log');
    await sql('create table kept_blocks as table audit_blocks');
    const rows = await sql(
      `select seq, id from audit_log where outcome = 'SUCCEEDED' order by audit_log.seq offset 3 limit 2`,
    );
    [victim, neighbour] = rows as [typeof victim, typeof victim];
    expect(await verify()).toMatchObject({ isSound: true });
  });
  // The log as it was, so that each case stands alone.
  afterEach(async () => {
    await sql('truncate audit_log, audit_blocks');
    await sql('insert into audit_log overriding system value select * from kept_rows');
    await sql('insert into audit_blocks select * from kept_blocks');
    await sql('drop table kept_rows, kept_blocks');
    expect(await verify()).toMatchObject({ isSound: true });
  });

  const columns: [string, string][] = [
    ['who', `actor_id = '01890000-0000-7000-8000-000000000000'`],
    ['when', `at = at - interval '1 day'`],
    ['what', `operation = 'nothing'`],
    ['on whom', `object_ids = '{}'`],
    ['how it ended', `outcome = 'DENIED', code = 'FORBIDDEN'`],
    ['which fields', `changes = '{}'`],
    ['circumstances', `details = '{"count":0}'`],
    ['the reason', `reason = 'Emergency'`],
    ['the keyed hash', `mac = 'x' || substr(mac, 2)`],
  ];

  test.each(columns)('a row changed: %s', async (_, change) => {
    await sql(`update audit_log set ${change} where seq = $1`, [victim.seq]);
    expect(await verify()).toMatchObject({
      isSound: false,
      firstFault: { reason: 'CHANGED', seq: victim.seq, id: victim.id },
    });
  });

  test('a row removed', async () => {
    await sql('delete from audit_log where seq = $1', [victim.seq]);
    expect(await verify()).toMatchObject({
      isSound: false,
      firstFault: { reason: 'REMOVED', seq: victim.seq, id: victim.id },
    });
  });

  test('two rows swapped', async () => {
    const place = 'update audit_log set seq = $2 where id = $1';
    await sql('alter table audit_log alter column seq drop identity');
    for (const [id, seq] of [
      [victim.id, '-1'],
      [neighbour.id, victim.seq],
      [victim.id, neighbour.seq],
    ]) {
      await sql(place, [id, seq]);
    }
    const [next] = await sql('select max(seq) + 1 as seq from audit_log');
    await sql(`alter table audit_log alter column seq add generated always as identity (start with ${next!.seq})`);
    await sql('grant usage on all sequences in schema public to crm_app');
    expect(await verify()).toMatchObject({ isSound: false, firstFault: { reason: 'SWAPPED', seq: victim.seq } });
  });

  test('a row put in that nobody wrote', async () => {
    const copied = 'channel, operation, action, object_type, object_ids, outcome, request_id, practice_id';
    await sql(
      `insert into audit_log (id, at, mac, ${copied}) select gen_random_uuid(), at, mac, ${copied} from audit_log where seq = $1`,
      [victim.seq],
    );
    expect(await verify()).toMatchObject({ isSound: false, firstFault: { reason: 'INSERTED' } });
  });

  test('the tail cut off: rows and blocks together', async () => {
    const [last] = await sql('select number, lower(seqs) as first from audit_blocks order by number desc limit 1');
    await sql('delete from audit_log where seq >= $1', [last!.first]);
    await sql('delete from audit_blocks where number >= $1', [last!.number]);
    expect(await verify()).toMatchObject({
      isSound: false,
      isEndWitnessed: true,
      firstFault: { reason: 'CUT_OFF', block: last!.number },
    });
  });

  test('everything cut off', async () => {
    await sql('truncate audit_log, audit_blocks');
    expect(await verify()).toMatchObject({ isSound: false, firstFault: { reason: 'CUT_OFF', block: '1' } });
  });

  test('a block rewritten', async () => {
    await sql('update audit_blocks set row_count = row_count + 1 where number = 2');
    expect(await verify()).toMatchObject({ isSound: false, firstFault: { reason: 'CHANGED', block: '2' } });
  });

  test('a finding is itself in the log, without the row', async () => {
    await sql(`update audit_log set outcome = 'FAILED' where seq = $1`, [victim.seq]);
    await verify();
    const [row] = await sql(`select details from audit_log where action = 'VERIFY' order by seq desc limit 1`);
    expect(JSON.parse(row!.details)).toEqual({ isSound: false, seq: victim.seq, reason: 'CHANGED' });
  });
});
