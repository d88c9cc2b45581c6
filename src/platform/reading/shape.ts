import type { Permission } from '../access/role-matrix.js';
import type { Viewer } from '../access/viewer.js';
import type { SortRule } from './order.js';

/**
 * SQL over one row, from the code only. `{t}` stands for the row's alias, `{n}` for a related row's;
 * `{practice}`, `{viewer}` and `{now}` are bound values.
 */
export type Sql = string;

interface Gated {
  /** Group of fields whose permission guards this one; without it every reader of the row sees the field. */
  group?: string;
}

/** A value as its column or expression has it. */
export interface ColumnField extends Gated {
  kind: 'column';
  sql: Sql;
  /** A timestamptz: handed on as ISO 8601 in UTC with milliseconds. */
  isInstant?: boolean;
  /** A `{ type, id }` of somebody, whom the audit log names with the row. */
  isPerson?: boolean;
}

/** A protected value: a whole sealed column, or one part of the object sealed in it. */
export interface SealedField extends Gated {
  kind: 'sealed';
  column: string;
  part?: string;
  /** What an absent value reads as; null unless given. */
  absent?: unknown;
}

/** A value made of several columns, a sealed object and the viewer. */
export interface DerivedField extends Gated {
  kind: 'derived';
  columns: Record<string, Sql>;
  sealed?: string;
  of(columns: Record<string, unknown>, sealed: unknown, viewer: Viewer): unknown;
}

/** Another row, or none; `on` joins `{n}` to `{t}`. */
export interface OneField extends Gated {
  kind: 'one';
  shape: Shape;
  on: Sql;
}

/** A nested connection; `on` joins its rows `{n}` to `{t}`. */
export interface ManyField extends Gated {
  kind: 'many';
  shape: Shape;
  on: Sql;
  sort: readonly SortKey[];
  /** A plain list instead of a connection, of rows that a rule keeps to a page's most. */
  isWhole?: boolean;
}

export type ShapeField = ColumnField | SealedField | DerivedField | OneField | ManyField;

export interface SortKey {
  field: string;
  direction: 'ASC' | 'DESC';
}

/** An exceptional, dated access to single rows; a row under it counts as the viewer's own for reading. */
export interface GrantRule {
  permission: Permission;
  /** True of a row `{t}` under a grant of the viewer. */
  holds: Sql;
  /** The reason the viewer gave for `{t}`. */
  reason: Sql;
}

/** Rows of which `when` is true are there only for viewers who have the permission on every row. */
export interface Reservation {
  permission: Permission;
  when: Sql;
  /** True of those that are there too for viewers who have it on their own rows. */
  own?: Sql;
}

/** One noun as it can be read: its table, its fields, who may see which, and its orders. */
export interface Shape {
  /** Word in cursors: `lead`. */
  noun: string;
  /** Word in the audit log: `LEAD`. */
  objectType: string;
  /** Names no person in care, so the audit log does not name rows that came along with others. */
  isReference?: boolean;
  /** Table or subselect with the columns id and practice_id. */
  from: Sql;
  /** The table sealed values are bound to. */
  table: string;
  /** True of a row that is there at all: not deleted. */
  present?: Sql;
  /** True of the viewer's own row. */
  own?: Sql;
  /** Read permission of each group. A row is visible when any group is; without groups, to who sees its parent. */
  groups: Readonly<Record<string, Permission>>;
  /** Its rows are visible to who sees their parent, whatever the groups of their fields. */
  isOpen?: boolean;
  grant?: GrantRule;
  /** Rows that are there only for some of those who see the others. */
  reserved?: Reservation | readonly Reservation[];
  fields: Readonly<Record<string, ShapeField>>;
  sorts: Readonly<Record<string, SortRule>>;
}

/**
 * Adds relations that point up: the upper noun adds them, once, as its module loads, so that the lower one needs no
 * import of it. Throws when the shape has such a field.
 */
export function addRelations(shape: Shape, relations: Readonly<Record<string, OneField | ManyField>>): void {
  for (const [name, relation] of Object.entries(relations)) {
    if (name in shape.fields) throw new Error(`${shape.noun} has a field ${name} already.`);
    (shape.fields as Record<string, ShapeField>)[name] = relation;
  }
}

export const column = (sql: Sql, group?: string): ColumnField => ({ kind: 'column', sql, group });
export const instant = (sql: Sql, group?: string): ColumnField => ({ kind: 'column', sql, group, isInstant: true });
