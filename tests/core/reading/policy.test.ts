import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { leadGroupNames, leadGroups, readScope } from '../../../src/modules/leads/lead.policy.js';
import { roles } from '../../../src/platform/access/roles.js';
import { ForbiddenError } from '../../../src/platform/errors/errors.js';
import { type PlainRow, select } from '../../../src/platform/reading/selection.js';
import { type ReadingPractice, type ReadingWorld, readingWorld } from '../../support/reading-world.js';

let world: ReadingWorld;
let practice: ReadingPractice;
let own: string;
let foreign: string;
beforeAll(async () => {
  world = await readingWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  practice = await world.practice();
  const colleague = await practice.member('Kim Colleague');
  own = await practice.lead({ assigned_to_id: practice.staff, is_self_pay: true });
  foreign = await practice.lead({ assigned_to_id: colleague, is_self_pay: true });
  for (const lead of [own, foreign]) {
    await practice.seal(lead, 'sealed_email', 'ada@example.com');
    await practice.seal(lead, 'sealed_contact_details', { phone: '+12125550100', dateOfBirth: '1990-01-01' });
    await practice.seal(lead, 'sealed_clinical', { interestedServices: ['OTHER'], presentingConcern: 'Sleep' });
    await practice.seal(lead, 'sealed_insurance', { payer: 'Acme' });
    const said = {
      subject_type: 'LEAD',
      subject_id: lead,
      kind: 'CALL',
      direction: 'INBOUND',
      occurred_at: new Date(),
    };
    await practice.put('interactions', said);
  }
});

/** One field of each kind in each group. */
const samples = {
  identity: ['firstName', 'email', 'status', 'assignedTo', 'tasks'],
  contactDetails: ['phone', 'dateOfBirth'],
  clinical: ['interestedServices', 'presentingConcern', 'interactions', 'timeline'],
  insurance: ['insurance', 'isSelfPay'],
} as const;
const connections = ['tasks', 'interactions', 'timeline'];
const names = Object.values(samples).flat();
const wish = select([
  'id',
  'createdAt',
  ...names.map(name =>
    connections.includes(name)
      ? { [name]: [{ nodes: ['id'] }] }
      : name === 'assignedTo'
        ? { assignedTo: ['name'] }
        : name,
  ),
]);

async function read(ctx: ReturnType<ReadingPractice['as']>, id: string): Promise<PlainRow | null> {
  try {
    return await world.leads.one(ctx, id, wish);
  } catch (error) {
    // a colleague's lead is there, and closed; only another practice's looks like none
    if (error instanceof ForbiddenError) return null;
    throw error;
  }
}

describe('policy in reads', () => {
  test.each(roles)('%s sees of own and foreign leads what the role table says, one by one and in lists', async role => {
    const ctx = practice.as(role);
    const visible = (isOwn: boolean) =>
      leadGroupNames.filter(group => {
        const scope = readScope(ctx.signedIn, group);
        return scope === 'ALL' || (scope === 'OWN' && isOwn);
      });
    const listed = await world.leads.list(ctx, {}, wish);
    for (const [id, isOwn] of [
      [own, true],
      [foreign, false],
    ] as const) {
      const groups = visible(isOwn);
      const inList = listed.nodes.find(node => node.id === id) ?? null;
      for (const row of [await read(ctx, id), inList]) {
        if (groups.length === 0) {
          expect(row).toBeNull();
          continue;
        }
        for (const group of leadGroupNames) {
          for (const name of samples[group]) {
            const isRefused = row![name] instanceof ForbiddenError;
            expect([name, isRefused]).toEqual([name, !groups.includes(group)]);
            if (!isRefused) expect(row![name]).not.toBeUndefined();
          }
        }
        expect(row!.createdAt).toBe('2026-03-01T12:00:00.000Z');
      }
    }
  });

  test('what a viewer may not see never leaves the database', async () => {
    const { pool } = world.database;
    const { query } = pool;
    const answers: string[] = [];
    pool.query = (async (...args: Parameters<typeof query>) => {
      const result = await (query as (...given: unknown[]) => Promise<{ rows: unknown[] }>).apply(pool, args);
      answers.push(JSON.stringify(result.rows));
      return result;
    }) as unknown as typeof query;
    try {
      await world.leads.list(practice.as('MARKETING'), {}, wish);
      expect(answers.join()).not.toMatch(/sealed_(contact|clinical|insurance)|is_?self/i);
      answers.length = 0;
      const billed = await world.leads.list(practice.as('BILLING'), {}, select(['id', 'email', 'phone']));
      expect(billed.nodes.map(node => node.phone instanceof ForbiddenError).sort()).toEqual([false, true]);
      expect(answers.join().match(/v1:k1:/g)).toHaveLength(2);
    } finally {
      pool.query = query;
    }
  });

  test.each([
    ['MARKETING', { filter: { phone: '+12125550100' } }],
    ['MARKETING', { search: '212 555 0100' }],
    ['MARKETING', { filter: { not: { isSelfPay: true } } }],
    ['MARKETING', { filter: { or: [{ status: 'NEW' }, { insuranceStatus: 'VERIFIED' }] } }],
    ['AUDITOR', { filter: { insuranceStatus: 'VERIFIED' } }],
    ['CLINICIAN', { filter: { isDeleted: true } }],
    ['INTAKE', { filter: { isDeleted: true } }],
  ] as const)('%s may not ask by %j, and the log says so', async (role, args) => {
    world.entries.length = 0;
    await expect(world.leads.list(practice.as(role), args as never, wish)).rejects.toThrow(ForbiddenError);
    expect(world.entries).toMatchObject([{ operation: 'leads', outcome: 'DENIED', code: 'FORBIDDEN', objectIds: [] }]);
  });

  test('asking by a field that is open on own rows only narrows to own rows', async () => {
    const ctx = practice.as('BILLING');
    const found = async (args: object) =>
      (await world.leads.list(ctx, args, select(['id']))).nodes.map(node => node.id);
    expect((await found({})).sort()).toEqual([own, foreign].sort());
    expect(await found({ filter: { status: 'NEW' } })).toEqual([own]);
    expect(await found({ sort: [{ field: 'lastName', direction: 'ASC' }] })).toEqual([own]);
    expect(await found({ search: 'abb' })).toEqual([own]);
    expect((await found({ filter: { isSelfPay: true } })).sort()).toEqual([own, foreign].sort());
  });

  test('an exceptional access opens the lead until it expires, and names its reason', async () => {
    const ctx = practice.as('CLINICIAN');
    expect(await read(ctx, foreign)).toBeNull();
    const times = { created_at: world.clock.time, expires_at: new Date(world.clock.time.getTime() + 3_600_000) };
    await world.files.query(
      `insert into break_glass_grants (id, practice_id, staff_id, lead_id, reason, created_at, expires_at)
       values (gen_random_uuid(), $1, $2, $3, 'She called in crisis', $4, $5)`,
      [practice.id, practice.staff, foreign, times.created_at, times.expires_at],
    );
    world.entries.length = 0;
    expect(await read(ctx, foreign)).toMatchObject({ phone: '+12125550100', presentingConcern: 'Sleep' });
    const listed = await world.leads.list(ctx, {}, wish);
    expect(listed.nodes.map(node => node.id).sort()).toEqual([own, foreign].sort());
    expect(world.entries.map(entry => entry.reason)).toEqual(['She called in crisis', 'She called in crisis']);
    await world.leads.one(ctx, own, wish);
    expect(world.entries.at(-1)!.reason).toBeUndefined();
    const mine = await world.leads.one(ctx, foreign, select(['viewerCanUpdate', 'viewerCanConvert']));
    expect(mine).toMatchObject({ viewerCanUpdate: false, viewerCanConvert: false });
    world.clock.time = new Date(times.expires_at.getTime() + 1);
    expect(await read(ctx, foreign)).toBeNull();
    world.clock.time = times.created_at;
  });

  test('another practice and a word that is no id answer like a random id', async () => {
    const other = await world.practice();
    const errors = await Promise.all(
      [
        [other, own],
        [practice, practice.id],
        [practice, 'x'],
        [practice, "'; drop table leads; --"],
      ].map(([who, id]) =>
        world.leads
          .one((who as ReadingPractice).as('OWNER'), id as string, wish)
          .catch((error: Error) => error.message),
      ),
    );
    expect(new Set(errors)).toEqual(new Set(['No such lead.']));
    expect((await world.leads.list(other.as('OWNER'), {}, wish)).nodes).toEqual([]);
  });

  test('a read names the leads it returned and what came along with them', async () => {
    world.entries.length = 0;
    const page = await world.leads.list(practice.as('OWNER'), { filter: { status: 'NEW' } }, wish);
    const [entry] = world.entries;
    const leads = page.nodes.map(node => node.id);
    const along = await world.files.query('select id from interactions where subject_id = any($1)', [leads]);
    expect(entry!.objectIds.slice(0, 2)).toEqual(leads);
    expect(new Set(entry!.objectIds)).toEqual(new Set([...leads, ...along.map(row => row.id)]));
    expect(entry!.details).toEqual({ filter: ['status'], along: { INTERACTION: 2, TIMELINE_ENTRY: 4 } });
    expect(JSON.stringify(entry)).not.toMatch(/ada@|Sleep|Abbott/);
  });

  test('every group has a sample here', () => {
    for (const group of leadGroupNames)
      expect(leadGroups[group].fields).toEqual(expect.arrayContaining([...samples[group]]));
  });
});
