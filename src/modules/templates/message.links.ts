import { masked } from './message.liquid.js';
import { markupOf } from './message.markup.js';

interface Found {
  start: number;
  end: number;
  url: string;
}

const elements = new Set(['a', 'area']);

/** The addresses of links outside comments, by where their bytes stand; those with a merge field are left out. */
function htmlLinks(source: string): Found[] {
  return markupOf(source)
    .attributes.filter(({ element, name, value }) => elements.has(element) && name === 'href' && isTracked(value))
    .filter(({ start, end }) => !source.slice(start, end).includes('{{'))
    .map(({ start, end, value }) => ({ start, end, url: value.trim() }));
}

const isTracked = (url: string): boolean => /^\s*https?:\/\//i.test(url);

/** The addresses in a text, without the punctuation that ends a sentence. */
function textLinks(source: string): Found[] {
  const plain = masked(source);
  return [...plain.matchAll(/\bhttps?:\/\/[^\s<>"'()[\]]+/gi)].flatMap(({ 0: raw, index }) => {
    const url = raw.replace(/[.,;:!?*_]+$/, '');
    const end = index + url.length;
    // one with a merge field is another for each reader
    return source.slice(index, end) === url ? [{ start: index, end, url }] : [];
  });
}

/** Puts the tracked address in each place; the same target has one position, wherever it stands. */
function replaced(source: string, found: readonly Found[], links: string[]): string {
  const positions = new Map(links.map((url, position) => [url, position]));
  let at = 0;
  const pieces = found.map(({ start, end, url }) => {
    const position = positions.get(url) ?? links.push(url) - 1;
    positions.set(url, position);
    const piece = `${source.slice(at, start)}{{ links[${position}] }}`;
    at = end;
    return piece;
  });
  return pieces.join('') + source.slice(at);
}

/** The source with each tracked address as `{{ links[n] }}`, and nothing else changed; new targets join `links`. */
export const htmlWithLinks = (source: string, links: string[]): string => replaced(source, htmlLinks(source), links);

/** Of the text part as `htmlWithLinks` of the other. */
export const textWithLinks = (source: string, links: string[]): string => replaced(source, textLinks(source), links);
