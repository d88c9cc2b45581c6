import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { roleMatrix } from '../../src/platform/access/role-matrix.js';

const folder = new URL('../matrix/', import.meta.url);
/** Lines that a file says it tries; `cells` itself fails where a file has not asked for each of their cells. */
const tried = readdirSync(folder)
  .filter(file => file.endsWith('.test.ts'))
  .flatMap(file => readFileSync(new URL(file, folder), 'utf8').match(/^cells\([^)]*\);$/gm) ?? [])
  .flatMap(call => [...call.matchAll(/'([^']+)'/g)].map(([, line]) => line));

/** Asked for by no door, only by the command line, which acts for the practice itself. */
const withoutDoor = ['person:export'];

test('every line of the role table is tried, by one file', () => {
  expect([...tried, ...withoutDoor].sort()).toEqual(Object.keys(roleMatrix).sort());
});
