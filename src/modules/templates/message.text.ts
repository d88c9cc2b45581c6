import { convert } from 'html-to-text';
import { shielded } from './message.shielding.js';

const selectors = [
  { selector: 'img', format: 'skip' },
  // preview lines and what stands in for them
  { selector: '[style*="display:none"]', format: 'skip' },
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(selector => ({ selector, options: { uppercase: false } })),
  { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] as [string, string] } },
];

// deeper than any message is, and not as deep as a stack
const limits = { maxDepth: 200 };

/** The plain text of an HTML part; its Liquid stays. */
export function textOfHtml(html: string): string {
  const { words, restore } = shielded(html);
  return restore(convert(words, { wordwrap: false, selectors, limits }));
}
