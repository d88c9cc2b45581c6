import { LiquidError } from 'liquidjs';
import type { Fault } from '../../platform/errors/errors.js';
import { isMergeField, isProtectedField, type MergeField } from './message.fields.js';
import { isLiquid, liquidTokens, type Notation, parseLiquid, variablesOf } from './message.liquid.js';
import { placeOf } from './message.markup.js';
import { misplaced } from './message.places.js';

/** What a message says, with merge fields; without a text part one is made from its HTML. */
export interface MessageContent {
  subject: string;
  /** Plain text that mail clients show beside the subject. */
  preheader: string | null;
  html: string;
  text: string | null;
}

/** The parts that an author writes; `mjml` stands in for `html` until it is published. */
export type MessageParts = { [part in 'subject' | 'preheader' | 'html' | 'mjml' | 'text']?: string | null };
type Part = keyof MessageParts;

const notations: Record<Part, Notation> = {
  subject: 'TEXT',
  preheader: 'TEXT',
  html: 'HTML',
  mjml: 'HTML',
  text: 'TEXT',
};
const partsOf = (parts: MessageParts): [Part, string][] =>
  (Object.keys(notations) as Part[]).flatMap(part => (parts[part] ? [[part, parts[part]]] : []));

/**
 * What is wrong with a content, each by its part, line and column: UNKNOWN_VARIABLE, PROTECTED_FIELD, INVALID or
 * TOO_LONG.
 * Nothing: it can be sent. `path` is where the parts stand in the input.
 */
export const contentIssues = (parts: MessageParts, { path = [] }: { path?: string[] } = {}): Fault[] =>
  partsOf(parts).flatMap(([part, source]) =>
    issuesOf(source, notations[part]).map(({ code, line, column, message }) => ({
      path: [...path, part],
      code,
      message: `${message} (${part}, line ${line}, column ${column})`,
    })),
  );

/** Of one part; who has mended these hears of the next. */
const mostIssues = 20;
/** Merge fields and conditions of one part: the place of each is looked for. */
const mostLiquid = 500;

interface Issue {
  code: 'UNKNOWN_VARIABLE' | 'PROTECTED_FIELD' | 'INVALID' | 'TOO_LONG';
  line: number;
  column: number;
  message: string;
}

/** The merge fields that a content uses, in the order of the list. @throws LiquidError. */
export function variablesIn(parts: MessageParts): MergeField[] {
  const used = partsOf(parts).flatMap(([part, source]) => variablesOf(parseLiquid(source, notations[part])));
  return [...new Set(used.map(({ segments }) => nameOf(segments)).filter(isMergeField))].sort();
}

const nameOf = (segments: unknown[]): string =>
  segments.map(segment => (typeof segment === 'string' ? segment : '[…]')).join('.');

function issuesOf(source: string, notation: Notation): Issue[] {
  try {
    const excess = liquidTokens(source).filter(isLiquid)[mostLiquid];
    if (excess) {
      const message = `At most ${mostLiquid} merge fields and conditions can stand in a part.`;
      return [{ code: 'TOO_LONG', ...placeOf(source, excess.begin), message }];
    }
    const unknown = variablesOf(parseLiquid(source, notation)).flatMap(issueOf);
    return [...unknown, ...ranges(source), ...(notation === 'HTML' ? places(source) : [])].slice(0, mostIssues);
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const [line = 1, column = 1] = error.token.getPosition();
    const reason = error.message.replace(/, (?:file:.*, )?line:\d+, col:\d+$/s, '');
    return [{ code: 'INVALID', line, column, message: `This is no merge field: ${reason}.` }];
  }
}

function issueOf({ segments, line, column }: ReturnType<typeof variablesOf>[number]): Issue[] {
  const name = nameOf(segments);
  if (isMergeField(name)) return [];
  const place = { line, column };
  return isProtectedField(name.split('.'))
    ? [{ code: 'PROTECTED_FIELD', ...place, message: `${name} is protected and may not leave in a message.` }]
    : [{ code: 'UNKNOWN_VARIABLE', ...place, message: `There is no merge field ${name}.` }];
}

/** A range stands for as many values as it likes. */
const ranges = (source: string): Issue[] =>
  liquidTokens(source)
    .filter(token => /^\{[{%]/.test(token.getText()) && withoutStrings(token.getText()).includes('..'))
    .map(({ begin }) => ({ code: 'INVALID', ...placeOf(source, begin), message: 'A range is no merge field.' }));

const withoutStrings = (text: string): string => text.replace(/"[^"]*"|'[^']*'/g, '');

const places = (source: string): Issue[] =>
  misplaced(source)
    .slice(0, mostIssues)
    .map(({ offset, message }) => ({ code: 'INVALID', ...placeOf(source, offset), message }));
