import { expect, test } from '@jest/globals';
import { useStory } from '../support/story.js';

const story = useStory();

/** How rows are added, and the lists whose totals are counted without them. */
const nouns = {
  contacts: {
    add: `insert into contacts (id, practice_id, created_at, updated_at, name_key, last_name, type, referral_status, assigned_to_id)
      select gen_random_uuid(), $1, now(), now(), 'x', 'x', (array['SCHOOL', 'VENDOR'])[1 + i % 2],
        (array['ACTIVE', 'PROSPECT', 'INACTIVE'])[1 + i % 3], case when i % 4 = 0 then $2::uuid end from generate_series(1, 13) i`,
    lists: {
      '': '',
      'type=SCHOOL': "type = 'SCHOOL'",
      'type=SCHOOL&type=VENDOR&referralStatus=ACTIVE': "referral_status = 'ACTIVE'",
    },
  },
  tasks: {
    add: `insert into tasks (id, practice_id, created_at, updated_at, title, status, priority, assigned_to_id)
      select gen_random_uuid(), $1, now(), now(), 'x', (array['PENDING', 'IN_PROGRESS'])[1 + i % 2],
        (array['LOW', 'HIGH', 'URGENT'])[1 + i % 3], case when i % 4 = 0 then $2::uuid end from generate_series(1, 13) i`,
    lists: {
      '': '',
      'status=PENDING&priority=LOW&priority=HIGH': "status = 'PENDING' and priority <> 'URGENT'",
      'assignedToId={me}&status=PENDING': "assigned_to_id is not null and status = 'PENDING'",
      'search=x': '',
    },
  },
  campaigns: {
    add: `insert into campaigns (id, practice_id, created_at, updated_at, name, name_key, type, status, currency, owner_id)
      select gen_random_uuid(), $1, now(), now(), 'x', 'x', (array['EVENT', 'PRINT'])[1 + i % 2],
        (array['DRAFT', 'PAUSED', 'COMPLETED'])[1 + i % 3], 'USD', $2::uuid from generate_series(1, 13) i`,
    lists: {
      '': '',
      'status=DRAFT&type=EVENT': "status = 'DRAFT' and type = 'EVENT'",
      'status=PAUSED': "status = 'PAUSED'",
    },
  },
};

test.each(Object.entries(nouns))(
  'totals of %s are those of a plain count, folded or not',
  async (noun, { add, lists }) => {
    const { practice, owner } = await story.practice();
    await story.database.query(add, [practice.id, owner.id]);
    await story.database.query(
      `update ${noun} set deleted_at = now() where id = (select id from ${noun} where practice_id = $1 limit 1)`,
      [practice.id],
    );
    for (const isFolded of [false, true]) {
      if (isFolded) await story.services.counters.fold();
      for (const [query, condition] of Object.entries(lists)) {
        const [plain] = await story.database.query(
          `select count(*)::int as n from ${noun} where practice_id = $1 and deleted_at is null and ${condition || 'true'}`,
          [practice.id],
        );
        const answer = await owner.rest('GET', `/${noun}?limit=2&${query.replace('{me}', owner.id)}`);
        expect([query, answer.body.pagination?.total ?? answer.body]).toEqual([query, plain!.n]);
      }
    }
  },
);

test("totals of tasks are of a clinician's own, folded or not", async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  for (const { id } of [owner, clinician]) await story.database.query(nouns.tasks.add, [practice.id, id]);
  await story.database.query(
    `update tasks set created_by_id = $2
     where id = (select id from tasks where practice_id = $1 and assigned_to_id is null limit 1)`,
    [practice.id, clinician.id],
  );
  const total = async (asked: string) => (await clinician.rest('GET', `/tasks?limit=2${asked}`)).body.pagination?.total;
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect(await total('')).toBe(4);
    expect(await total(`&assignedToId=${clinician.id}`)).toBe(3);
    expect(await total(`&assignedToId=${owner.id}`)).toBe(0);
  }
});
