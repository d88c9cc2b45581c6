import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from 'redis';
import { startApp, type TestApp } from '../../support/app.js';
import { Caller, type Subscription } from '../../support/caller.js';
import { addLead } from '../../support/leads.js';
import { RedisServer, redisPath } from '../../support/redis.js';
import { type Person, Story } from '../../support/story.js';
import { until } from '../../support/until.js';

const leadChanged = 'subscription { leadChanged { cursor kind lead { id } } }';
const id = (event: { data: { leadChanged: { lead: { id: string } } } }) => event.data.leadChanged.lead.id;

(redisPath ? describe : describe.skip)('two processes over Redis', () => {
  const story = new Story();
  let redis: RedisServer;
  let other: TestApp;
  let overPostgres: string[];
  let overRedis: string[];
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    redis = await RedisServer.start();
    const settings = { REDIS_URL: redis.url };
    const app = await startApp({ settings });
    story.open(app);
    other = await startApp({ settings, database: app.database });
    const spy = new pg.Client({ connectionString: app.database.adminUrl });
    overPostgres = [];
    spy.on('notification', ({ payload }) => overPostgres.push(payload ?? ''));
    await spy.connect();
    await spy.query('listen crm_events');
    ends.push(() => spy.end());
  });

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    await other.close();
    await story.end();
    await redis.close();
  });

  const spyOnRedis = async () => {
    overRedis = [];
    const spy = createClient({ url: redis.url });
    spy.on('error', () => undefined);
    await spy.connect();
    await spy.subscribe('crm_events', message => overRedis.push(message));
    return spy;
  };

  /** Somebody who listens at the process that does not write. */
  const listening = async (person: Person): Promise<Subscription> => {
    const there = new Caller(() => other.url, person.headers, other.nextListener);
    ends.push(() => there.hangUp());
    return there.subscribe(leadChanged);
  };

  test('hear of each other’s commits by the practice’s id alone, and PostgreSQL is not asked to tell', async () => {
    const { owner, practice } = await story.practice();
    const told = await listening(owner);
    // The first announcement opens the connection.
    await addLead(owner);
    await told.next();
    const spy = await spyOnRedis();
    overPostgres.length = 0;
    const leads = [await addLead(owner), await addLead(owner), await addLead(owner)];
    expect([id(await told.next()), id(await told.next()), id(await told.next())]).toEqual(leads);
    expect(new Set(overRedis)).toEqual(new Set([practice.id]));
    expect(overPostgres).toEqual([]);
    spy.destroy();
  });

  test('hear of a commit that nobody announced', async () => {
    const { owner, practice } = await story.practice();
    const told = await listening(owner);
    const lead = await addLead(owner);
    await told.next();
    await story.database.query(
      `insert into outbox (practice_id, type, object_type, object_id, at) values ($1, 'LEAD_UPDATED', 'LEAD', $2, $3)`,
      [practice.id, lead, story.clock.now()],
    );
    expect((await told.next()).data.leadChanged).toMatchObject({ kind: 'LEAD_UPDATED', lead: { id: lead } });
  });

  test('go on over PostgreSQL when Redis dies, and over Redis again once it is back', async () => {
    const { owner, practice } = await story.practice();
    const told = await listening(owner);
    await redis.kill();
    overPostgres.length = 0;
    for (let round = 0; round < 5; round++) {
      const began = performance.now();
      const lead = await addLead(owner);
      expect(performance.now() - began).toBeLessThan(1_000);
      expect(id(await told.next())).toBe(lead);
    }
    expect(overPostgres).toContain(practice.id);
    await redis.start();
    const spy = await spyOnRedis();
    await until('Redis is used again', async () => {
      const lead = await addLead(owner);
      expect(id(await told.next())).toBe(lead);
      return overRedis.includes(practice.id);
    });
    spy.destroy();
  });

  test('neither writes nor events wait for a Redis that is stuck', async () => {
    const { owner } = await story.practice();
    const told = await listening(owner);
    redis.stall();
    try {
      for (let round = 0; round < 4; round++) {
        const began = performance.now();
        const lead = await addLead(owner);
        expect(performance.now() - began).toBeLessThan(1_000);
        expect(id(await told.next())).toBe(lead);
      }
    } finally {
      redis.wake();
    }
  });

  test('start where Redis is not there at all', async () => {
    const alone = await startApp({ settings: { REDIS_URL: 'redis://127.0.0.1:1' }, database: story.database });
    try {
      const { owner } = await story.practice();
      const there = new Caller(() => alone.url, owner.headers, alone.nextListener);
      const told = await there.subscribe(leadChanged);
      const lead = await addLead(owner);
      expect(id(await told.next())).toBe(lead);
      await there.hangUp();
      expect(alone.logs.join()).not.toContain('127.0.0.1:1');
    } finally {
      await alone.close();
    }
  });
});
