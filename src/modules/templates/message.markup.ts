import { QuoteType, Tokenizer } from 'htmlparser2';
import { masked } from './message.liquid.js';

interface Range {
  start: number;
  end: number;
}

/** An attribute's value as it stands: `value` is read, `start` and `end` are the bytes between its quotes. */
export interface MarkedAttribute extends Range {
  element: string;
  name: string;
  value: string;
}

export interface Markup {
  attributes: MarkedAttribute[];
  /** Where words stand that are shown. */
  texts: Range[];
  /** Comments with their marks. */
  comments: Range[];
}

const hidden = new Set(['style', 'script', 'mj-style', 'textarea', 'template']);
const beforeValue = /\s*=\s*["']?/y;
const ignore = () => {};

/** What stands where in a piece of HTML or MJML with Liquid; nothing is corrected, so that places hold. */
export function markupOf(source: string): Markup {
  const plain = masked(source);
  const markup: Markup = { attributes: [], texts: [], comments: [] };
  const at = { element: '', name: '', value: '', start: 0, inside: '' };
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname: (from, to) => {
        at.element = plain.slice(from, to).toLowerCase();
      },
      onopentagend: () => {
        if (hidden.has(at.element)) at.inside = at.element;
      },
      onclosetag: (from, to) => {
        if (plain.slice(from, to).toLowerCase() === at.inside) at.inside = '';
      },
      ontext: (start, end) => {
        if (!at.inside) markup.texts.push({ start, end });
      },
      oncomment: (from, to) => {
        const whole = { start: from - '<!--'.length, end: to + 1 };
        if (plain.startsWith('<!--', whole.start)) markup.comments.push(whole);
      },
      onattribname: (from, to) => {
        beforeValue.lastIndex = to;
        const start = beforeValue.exec(plain) ? beforeValue.lastIndex : to;
        Object.assign(at, { name: plain.slice(from, to).toLowerCase(), value: '', start });
      },
      onattribdata: (from, to) => {
        at.value += plain.slice(from, to);
      },
      onattribentity: code => {
        at.value += String.fromCodePoint(code);
      },
      onattribend: (quote, after) => {
        const end = quote === QuoteType.Single || quote === QuoteType.Double ? after - 1 : after;
        const { element, name, value, start } = at;
        markup.attributes.push({ element, name, value, start, end });
      },
      oncdata: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
      ontextentity: ignore,
    },
  );
  tokenizer.write(plain);
  tokenizer.end();
  return markup;
}

/** The line and the column of a place, both from 1. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
