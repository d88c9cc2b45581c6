import { expect, test } from '@jest/globals';
import { sealedColumns } from '../../src/server/sealed-columns.js';
import { useStory } from '../support/story.js';

const story = useStory();

test('the rotation of keys knows every sealed column', async () => {
  const found = await story.database.query(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_name like 'sealed\\_%' and data_type = 'text'`,
  );
  const named = (columns: readonly unknown[]) => columns.map(column => JSON.stringify(column)).sort();
  expect(named(sealedColumns)).toEqual(named(found));
});
