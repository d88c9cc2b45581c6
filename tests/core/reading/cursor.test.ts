import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leadSortFields } from '../../../src/modules/leads/lead.shape.js';
import { BadRequestError } from '../../../src/platform/errors/errors.js';
import { type Page, select } from '../../../src/platform/reading/selection.js';
import type { SortKey } from '../../../src/platform/reading/shape.js';
import { type ReadingPractice, type ReadingWorld, readingWorld } from '../../support/reading-world.js';

let world: ReadingWorld;
beforeAll(async () => {
  world = await readingWorld();
});
afterAll(() => world.close());

const ids = select([{ nodes: ['id'] }]);
const instants = fc.date({ min: new Date('2025-01-01'), max: new Date('2025-01-03'), noInvalidDate: true });
/** Few different values and many nulls, so that orders have ties. */
const leadColumns = fc.record({
  created_at: instants,
  updated_at: instants,
  first_name: fc.option(fc.constantFrom('Ada', 'ada', 'Zoë', "O'Neil")),
  last_name: fc.constantFrom('Abbott', 'Baker', 'Čapek'),
  status: fc.constantFrom('NEW', 'CONTACTED', 'LOST'),
  stage: fc.constantFrom('INQUIRY', 'SCREENING'),
  source: fc.constantFrom('WEBSITE', 'PHONE'),
  next_follow_up_at: fc.option(instants),
  first_responded_at: fc.option(instants),
  converted_at: fc.option(instants),
});
const sorts = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom(...leadSortFields),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
  }),
  { minLength: 0, maxLength: 3, selector: key => key.field },
);

async function walk(
  practice: ReadingPractice,
  sort: SortKey[],
  size: number,
  isBackward: boolean,
  between: () => Promise<void>,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const args = isBackward ? { last: size, before: cursor } : { first: size, after: cursor };
    const page: Page = await world.leads.list(practice.as('OWNER'), { ...args, sort }, ids);
    const found = page.nodes.map(node => node.id as string);
    expect(found.length).toBeLessThanOrEqual(size);
    seen.push(...(isBackward ? found.reverse() : found));
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(isBackward ? hasPreviousPage : hasNextPage)) return seen;
    cursor = isBackward ? startCursor : endCursor;
    await between();
  }
}

describe('cursors', () => {
  test('paging while rows come and go skips and repeats no stable row, in any order and direction', async () => {
    const property = fc.asyncProperty(
      fc.array(leadColumns, { minLength: 1, maxLength: 12 }),
      fc.array(leadColumns, { maxLength: 6 }),
      sorts,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (stable, passing, sort, size, isBackward) => {
        const practice = await world.practice();
        const stays = new Set<string>();
        for (const columns of stable) stays.add(await practice.lead(columns));
        const whole = await world.leads.list(practice.as('OWNER'), { first: 100, sort }, ids);
        const expected = whole.nodes.map(node => node.id as string);
        const going: string[] = [];
        for (const columns of passing.slice(0, 3)) going.push(await practice.lead(columns));
        const coming = passing.slice(3);
        const seen = await walk(practice, sort, size, isBackward, async () => {
          const columns = coming.pop();
          if (columns) await practice.lead(columns);
          const gone = going.pop();
          if (gone) await world.files.query('delete from leads where id = $1', [gone]);
        });
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter(id => stays.has(id))).toEqual(isBackward ? expected.reverse() : expected);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);

  test('a cursor belongs to its practice, its list and its order, and is made here only', async () => {
    const [practice, other] = [await world.practice(), await world.practice()];
    for (let n = 0; n < 3; n++) await practice.lead();
    const page = await world.leads.list(practice.as('OWNER'), { first: 1 }, ids);
    const after = page.pageInfo.endCursor!;
    expect(page.edges[0]!.cursor).not.toBe('');
    const list = (who: ReadingPractice, args: object) => world.leads.list(who.as('OWNER'), args, ids);
    expect((await list(practice, { first: 2, after })).nodes).toHaveLength(2);
    const byName: SortKey[] = [{ field: 'lastName', direction: 'ASC' }];
    await expect(list(other, { after })).rejects.toThrow(BadRequestError);
    await expect(list(practice, { after, sort: byName })).rejects.toThrow(BadRequestError);
    await expect(list(practice, { after: `${after.slice(0, -2)}AA` })).rejects.toThrow(BadRequestError);
    await expect(list(practice, { after: 'x'.repeat(5000) })).rejects.toThrow(BadRequestError);
    await expect(list(practice, { after: '' })).rejects.toThrow(BadRequestError);
  });

  test('a page has at most 100 rows, and says so', async () => {
    const practice = await world.practice();
    const nested = (first: number) => ({
      fields: new Map([
        ['id', { name: 'id', args: {}, selection: null }],
        ['interactions', { name: 'interactions', args: { first }, selection: ids }],
      ]),
    });
    for (const args of [
      { first: 101 },
      { first: 0 },
      { last: -1 },
      { first: 1.5 },
      { first: 5, last: 5 },
      { page: 0 },
    ]) {
      await expect(world.leads.list(practice.as('OWNER'), args, ids)).rejects.toThrow(BadRequestError);
    }
    await expect(world.leads.list(practice.as('OWNER'), { first: 101 }, ids)).rejects.toThrow(/100/);
    await expect(world.leads.list(practice.as('OWNER'), {}, nested(101))).rejects.toThrow(/100/);
    expect((await world.leads.list(practice.as('OWNER'), { first: 100 }, nested(100))).nodes).toEqual([]);
  });

  test('numbered pages cover the list once', async () => {
    const practice = await world.practice();
    const made = new Set<string>();
    for (let n = 0; n < 7; n++) made.add(await practice.lead());
    const seen: unknown[] = [];
    for (let page = 1; page <= 3; page++) {
      const { nodes } = await world.leads.list(practice.as('OWNER'), { first: 3, page }, ids);
      seen.push(...nodes.map(node => node.id));
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(made);
  });
});
