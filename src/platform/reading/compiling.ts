import type { Viewer } from '../access/viewer.js';
import type { Cipher } from '../encryption/cipher.js';
import { type Access, ownRows } from './access.js';
import type { Finish } from './finish.js';
import type { Selection } from './selection.js';
import type { Shape } from './shape.js';
import type { Statement } from './statement.js';

/** The select list of one row source, and what makes its JSON into rows. */
export interface Compiled {
  alias: string;
  columns: ReadonlyMap<string, string>;
  /** Outer joins of the single rows it relates to. */
  joins: readonly string[];
  finish: Finish | null;
}

/** Where a row source stands: the path of names that its cursors are bound to, and whether it comes as JSON. */
export interface RowPlace {
  path: string;
  isJson: boolean;
}

/** One compilation, from the root row source down. */
export interface Compiling {
  viewer: Viewer;
  cipher: Cipher;
  practice: string;
  st: Statement;
  /** Number of the next row source's alias. */
  nextAlias: number;
  /** Whether a cursor was read, which belongs to one practice: such a result serves one call. */
  isPersonal: boolean;
  row(shape: Shape, access: Access, selection: Selection, place: RowPlace): Compiled;
}

/** The select list and what it is selected from: `source`, with the related rows joined to it. */
export function selectList(
  { columns, joins }: Compiled,
  source: string,
  more: readonly { name: string; sql: string | null }[],
): string {
  const list = [...columns].map(([name, sql]) => `${sql} as "${name}"`);
  for (const { name, sql } of more) if (sql !== null) list.push(`${sql} as "${name}"`);
  return `select ${list.join(', ')} from ${[source, ...joins].join(' ')}`;
}

/** The condition every read of the shape carries: the practice, presence, and the viewer's reach. */
export function visibleRows(
  shape: Shape,
  access: Access,
  st: Statement,
  alias: string,
  more: { present?: string; isNarrowed?: boolean } = {},
): string {
  const conditions = ['{t}.practice_id = {practice}'];
  const present = more.present ?? shape.present;
  if (present) conditions.push(present);
  conditions.push(...access.unreserved);
  if (access.rows === 'NONE') conditions.push('false');
  else if (access.rows === 'OWN' || more.isNarrowed) conditions.push(ownRows(shape, access));
  return st.write(conditions.join(' and '), alias);
}
