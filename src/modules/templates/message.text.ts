import { convert } from 'html-to-text';
import { isLiquid, liquidTokens } from './message.liquid.js';

/** The source with each piece of Liquid as one word, and the way back. */
export function shielded(source: string): { words: string; restore(text: string): string } {
  const pieces: string[] = [];
  let mark = 'liquid';
  while (source.includes(mark)) mark += 'x';
  const words = liquidTokens(source)
    .map(token => (isLiquid(token) ? `${mark}${pieces.push(token.getText()) - 1}q` : token.getText()))
    .join('');
  const pattern = new RegExp(`${mark}(\\d+)q`, 'g');
  return { words, restore: text => text.replace(pattern, (_, at) => pieces[Number(at)] ?? '') };
}

/** The plain text of an HTML part; its Liquid stays. */
export function textOfHtml(html: string): string {
  const { words, restore } = shielded(html);
  const selectors = [
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(selector => ({ selector, options: { uppercase: false } })),
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] as [string, string] } },
  ];
  return restore(convert(words, { wordwrap: false, selectors }));
}
