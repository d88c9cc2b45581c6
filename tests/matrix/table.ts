import { expect, test } from '@jest/globals';
import { type Permission, roleMatrix } from '../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../src/platform/access/roles.js';

export type Reach = 'all' | 'own' | 'none';
export type Line = keyof typeof roleMatrix;

const asked = new Set<string>();

/** How far a role reaches by the letters of the table itself, not by the code that the server uses. */
export function reach(role: Role, permission: Permission): Reach {
  asked.add(`${role} ${permission}`);
  const column = roles.indexOf(role);
  if (permission in roleMatrix) {
    const cell: string = roleMatrix[permission as Line][column]!;
    return cell === 'yes' ? 'all' : cell === 'a' ? 'own' : 'none';
  }
  const [line, action] = permission.split(':') as [Line, string];
  const cell: string = roleMatrix[line][column]!;
  const at = cell.indexOf(action[0]!.toUpperCase());
  return at < 0 ? 'none' : cell[at + 1] === 'a' ? 'own' : 'all';
}

/** Keys are made and revoked, never changed. */
const nothingDoes = 'apiKey:update';

const actions = { C: 'create', R: 'read', U: 'update', D: 'delete' };
/** What the letters of a line stand for, each of them that some role has. */
const permissionsOf = (line: Line): string[] =>
  line.includes(':')
    ? [line]
    : Object.entries(actions)
        .filter(([letter]) => roleMatrix[line].some(cell => cell.includes(letter)))
        .map(([, action]) => `${line}:${action}`)
        .filter(permission => permission !== nothingDoes);

/** The owner makes the rows that the others try, and is tried through every door. */
const others = roles.filter(role => role !== 'OWNER');

/** Stands last in a file: its tests have asked for each cell of these lines, for every role but the owner. */
export function cells(...lines: readonly Line[]): void {
  test(`every cell of ${lines.join(', ')} was asked for`, () => {
    const wanted = lines.flatMap(permissionsOf).flatMap(permission => others.map(role => `${role} ${permission}`));
    expect(wanted.filter(each => !asked.has(each))).toEqual([]);
  });
}
