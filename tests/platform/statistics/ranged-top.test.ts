import { expect, test } from '@jest/globals';
import { statsOf } from '../../support/statistics.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const sql = (text: string, ...values: unknown[]) => story.database.query(text, values);

test('who leads a month stands in its top, however many lead all time', async () => {
  const { practice, owner } = await story.practice();
  await sql(
    `insert into contacts (id, practice_id, created_at, updated_at, name_key, last_name)
     select gen_random_uuid(), $1, now(), now(), 'x', 'C' || n from generate_series(1, 100) n`,
    practice.id,
  );
  const refer = (names: string, times: number, at: string) =>
    sql(
      `insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, received_at)
       select gen_random_uuid(), $1, $4, now(), 'INBOUND', c.id, $4 from contacts c, generate_series(1, $3::int)
       where c.practice_id = $1 and c.last_name = any(regexp_split_to_array($2, ','))`,
      ...[practice.id, names, times, at],
    );
  const many = Array.from({ length: 90 }, (_, n) => `C${n + 1}`).join();
  await refer(many, 3, '2026-01-10T12:00:00Z');
  await refer('C91,C92', 1, '2026-03-05T12:00:00Z');
  await refer('C92,C1', 1, '2026-03-20T12:00:00Z');
  const top = async (from: string, to: string) => {
    const { referrals } = await statsOf(owner, 'contactStats', 'referrals { topReferrers { name count } }', {
      from: `${from}T15:00:00Z`,
      to: `${to}T15:00:00Z`,
    });
    return referrals.topReferrers.map((line: { name: string; count: number }) => [line.name, line.count]);
  };
  for (const isFolded of [false, true]) {
    if (isFolded) await story.services.counters.fold();
    expect((await top('2026-02-01', '2026-04-10'))[0]).toEqual(['C92', 2]);
    expect((await top('2026-03-06', '2026-03-31')).map(([, count]: [string, number]) => count)).toEqual([1, 1]);
    expect((await top('2026-01-01', '2026-04-10'))[0]).toEqual(['C1', 4]);
    expect(await top('2026-02-01', '2026-02-20')).toEqual([]);
  }
});
