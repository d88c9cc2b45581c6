import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { LeadListArgs } from '../../../src/modules/leads/lead.queries.js';
import { select } from '../../../src/platform/reading/selection.js';
import { type ReadingPractice, type ReadingWorld, readingWorld } from '../../support/reading-world.js';

const size = 3_000;
let world: ReadingWorld;
let practice: ReadingPractice;
/** Ids of the leads, newest first, with the name of each. */
let leads: { id: string; name: string }[];

beforeAll(async () => {
  world = await readingWorld();
  practice = await world.practice();
  // the newest has the highest number; rare names stand at the far end of the order
  await world.files.query(
    `insert into leads (id, practice_id, created_at, updated_at, source, first_name, last_name, name_key)
     select gen_random_uuid(), $1, at, at, 'WEBSITE', 'Ada', initcap(name), name || ' ada'
     from (select timestamptz '2026-01-01' + n * interval '1 minute' as at,
         case when n <= 3 then 'rare' when n % 100 = 0 then 'some' when n % 2 = 0 then 'common' else 'plain' end as name
       from generate_series(1, ${size}) n) s`,
    [practice.id],
  );
  await world.files.query('analyze leads');
  leads = (
    await world.files.query(
      'select id, last_name as name from leads where practice_id = $1 order by created_at desc, id desc',
      [practice.id],
    )
  ).map(({ id, name }) => ({ id: id as string, name: name as string }));
});
afterAll(() => world.close());

const wish = select(['totalCount', { nodes: ['id'] }, { pageInfo: ['endCursor', 'startCursor'] }]);
const list = (args: LeadListArgs) => world.leads.list(practice.as('OWNER'), args, wish);
const named = (...names: string[]) => leads.filter(({ name }) => names.includes(name)).map(({ id }) => id);
const idsOf = (nodes: readonly { id?: unknown }[]) => nodes.map(({ id }) => id);

interface PlanNode {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** The largest number of rows that a part of the list's plan looked at, planned before any value is known. */
async function mostRowsLookedAt(args: LeadListArgs): Promise<number> {
  const { pool } = world.database;
  const { query } = pool;
  let sent: { text: string; values: unknown[] } | undefined;
  pool.query = ((given: typeof sent) => {
    sent = given;
    return (query as (...all: unknown[]) => unknown).call(pool, given);
  }) as unknown as typeof query;
  try {
    await world.leads.list(practice.as('OWNER'), args, select([{ nodes: ['id', 'lastName'] }]));
  } finally {
    pool.query = query;
  }
  const client = await world.database.connect();
  try {
    const values = sent!.values.map(value =>
      pg.escapeLiteral(value instanceof Date ? value.toISOString() : `${value}`),
    );
    await client.query('set plan_cache_mode = force_generic_plan');
    await client.query(`prepare listed as ${sent!.text}`);
    const { rows } = await client.query(`explain (analyze, format json) execute listed(${values.join(', ')})`);
    const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    return Math.max(
      ...nodes.map(node => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']),
    );
  } finally {
    client.release(true);
  }
}

describe('a list that is asked for by words', () => {
  test.each<[string, LeadListArgs]>([
    ['rare words', { search: 'rare' }],
    ['words that none has', { search: 'nobody' }],
    ['few words', { search: 'some' }],
    ['common words', { search: 'comm' }],
    ['words that all have', { search: 'ada' }],
    ['rare words in another order', { search: 'rare', sort: [{ field: 'updatedAt', direction: 'ASC' }] }],
    ['a rare last name', { filter: { lastName: 'rare' } }],
    ['a common first name', { filter: { firstName: 'Ada' } }],
  ])('looks at the head of the order and at the rows found, never at all: %s', async (_, args) => {
    expect(await mostRowsLookedAt(args)).toBeLessThanOrEqual(2_000);
  });

  test.each([
    ['rar', ['Rare']],
    ['some', ['Some']],
    ['comm', ['Common']],
  ])('gives every row once and in order, forward and backward: %s', async (search, names) => {
    const expected = named(...names);
    const first = Math.max(2, Math.min(100, Math.ceil(expected.length / 8)));
    const forward: unknown[] = [];
    let after: string | null = null;
    do {
      const page = await list({ search, first, after });
      expect(page.totalCount).toBe(expected.length);
      forward.push(...idsOf(page.nodes));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(forward).toEqual(expected);
    const backward: unknown[] = [];
    let before: string | null = null;
    do {
      const page = await list({ search, last: first, before });
      backward.unshift(...idsOf(page.nodes));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before);
    expect(backward).toEqual(expected);
  });

  test('gives numbered pages from the head of the order and from beyond it', async () => {
    const expected = named('Some');
    for (const page of [1, 2, 3, 4, 5]) {
      const found = await list({ search: 'some', first: 7, page });
      expect(idsOf(found.nodes)).toEqual(expected.slice((page - 1) * 7, page * 7));
    }
  });

  test('keeps to the other conditions of the list', async () => {
    const filter = { or: [{ lastName: 'rare' }, { lastName: 'SOME' }] };
    const found = await list({ filter, first: 50 });
    expect(idsOf(found.nodes)).toEqual(named('Rare', 'Some'));
    expect((await list({ filter: { ...filter, source: 'PHONE' } })).nodes).toEqual([]);
    expect((await list({ search: 'ada', filter: { isDeleted: true } })).nodes).toEqual([]);
  });
});
