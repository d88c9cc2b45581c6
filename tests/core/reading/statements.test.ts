import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LeadListArgs } from '../../../src/modules/leads/lead.queries.js';
import { select } from '../../../src/platform/reading/selection.js';
import { type ReadingPractice, type ReadingWorld, readingWorld } from '../../support/reading-world.js';

let world: ReadingWorld;
let practice: ReadingPractice;
beforeAll(async () => {
  world = await readingWorld();
  practice = await world.practice();
});
afterAll(() => world.close());

/** Every relation that a lead has, and theirs. */
const everything = select([
  {
    nodes: [
      'id',
      'fullName',
      'email',
      'phone',
      'insurance',
      'interestedServices',
      'viewerCanConvert',
      { assignedTo: ['id', 'name'] },
      { createdBy: ['id', 'name'] },
      { client: ['id', 'displayName'] },
      { interactions: [{ nodes: ['id', 'summary', { staff: ['id', 'name'] }] }, 'totalCount'] },
      { tasks: [{ nodes: ['id', 'title', { assignedTo: ['name'] }, { createdBy: ['name'] }] }] },
      { timeline: [{ nodes: ['id', { interaction: ['summary'] }, { task: ['title'] }] }] },
    ],
  },
  'totalCount',
  { pageInfo: ['hasNextPage', 'endCursor'] },
]);

const lists: LeadListArgs[] = [
  {},
  { sort: [{ field: 'lastName', direction: 'ASC' }] },
  { sort: [{ field: 'nextFollowUpAt', direction: 'DESC' }] },
  { sort: [{ field: 'assignedTo', direction: 'ASC' }] },
  { filter: { source: 'WEBSITE' } },
  { filter: { tags: ['a', 'b'] } },
  { filter: { createdAt: { from: '2020-01-01T00:00:00Z' } } },
  { filter: { or: [{ hasResponse: false }, { isFollowUpOverdue: true }] } },
  { search: 'abb' },
  { filter: { okToEmail: true }, sort: [{ field: 'firstName', direction: 'DESC' }] },
];

async function lead(): Promise<void> {
  const { put, staff } = practice;
  const id = await practice.lead({ assigned_to_id: staff, created_by_id: staff, tags: ['a'] });
  await practice.seal(id, 'sealed_email', 'ada@example.com');
  const at = new Date();
  for (const kind of ['CALL', 'EMAIL']) {
    const said = { subject_type: 'LEAD', subject_id: id, kind, direction: 'INBOUND', occurred_at: at, staff_id: staff };
    await put('interactions', said);
  }
  await put('tasks', {
    title: 'Call back',
    related_type: 'LEAD',
    related_id: id,
    assigned_to_id: staff,
    created_by_id: staff,
  });
}

/** Statements of the first and the second page of each list, and how many rows came. */
async function measure(first: number) {
  let rows = 0;
  const counts: number[][] = [];
  for (const args of lists) {
    let after: string | null = null;
    const pages: number[] = [];
    for (let page = 0; page < 2; page++) {
      pages.push(
        await world.statements(async () => {
          const found = await world.leads.list(practice.as('CLINICIAN'), { ...args, first, after }, everything);
          rows += found.nodes.length;
          after = found.pageInfo.endCursor;
          const [node] = found.nodes as { interactions: { nodes: unknown[] }; assignedTo: { name: string } }[];
          expect(node!.interactions.nodes).toHaveLength(2);
          expect(node!.assignedTo.name).toBe('Sam Staff');
        }),
      );
    }
    counts.push(pages);
  }
  return { rows, counts };
}

test('the number of statements does not grow with rows, on first and second pages with every relation', async () => {
  for (let n = 0; n < 24; n++) await lead();
  const few = await measure(1);
  const many = await measure(12);
  expect(few.rows).toBe(20);
  expect(many.rows).toBe(240);
  expect(many.counts).toEqual(few.counts);
  expect(new Set(many.counts.flat())).toEqual(new Set([1]));
}, 60_000);

test('a list tells how many rows it has, whether they are counted or known', async () => {
  const other = await world.practice();
  for (const status of ['NEW', 'NEW', 'LOST']) await other.lead({ status, assigned_to_id: other.staff });
  await other.lead({ source: 'PHONE' });
  await world.files.query('update leads set deleted_at = now() where practice_id = $1 and source = $2', [
    other.id,
    'PHONE',
  ]);
  const total = async (args: LeadListArgs, role: 'OWNER' | 'CLINICIAN' | 'BILLING' = 'OWNER') =>
    (await world.leads.list(other.as(role), { first: 1, ...args }, select(['totalCount', { nodes: ['id'] }])))
      .totalCount;
  expect(await total({})).toBe(3);
  expect(await total({ filter: { status: ['NEW'] } })).toBe(2);
  expect(await total({ filter: { status: ['NEW', 'LOST'], source: ['WEBSITE'] } })).toBe(3);
  expect(await total({ filter: { source: 'PHONE' } })).toBe(0);
  expect(await total({ filter: { isDeleted: true } })).toBe(1);
  expect(await total({ filter: { not: { status: 'NEW' } } })).toBe(1);
  expect(await total({ search: 'abb' })).toBe(3);
  expect(await total({}, 'CLINICIAN')).toBe(3);
  expect(await total({ filter: { status: 'LOST' } }, 'BILLING')).toBe(1);
});
