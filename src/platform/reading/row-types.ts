import pg from 'pg';

type Parser = (text: string) => unknown;

/** `2026-11-03 14:30:00.25+00`, as PostgreSQL writes an instant in UTC -> `2026-11-03T14:30:00.250Z`, unparsed. */
export function instantOf(text: string): string {
  if (!text.endsWith('+00') || text.length < 22 || text.length > 26) return text;
  const time = text.slice(11, -3);
  return `${text.slice(0, 10)}T${time.length === 8 ? `${time}.000` : time.padEnd(12, '0')}Z`;
}

const arrayParser = pg.types.getTypeParser(1009 as Parameters<typeof pg.types.getTypeParser>[0], 'text') as Parser;
/** Most arrays hold plain words, which need no look at each letter. */
const wordsOf: Parser = text => {
  if (text === '{}') return [];
  return /["\\]|NULL/.test(text) ? arrayParser(text) : text.slice(1, -1).split(',');
};

/** Types by their numbers in PostgreSQL's catalogue. */
const parsers = new Map<number, Parser>([
  [16, text => text === 't'],
  [20, Number],
  [21, Number],
  [23, Number],
  [700, Number],
  [701, Number],
  [1700, Number],
  [114, JSON.parse],
  [3802, JSON.parse],
  [1009, wordsOf],
  [2951, wordsOf],
  [1184, instantOf],
]);
const asItIs: Parser = text => text;

/** Makes of a column's text what a row holds of it: JSON's values, with instants as ISO 8601 text. */
export const rowTypes = { getTypeParser: (type: number): Parser => parsers.get(type) ?? asItIs };
