import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Database } from '../../../src/platform/database/database.js';
import type { PublishedEvent } from '../../../src/platform/events/event.js';
import { EventHub, type EventStream, type Resync, SlowSubscriberError } from '../../../src/platform/events/hub.js';
import { publishStatement } from '../../../src/platform/events/outbox.js';
import { purgeOutbox } from '../../../src/platform/events/outbox-retention.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';

const hour = 3_600_000;
const clock = { now: () => new Date() };
let files: TestDatabase;
let databases: Database[];
let hubs: EventHub[];
let practiceId: string;

beforeEach(async () => {
  files = await createDatabase();
  databases = [];
  hubs = [];
  practiceId = randomUUID();
});

afterEach(async () => {
  await Promise.all(hubs.map(hub => hub.stop()));
  await Promise.all(databases.map(database => database.close()));
  await files.drop();
});

/** A process's worth: a pool and a hub of its own. */
async function startHub(): Promise<{ hub: EventHub; database: Database }> {
  const database = await Database.open({
    url: files.adminUrl,
    role: 'crm_app',
    entities: [],
    applicationName: 'hub-test',
  });
  const hub = new EventHub({ database, logger: pino({ enabled: false }), clock });
  databases.push(database);
  hubs.push(hub);
  await hub.start();
  return { hub, database };
}

async function publish(database: Database, count = 1, at = new Date(), practice = practiceId, type = 'LEAD_UPDATED') {
  const client = await database.connect();
  try {
    await client.query('begin');
    const events = Array.from({ length: count }, () => ({ type, objectType: 'LEAD', objectId: randomUUID() }));
    const { text, values } = publishStatement(practice, events, at);
    await client.query(text, values);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function sequences(practice = practiceId): Promise<bigint[]> {
  const rows = await files.query('select sequence from outbox where practice_id = $1 order by sequence', [practice]);
  return rows.map(row => BigInt(row.sequence));
}

async function take(stream: EventStream, count: number): Promise<(PublishedEvent | Resync)[]> {
  const taken: (PublishedEvent | Resync)[] = [];
  if (count === 0) return taken;
  for await (const event of stream) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

const told = (events: (PublishedEvent | Resync)[]) => events.map(event => event.sequence);

describe('subscribers', () => {
  test('of two processes hear 50 concurrent writers in sequence, none missed, none twice', async () => {
    const [one, two] = [await startHub(), await startHub()];
    const streams = [one.hub.subscribe(practiceId), two.hub.subscribe(practiceId), two.hub.subscribe(practiceId)];
    await Promise.all(streams.map(stream => stream.ready));
    const heard = streams.map(stream => take(stream, 400));
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let round = 0; round < 4; round++) await publish(writer % 2 ? one.database : two.database, 2);
      }),
    );
    const expected = await sequences();
    expect(expected).toHaveLength(400);
    for (const events of await Promise.all(heard)) expect(told(events)).toEqual(expected);
  });

  test('that join while writers are at it get what they missed and then what comes, without a seam', async () => {
    const { hub, database } = await startHub();
    await publish(database, 1);
    const first = String((await sequences())[0]);
    const writing = Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let round = 0; round < 30; round++) await publish(database);
      }),
    );
    const joined: Promise<(PublishedEvent | Resync)[]>[] = [];
    for (let joiner = 0; joiner < 10; joiner++) {
      joined.push(take(hub.subscribe(practiceId, { after: first }), 300));
      await publish(database, 1, new Date(), randomUUID());
    }
    await writing;
    const expected = (await sequences()).slice(1);
    for (const events of await Promise.all(joined)) expect(told(events)).toEqual(expected);
  });

  test('hear only their practice, the types they asked for, and nothing rolled back', async () => {
    const { hub, database } = await startHub();
    const stream = hub.subscribe(practiceId, { types: ['LEAD_CREATED'] });
    await stream.ready;
    const heard = take(stream, 1);
    await publish(database, 1, new Date(), randomUUID(), 'LEAD_CREATED');
    await publish(database, 1, new Date(), practiceId, 'LEAD_UPDATED');
    const client = await database.connect();
    const { text, values } = publishStatement(
      practiceId,
      [{ type: 'LEAD_CREATED', objectType: 'LEAD', objectId: randomUUID() }],
      new Date(),
    );
    await client.query('begin');
    await client.query(text, values);
    await client.query('rollback');
    client.release();
    await publish(database, 1, new Date(), practiceId, 'LEAD_CREATED');
    const [event] = await heard;
    expect(event).toMatchObject({ practiceId, type: 'LEAD_CREATED', sequence: (await sequences()).at(-1) });
  });

  test('end when they leave, when their signal fires and when the hub stops', async () => {
    const { hub } = await startHub();
    const leaver = hub.subscribe(practiceId)[Symbol.asyncIterator]();
    const waiting = leaver.next();
    await leaver.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });

    const controller = new AbortController();
    const signalled = take(hub.subscribe(practiceId, { signal: controller.signal }), 1);
    controller.abort();
    expect(await signalled).toEqual([]);

    const stopped = take(hub.subscribe(practiceId), 1);
    await hub.stop();
    expect(await stopped).toEqual([]);
  });

  test('that stop reading are dropped, and the others are not held up', async () => {
    const { hub, database } = await startHub();
    const slow = hub.subscribe(practiceId);
    const quick = hub.subscribe(practiceId);
    await Promise.all([slow.ready, quick.ready]);
    const idle = slow[Symbol.asyncIterator]();
    const first = idle.next();
    const heard = take(quick, 5_000);
    for (let round = 0; round < 25; round++) await publish(database, 200);
    const expected = await sequences();
    expect(told(await heard)).toEqual(expected);
    expect((await first).value.sequence).toBe(expected[0]);
    const drain = async () => {
      while (!(await idle.next()).done);
    };
    await expect(drain()).rejects.toThrow(SlowSubscriberError);
  });

  test('keep their place while the database restarts', async () => {
    const { hub, database } = await startHub();
    const stream = hub.subscribe(practiceId);
    await stream.ready;
    const heard = take(stream, 3);
    await publish(database);
    await files.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'hub-test'`,
    );
    const outside = await Database.open({ url: files.adminUrl, role: 'crm_app', entities: [] });
    databases.push(outside);
    await publish(outside, 2);
    expect(told(await heard)).toEqual(await sequences());
  });
});

describe('a cursor', () => {
  test('of another process is good here', async () => {
    const [one, two] = [await startHub(), await startHub()];
    await publish(one.database, 5);
    const all = await sequences();
    expect(told(await take(two.hub.subscribe(practiceId, { after: String(all[1]) }), 3))).toEqual(all.slice(2));
    expect(await two.hub.latestSequence(practiceId)).toBe(all.at(-1));
  });

  test.each(['', 'abc', '-1', '99999999999', '1e3', '01'])(
    'that is none (%j) gets one resync, then what comes',
    async after => {
      const { hub, database } = await startHub();
      await publish(database, 2);
      const stream = hub.subscribe(practiceId, { after });
      await stream.ready;
      const heard = take(stream, 2);
      await publish(database);
      const all = await sequences();
      expect(await heard).toMatchObject([{ resync: true, sequence: all[1] }, { sequence: all[2] }]);
    },
  );

  test('older than a day gets a resync, before and after its events are removed', async () => {
    const { hub, database } = await startHub();
    const now = Date.now();
    await publish(database, 2, new Date(now - 26 * hour));
    await publish(database, 1, new Date(now - 24.5 * hour));
    await publish(database, 2, new Date(now - hour));
    const all = await sequences();
    const opening = async (after: bigint) => (await take(hub.subscribe(practiceId, { after: String(after) }), 1))[0];
    const expectations = async () => {
      expect(await opening(all[0]!)).toMatchObject({ resync: true, sequence: all[4] });
      expect(await opening(all[1]!)).toMatchObject({ resync: true });
      expect(await opening(all[2]!)).toMatchObject({ type: 'LEAD_UPDATED', sequence: all[3] });
    };
    await expectations();
    expect(await purgeOutbox(database, clock)).toBe(2);
    expect(await sequences()).toEqual(all.slice(2));
    await expectations();
    expect(await opening(0n)).toMatchObject({ resync: true });
  });
});
