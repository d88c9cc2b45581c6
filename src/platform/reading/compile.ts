import type { RequestContext } from '../context.js';
import type { Cipher } from '../encryption/cipher.js';
import { type Access, accessTo, ownRows, scopeIn } from './access.js';
import type { Compiled, Compiling, RowPlace } from './compiling.js';
import { type Finish, forbidden, inOrder, instants, namesPerson, opened, type Run } from './finish.js';
import { compileMany, compileOne, type Relation } from './relations.js';
import type { PlainRow, SelectedField, Selection } from './selection.js';
import type { DerivedField, Shape, ShapeField } from './shape.js';
import { Statement } from './statement.js';
import { byRowKey } from './wish.js';

type Assign = (row: PlainRow, value: unknown, run: Run) => void;

/** The columns and steps of one row source. */
class RowCompiler {
  readonly #alias: string;
  readonly #columns = new Map<string, string>();
  readonly #joins: string[] = [];
  readonly #instants: string[] = [];
  readonly #steps: Finish[] = [];
  readonly #sealed = new Map<string, Assign[]>();
  readonly #refused: Finish[] = [];

  constructor(
    private readonly compiling: Compiling,
    private readonly shape: Shape,
    private readonly access: Access,
    private readonly place: RowPlace,
  ) {
    this.#alias = `t${compiling.nextAlias++}`;
    this.#columns.set('id', `${this.#alias}.id`);
  }

  compile(selection: Selection): Compiled {
    for (const [key, wish] of byRowKey(selection)) {
      const field = Object.hasOwn(this.shape.fields, wish.name) ? this.shape.fields[wish.name] : undefined;
      // a field this shape does not know has a resolver of its own
      if (field) this.#field(key, wish, field);
    }
    const sealed = [...this.#sealed].map(([name, readers]) =>
      opened(this.shape.table, name, (row, value, run) => {
        for (const read of readers) read(row, value, run);
      }),
    );
    const first = this.#instants.length > 0 ? [instants(this.#instants)] : [];
    return {
      alias: this.#alias,
      columns: this.#columns,
      joins: this.#joins,
      finish: inOrder([...first, ...this.#steps, ...sealed, ...this.#refused]),
    };
  }

  #field(key: string, wish: SelectedField, field: ShapeField): void {
    const scope = scopeIn(this.access, field.group);
    if (scope === 'NONE' || this.#isClosed(field)) {
      this.#refused.push(row => {
        row[key] = forbidden;
      });
      return;
    }
    // where all visible rows are own rows, none needs a closer look
    const isPartial = scope === 'OWN' && this.access.rows === 'ALL';
    this.#select(key, wish, field, isPartial);
    if (!isPartial) return;
    this.#columns.set('$mine', this.#own());
    this.#refused.push(row => {
      if (row.$mine !== true) row[key] = forbidden;
    });
  }

  #isClosed(field: ShapeField): boolean {
    const isRelation = field.kind === 'one' || field.kind === 'many';
    return isRelation && accessTo(field.shape, this.compiling.viewer).rows === 'NONE';
  }

  #select(key: string, wish: SelectedField, field: ShapeField, isPartial: boolean): void {
    const { isJson } = this.place;
    const place = { parent: this.#alias, key, path: `${this.place.path}.${wish.name}`, isJson };
    switch (field.kind) {
      case 'column':
        this.#put(key, this.#write(field.sql), isPartial);
        // a column of its own comes as an instant already
        if (field.isInstant && isJson) this.#instants.push(key);
        if (field.isPerson) this.#steps.push(namesPerson(key));
        return;
      case 'sealed':
        this.#open(field.column, isPartial, (row, value) => {
          const part = field.part === undefined ? value : (value as PlainRow | null)?.[field.part];
          row[key] = part ?? field.absent ?? null;
        });
        return;
      case 'derived':
        this.#derive(key, field, isPartial);
        return;
      case 'one':
        this.#relate(compileOne(this.compiling, field, wish, place), isPartial);
        return;
      case 'many': {
        const name = `$c${this.#columns.size}`;
        this.#relate(compileMany(this.compiling, field, wish, { ...place, name }), isPartial);
      }
    }
  }

  #relate({ columns, joins, finish }: Relation, isPartial: boolean): void {
    for (const [name, sql] of columns) this.#put(name, sql, isPartial);
    this.#joins.push(...joins);
    this.#steps.push(finish);
  }

  #derive(key: string, field: DerivedField, isPartial: boolean): void {
    const names = Object.keys(field.columns);
    for (const name of names) this.#put(`$${name}`, this.#write(field.columns[name]!), isPartial);
    const make: Assign = (row, sealed, run) => {
      const columns = Object.fromEntries(names.map(name => [name, row[`$${name}`]]));
      row[key] = field.of(columns, sealed, run.viewer);
    };
    if (field.sealed) this.#open(field.sealed, isPartial, make);
    else this.#steps.push((row, run) => make(row, null, run));
  }

  #open(sealed: string, isPartial: boolean, assign: Assign): void {
    this.#put(`$${sealed}`, `${this.#alias}.${sealed}`, isPartial);
    this.#sealed.set(sealed, [...(this.#sealed.get(sealed) ?? []), assign]);
  }

  /** Adds a column; a field of own rows only leaves the database for those only. */
  #put(name: string, sql: string, isPartial: boolean): void {
    this.#columns.set(name, isPartial ? `case when ${this.#own()} then ${sql} end` : sql);
  }

  #own(): string {
    return this.#write(ownRows(this.shape, this.access));
  }

  #write(sql: string): string {
    return this.compiling.st.write(sql, this.#alias);
  }
}

/** The select list of a root field with its bound values, ready for a condition and an order. */
export interface CompiledRoot extends Compiled {
  access: Access;
  st: Statement;
}

const kept = new WeakMap<Shape, WeakMap<Selection, Map<string, CompiledRoot>>>();

/** Compiles what was asked of the shape's rows; the same selection by viewers of the same reach is compiled once. */
export function compileRoot(shape: Shape, selection: Selection, ctx: RequestContext, cipher: Cipher): CompiledRoot {
  const viewer = ctx.signedIn;
  const reach = `${viewer.kind} ${(viewer.permissions ?? viewer.roles).join()}`;
  const known = kept.get(shape)?.get(selection)?.get(reach);
  if (known) return known;
  const compiling: Compiling = {
    viewer,
    cipher,
    practice: ctx.practiceId,
    st: new Statement(),
    nextAlias: 0,
    isPersonal: false,
    row: (inner, access, wishes, place) => new RowCompiler(compiling, inner, access, place).compile(wishes),
  };
  const access = accessTo(shape, viewer);
  const row = compiling.row(shape, access, selection, { path: shape.noun, isJson: false });
  const compiled = { ...row, access, st: compiling.st };
  if (!compiling.isPersonal) keep(shape, selection, reach, compiled);
  return compiled;
}

function keep(shape: Shape, selection: Selection, reach: string, compiled: CompiledRoot): void {
  const bySelection = kept.get(shape) ?? new WeakMap<Selection, Map<string, CompiledRoot>>();
  const byReach = bySelection.get(selection) ?? new Map<string, CompiledRoot>();
  byReach.set(reach, compiled);
  kept.set(shape, bySelection.set(selection, byReach));
}
