import { Liquid, type Template, Tokenizer, TokenKind, type TopLevelToken } from 'liquidjs';

// No loops, no files, no values of one's own: rendering takes time by the length of the template only.
const tags = new Set(['if', 'unless', 'case', 'comment']);
const filters = new Set(['default', 'capitalize', 'upcase', 'downcase', 'strip', 'truncate', 'append', 'prepend']);

/** Characters; above what the longest part comes to once it is made harmless. */
const parseLimit = 2_000_000;
const renderLimit = 1_000;
const memoryLimit = 4_000_000;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '{': '&#123;',
};

/** Inert in HTML, and for the provider, which reads `{{{ … }}}` as words of its own. */
const inHtml = (text: string): string => text.replace(/[&<>"'{]/g, found => entities[found]!);

/** Inert where nothing is escaped: a value ends no line, and opens no braces. */
const inText = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/\{(?=\{)/g, '{ ');

/** What a part of a message is written in. */
export type Notation = 'HTML' | 'TEXT';

/** A value as it stands in a part. */
export function written(value: unknown, notation: Notation): string {
  if (value === null || value === undefined) return '';
  return notation === 'HTML' ? inHtml(String(value)) : inText(String(value));
}

function engine(notation: Notation): Liquid {
  const liquid = new Liquid({
    outputEscape: (value: unknown) => written(value, notation),
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit,
    renderLimit,
    memoryLimit,
  });
  for (const name of Object.keys(liquid.tags)) if (!tags.has(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!filters.has(name)) delete liquid.filters[name];
  return liquid;
}

const engines: Record<Notation, Liquid> = { HTML: engine('HTML'), TEXT: engine('TEXT') };

/** @throws LiquidError with its token, where the source is not Liquid. */
export const parseLiquid = (source: string, notation: Notation): Template[] => engines[notation].parse(source);

export const renderLiquid = (template: Template[], values: object, notation: Notation): string =>
  engines[notation].renderSync(template, values);

/** Each variable that a template reads, with its path and its place. */
export function variablesOf(template: Template[]): { segments: unknown[]; line: number; column: number }[] {
  const { globals } = engines.HTML.analyzeSync(template);
  return Object.values(globals)
    .flat()
    .map(({ segments, location }) => ({ segments, line: location.row, column: location.col }));
}

/** The source in pieces: words as they stand, outputs and tags. */
export const liquidTokens = (source: string): TopLevelToken[] =>
  new Tokenizer(source, engines.HTML.options.operators).readTopLevelTokens(engines.HTML.options);

export const isLiquid = (token: TopLevelToken): boolean => token.kind !== TokenKind.HTML;

/** The source with as many plain characters in place of its Liquid, so that places in one are places in the other. */
export const masked = (source: string): string =>
  liquidTokens(source)
    .map(token => (isLiquid(token) ? 'x'.repeat(token.end - token.begin) : token.getText()))
    .join('');
