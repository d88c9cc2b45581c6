import { LiquidError } from 'liquidjs';
import type { Fault } from '../../platform/errors/errors.js';
import { isMergeField, isProtectedField } from './message.fields.js';
import { type Notation, parseLiquid, variablesOf } from './message.liquid.js';

/** What a message says, with merge fields; without a text part one is made from its HTML. */
export interface MessageContent {
  subject: string;
  preheader: string | null;
  html: string;
  text: string | null;
}

/** The parts that an author writes; `mjml` stands in for `html` until it is published. */
export type MessageParts = { [part in 'subject' | 'preheader' | 'html' | 'mjml' | 'text']?: string | null };

const notations: Record<keyof MessageParts, Notation> = {
  subject: 'TEXT',
  preheader: 'HTML',
  html: 'HTML',
  mjml: 'HTML',
  text: 'TEXT',
};

/** What is wrong with a content, each by its part, line and column; nothing: it can be sent. */
export function contentIssues(parts: MessageParts, { path = [] }: { path?: string[] } = {}): Fault[] {
  return Object.entries(notations).flatMap(([part, notation]) => {
    const source = parts[part as keyof MessageParts];
    return source ? issuesOf(source, notation, [...path, part]) : [];
  });
}

function issuesOf(source: string, notation: Notation, path: string[]): Fault[] {
  try {
    return variablesOf(parseLiquid(source, notation)).flatMap(({ segments, line, column }) => {
      const name = segments.map(segment => (typeof segment === 'string' ? segment : '[…]')).join('.');
      if (isMergeField(name)) return [];
      const place = `${path.at(-1)}, line ${line}, column ${column}`;
      if (isProtectedField(name.split('.'))) {
        const message = `${name} is protected and may not leave in a message (${place}).`;
        return [{ path, code: 'PROTECTED_FIELD', message }];
      }
      return [{ path, code: 'UNKNOWN_VARIABLE', message: `There is no merge field ${name} (${place}).` }];
    });
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const [line, column] = error.token.getPosition();
    return [
      {
        path,
        code: 'INVALID',
        message: `${error.originalError?.message ?? error.message} (${path.at(-1)}, line ${line}, column ${column}).`,
      },
    ];
  }
}
