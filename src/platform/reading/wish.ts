import { BadRequestError } from '../errors/errors.js';
import type { SelectedField, Selection } from './selection.js';

const nothing: Selection = { fields: new Map() };
const ofConnection = new Set(['edges', 'nodes', 'pageInfo', 'totalCount']);

/** What is wanted of a connection: fields of its rows, and whether to count them all. */
export interface ConnectionWish {
  rows: Selection;
  isCounted: boolean;
}

const kept = new WeakMap<Selection, ConnectionWish>();

/** Splits a connection's selection; one that names row fields only is taken as the rows' own. */
export function connectionWish(selection: Selection | null): ConnectionWish {
  const key = selection ?? nothing;
  const known = kept.get(key);
  if (known) return known;
  const wish = wishOf(selection);
  kept.set(key, wish);
  return wish;
}

function wishOf(selection: Selection | null): ConnectionWish {
  const fields = [...(selection ?? nothing).fields.values()];
  if (fields.some(field => !ofConnection.has(field.name))) return { rows: selection!, isCounted: false };
  const rows = fields.flatMap(field => {
    if (field.name === 'nodes') return field.selection ?? [];
    if (field.name !== 'edges') return [];
    return [...(field.selection?.fields.values() ?? [])].flatMap(inner =>
      inner.name === 'node' ? (inner.selection ?? []) : [],
    );
  });
  return { rows: merged(rows), isCounted: fields.some(field => field.name === 'totalCount') };
}

/** One selection that has all fields of several. */
export function merged(selections: Selection[]): Selection {
  if (selections.length <= 1) return selections[0] ?? nothing;
  const fields = new Map<string, SelectedField>();
  for (const selection of selections) {
    for (const [key, field] of selection.fields) {
      const known = fields.get(key);
      if (known && JSON.stringify([known.name, known.args]) !== JSON.stringify([field.name, field.args])) {
        throw new BadRequestError(`${key} is asked for twice with different arguments.`);
      }
      fields.set(
        key,
        known ? { ...field, selection: merged([known, field].flatMap(same => same.selection ?? [])) } : field,
      );
    }
  }
  return { fields };
}

/** The fields by the name a row has them under: aliases of a field without arguments fold into one. */
export function byRowKey(selection: Selection): Map<string, SelectedField> {
  const wanted = new Map<string, SelectedField>();
  for (const [key, field] of selection.fields) {
    const rowKey = Object.keys(field.args).length > 0 ? key : field.name;
    const known = wanted.get(rowKey);
    const inner = [known, field].flatMap(same => same?.selection ?? []);
    wanted.set(rowKey, known && inner.length > 0 ? { ...field, selection: merged(inner) } : field);
  }
  return wanted;
}
