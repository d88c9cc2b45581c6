import { type Permission, roleMatrix } from '../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../src/platform/access/roles.js';

export type Reach = 'all' | 'own' | 'none';
export type Line = keyof typeof roleMatrix;

/** How far a role reaches by the letters of the table itself, not by the code that the server uses. */
export function reach(role: Role, permission: Permission): Reach {
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
