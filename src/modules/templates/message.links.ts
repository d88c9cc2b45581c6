import { QuoteType, Tokenizer } from 'htmlparser2';
import { masked } from './message.liquid.js';

interface Found {
  start: number;
  end: number;
  url: string;
}

const elements = new Set(['a', 'area']);
const isTracked = (url: string): boolean => /^https?:\/\//i.test(url);

const ignore = () => {};

/** The addresses of links outside comments, by where their bytes stand; those with a merge field are left out. */
export function htmlLinks(source: string): Found[] {
  const plain = masked(source);
  const found: Found[] = [];
  let element = '';
  let attribute = '';
  let value = '';
  let start = -1;
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname: (from, to) => {
        element = plain.slice(from, to).toLowerCase();
      },
      onattribname: (from, to) => {
        attribute = plain.slice(from, to).toLowerCase();
        value = '';
        start = -1;
      },
      onattribdata: (from, to) => {
        if (start < 0) start = from;
        value += plain.slice(from, to);
      },
      onattribentity: code => {
        value += String.fromCodePoint(code);
      },
      onattribend: (quote, after) => {
        const end = quote === QuoteType.Single || quote === QuoteType.Double ? after - 1 : after;
        if (attribute !== 'href' || !elements.has(element) || start < 0 || !isTracked(value)) return;
        // as it stands: a merge field in it makes it another address for each reader
        if (source.slice(start, end) === plain.slice(start, end)) found.push({ start, end, url: value });
      },
      oncdata: ignore,
      onclosetag: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
      ontext: ignore,
      ontextentity: ignore,
    },
  );
  tokenizer.write(plain);
  tokenizer.end();
  return found;
}

/** The addresses in a text, without the punctuation that ends a sentence. */
function textLinks(source: string): Found[] {
  const plain = masked(source);
  return [...plain.matchAll(/\bhttps?:\/\/[^\s<>"'()[\]]+/gi)].flatMap(({ 0: raw, index }) => {
    const url = raw.replace(/[.,;:!?*_]+$/, '');
    const end = index + url.length;
    return source.slice(index, end) === url ? [{ start: index, end, url }] : [];
  });
}

/** Puts the tracked address of each place; the same target has one position, wherever it stands. */
function replaced(source: string, found: readonly Found[], links: string[]): string {
  let at = 0;
  const pieces = found.map(({ start, end, url }) => {
    if (!links.includes(url)) links.push(url);
    const piece = `${source.slice(at, start)}{{ links[${links.indexOf(url)}] }}`;
    at = end;
    return piece;
  });
  return pieces.join('') + source.slice(at);
}

export const htmlWithLinks = (source: string, links: string[]): string => replaced(source, htmlLinks(source), links);

export const textWithLinks = (source: string, links: string[]): string => replaced(source, textLinks(source), links);
