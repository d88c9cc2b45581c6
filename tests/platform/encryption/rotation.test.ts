import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database } from '../../../src/platform/database/database.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';
import { keysInUse, rotateKeys } from '../../../src/platform/encryption/rotation.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';

const [oldKey, newKey] = ['old', 'new'].map(id => ({ id, key: randomBytes(32) })) as [
  { id: string; key: Buffer },
  { id: string; key: Buffer },
];
const blindIndex = randomBytes(32);
const before = createCipher({ encryption: [oldKey], blindIndex });
const cipher = createCipher({ encryption: [newKey, oldKey], blindIndex });
const columns = [
  { table: 'notes', column: 'sealed_text' },
  { table: 'notes', column: 'sealed_more' },
];
const practiceId = randomUUID();
const ids = Array.from({ length: 1_000 }, () => randomUUID());
const placeOf = (column: string, rowId: string) => ({ practiceId, table: 'notes', column, rowId });

let files: TestDatabase;
let database: Database;
beforeAll(async () => {
  files = await createDatabase();
  database = await Database.open({ url: files.adminUrl, role: 'crm_app', entities: [] });
  await files.query(
    'create table notes (id uuid primary key, practice_id uuid not null, sealed_text text, sealed_more text)',
  );
  for (const id of ids) {
    await database.query('insert into notes values ($1, $2, $3, null)', [
      id,
      practiceId,
      before.seal(placeOf('sealed_text', id), `text of ${id}`),
    ]);
  }
});
afterAll(async () => {
  await database.close();
  await files.drop();
});

test('is resumable, harms no call that reads or writes meanwhile, and frees the old key', async () => {
  const stopped = rotateKeys({
    database,
    cipher,
    firstKeyId: 'new',
    columns,
    progress: resealed => {
      if (resealed >= 400) throw new Error('killed');
    },
  });
  await expect(stopped).rejects.toThrow('killed');
  expect(await keysInUse(database, columns)).toEqual([
    { ...columns[0], keyId: 'new', rows: 400 },
    { ...columns[0], keyId: 'old', rows: 600 },
  ]);

  let isRotating = true;
  const written = new Map<string, string>();
  const load = Array.from({ length: 8 }, async (_, worker) => {
    for (let call = 0; isRotating; call++) {
      const id = ids[(call * 8 + worker) % ids.length]!;
      const { rows } = await database.query<{ sealed: string }>(
        'select sealed_text as sealed from notes where id = $1',
        [id],
      );
      expect(cipher.open(placeOf('sealed_text', id), rows[0]!.sealed)).toBe(written.get(id) ?? `text of ${id}`);
      // A process that was not restarted yet still seals with the old key.
      if (call % 3 === 0) {
        const text = `changed by ${worker} in ${call}`;
        await database.query('update notes set sealed_text = $2 where id = $1', [
          id,
          (worker % 2 ? before : cipher).seal(placeOf('sealed_text', id), text),
        ]);
        written.set(id, text);
      }
    }
  });
  const report = await rotateKeys({ database, cipher, firstKeyId: 'new', columns });
  isRotating = false;
  await Promise.all(load);
  expect(report.broken).toEqual([]);
  expect(report.resealed).toBeGreaterThan(0);

  const last = await rotateKeys({ database, cipher, firstKeyId: 'new', columns });
  expect(last.keys).toEqual([{ ...columns[0], keyId: 'new', rows: 1_000 }]);
  const withoutOld = createCipher({ encryption: [newKey], blindIndex });
  const { rows } = await database.query<{ id: string; sealed: string }>('select id, sealed_text as sealed from notes');
  for (const { id, sealed } of rows) {
    expect(withoutOld.open(placeOf('sealed_text', id), sealed)).toBe(written.get(id) ?? `text of ${id}`);
  }
});

test('names values that no key opens, leaves them, and goes on', async () => {
  const [moved, good] = [ids[1]!, ids[2]!];
  await database.query('update notes set sealed_more = $2 where id = $1', [
    moved,
    before.seal(placeOf('sealed_more', good), 1),
  ]);
  await database.query('update notes set sealed_more = $2 where id = $1', [
    good,
    before.seal(placeOf('sealed_more', good), 1),
  ]);
  const report = await rotateKeys({ database, cipher, firstKeyId: 'new', columns });
  expect(report).toMatchObject({ resealed: 1, broken: [{ ...columns[1], rowId: moved }] });
  expect(report.keys).toContainEqual({ ...columns[1], keyId: 'old', rows: 1 });
});
