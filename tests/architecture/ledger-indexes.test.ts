import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

/** What is written of a delivery on its way to being accepted. */
const moving = [
  ...['state', 'reason', 'fence', 'attempts', 'attempted_at', 'accepted_at', 'updated_at'],
  ...['provider_code', 'provider_message_id', 'unknown_since'],
];

const indexed = `
  select c.relname as index, pg_get_indexdef(i.indexrelid) as definition, array(
      select a.attname::text from pg_attribute a where a.attrelid = i.indrelid and a.attnum > 0
        and (a.attnum = any(i.indkey::smallint[])
          or exists (select from pg_depend d where d.objid = i.indexrelid and d.refobjid = i.indrelid
            and d.refobjsubid = a.attnum))
    ) as columns
  from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'deliveries'::regclass`;

test('no index of the ledger names what sending writes: its updates touch the table alone', async () => {
  const indexes = await database.query<{ index: string; columns: string[] }>(indexed);
  expect(indexes.map(({ index }) => index)).toContain('deliveries_list');
  const naming = indexes.filter(({ columns }) => columns.some(column => moving.includes(column)));
  expect(naming).toEqual([]);
});

test('an index by the state of a delivery would be found', async () => {
  await database.query(`create index by_state on deliveries (id) where state = 'PENDING'`);
  const indexes = await database.query<{ index: string; columns: string[] }>(indexed);
  const naming = indexes.filter(({ columns }) => columns.some(column => moving.includes(column)));
  expect(naming.map(({ index }) => index)).toEqual(['by_state']);
});
