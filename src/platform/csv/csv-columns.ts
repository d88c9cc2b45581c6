import type { Fault } from '../errors/errors.js';
import type { PlainRow } from '../reading/selection.js';
import { escaped, unescaped } from './csv-cells.js';

export type ColumnKind = 'text' | 'list' | 'flag';

/** The columns of a noun's files: field names, nested ones with a dot. */
export interface CsvColumns {
  /** What an import reads. */
  inputs: Readonly<Record<string, ColumnKind>>;
  required: readonly string[];
  /** Written by an export besides, the first of them in front; an import passes them over, so that an export can be imported. */
  outputs: readonly string[];
  /** Other names under which an import knows a column. */
  aliases?: Readonly<Record<string, string>>;
}

export const exportColumns = ({ inputs, outputs }: CsvColumns): string[] => [
  ...outputs.slice(0, 1),
  ...Object.keys(inputs),
  ...outputs.slice(1),
];

/** The fields that the columns of a header fill; null for a column that is passed over. */
export interface Header {
  fields: (string | null)[];
  faults: Fault[];
}

export function headerOf({ aliases = {}, inputs, outputs, required }: CsvColumns, cells: string[]): Header {
  const names = [...Object.keys(inputs), ...outputs].map(name => [name, name] as const);
  const known = new Map([...names, ...Object.entries(aliases)].map(([word, name]) => [word.toLowerCase(), name]));
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const fields = cells.map(cell => {
    const name = known.get(cell.trim().toLowerCase());
    const shown = cell.trim().slice(0, 60);
    if (!name) faults.push({ path: ['csv', shown], code: 'UNKNOWN_FIELD', message: 'There is no such column.' });
    if (name && seen.has(name)) {
      faults.push({ path: ['csv', name], code: 'INVALID', message: 'This column stands there twice.' });
    }
    if (name) seen.add(name);
    return name && name in inputs ? name : null;
  });
  for (const name of required) {
    if (!seen.has(name)) faults.push({ path: ['csv', name], code: 'REQUIRED', message: 'This column is required.' });
  }
  return { fields, faults };
}

/** The input that a row stands for; an empty cell says nothing. */
export function inputOf({ inputs }: CsvColumns, { fields }: Header, cells: string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [at, field] of fields.entries()) {
    const text = unescaped(cells[at]?.trim() ?? '');
    if (field === null || text === '') continue;
    const [name, inner] = field.split('.') as [string, string | undefined];
    const value = cellValue(inputs[field]!, text);
    input[name] = inner ? { ...(input[name] as object | undefined), [inner]: value } : value;
  }
  return input;
}

const flags: Record<string, boolean> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

function cellValue(kind: ColumnKind, text: string): unknown {
  if (kind === 'flag') return flags[text.toLowerCase()] ?? text;
  if (kind !== 'list') return text;
  return text
    .split(';')
    .map(part => part.trim())
    .filter(Boolean);
}

/** What stands in a column of an export; empty where the viewer may not look. */
export function cellOf(row: PlainRow, column: string): string {
  const [name, inner] = column.split('.') as [string, string | undefined];
  const whole = row[name];
  const value = inner && !(whole instanceof Error) ? (whole as PlainRow | null)?.[inner] : whole;
  if (value === null || value === undefined || value instanceof Error) return '';
  if (value instanceof Date) return value.toISOString();
  return escaped(Array.isArray(value) ? value.join(';') : String(value));
}
