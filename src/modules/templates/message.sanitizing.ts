import { createRequire } from 'node:module';
import { Parser } from 'htmlparser2';
import type Sanitize from 'sanitize-html';
import { markupOf } from './message.markup.js';
import { isHarmlessUrl, mayHoldLiquid } from './message.places.js';
import { shielded } from './message.shielding.js';
import { harmlessCss } from './message.styles.js';

// It requires the parser that is imported above, which a loader of tests allows only once that is there.
const sanitize: typeof Sanitize = createRequire(import.meta.url)('sanitize-html');

// biome-ignore format: a list reads as a list
const tags = [
  'html', 'head', 'title', 'meta', 'style', 'body', 'div', 'span', 'p', 'br', 'hr', 'wbr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'a', 'img', 'map', 'area', 'table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td',
  'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'ins', 'sub', 'sup', 'small', 'big',
  'font', 'center', 'blockquote', 'q', 'cite', 'abbr', 'pre', 'code', 'kbd', 'address', 'section', 'article', 'header',
  'footer', 'main', 'figure', 'figcaption', 'bdo', 'bdi',
];

// biome-ignore format: a list reads as a list
const everywhere = [
  'style', 'class', 'id', 'title', 'role', 'aria-*', 'lang', 'dir', 'align', 'valign', 'width', 'height', 'bgcolor',
  'background', 'border', 'cellpadding', 'cellspacing',
];

const allowedAttributes = {
  '*': everywhere,
  html: ['xmlns', 'xmlns:*'],
  a: ['href', 'name', 'target', 'rel'],
  area: ['href', 'shape', 'coords', 'alt', 'target'],
  map: ['name'],
  img: ['src', 'alt', 'hspace', 'vspace', 'usemap'],
  meta: ['name', 'content', 'charset', 'http-equiv'],
  style: ['type', 'media'],
  font: ['color', 'face', 'size'],
  th: ['colspan', 'rowspan', 'nowrap', 'scope', 'abbr'],
  td: ['colspan', 'rowspan', 'nowrap', 'scope', 'abbr'],
  col: ['span'],
  colgroup: ['span'],
  ol: ['start', 'type'],
  ul: ['type'],
  li: ['value', 'type'],
};

const conditional = /^<!--\[if [^\]<>]*\]>(.*)<!\[endif\]-->$/s;
const conditionalEdge = /^<!--(?:\[if [^\]<>]*\]><!|<!\[endif\])-->$/;
const allowed = new Set(tags);
const descriptive = /^(?:content-type|x-ua-compatible)$/i;
const ofOutlook = /^(?:xml|noscript|[ovw]:[a-z]+)$/;

/** Whether the words between the marks of a conditional comment would be harmless as HTML; they stay as they are. */
function isHarmlessComment(comment: string, isMarked: (text: string) => boolean): boolean {
  if (isMarked(comment)) return false;
  if (conditionalEdge.test(comment)) return true;
  const inner = conditional.exec(comment)?.[1];
  if (inner === undefined || inner.includes('<!') || inner.includes('<?')) return false;
  let isHarmless = true;
  let isStyle = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      isStyle = name === 'style';
      isHarmless &&= allowed.has(name) || ofOutlook.test(name);
      for (const [key, value] of Object.entries(attributes)) {
        isHarmless &&= !/^on|action$|^srcdoc$|^xlink:/i.test(key) && isHarmlessUrl(key, value);
        if (key === 'style') isHarmless &&= harmlessCss(value) === value;
      }
    },
    ontext: text => {
      if (isStyle) isHarmless &&= harmlessCss(text) === text;
    },
    onclosetag: () => {
      isStyle = false;
    },
  });
  parser.end(inner);
  return isHarmless;
}

/** Each comment as a word, when it is a harmless one for Outlook; others go. */
function commentsAsWords(
  source: string,
  hold: (comment: string) => string,
  isMarked: (text: string) => boolean,
): string {
  let at = 0;
  const pieces = markupOf(source).comments.map(({ start, end }) => {
    const comment = source.slice(start, end);
    const piece = source.slice(at, start) + (isHarmlessComment(comment, isMarked) ? hold(comment) : '');
    at = end;
    return piece;
  });
  return pieces.join('') + source.slice(at);
}

/**
 * HTML of a message with nothing in it that runs, sends or loads but pictures: tables, styles, conditional comments
 * and Liquid stay. What is harmless already stays as it is.
 */
export function harmlessHtml(html: string): string {
  const { words, hold, restore, isMarked } = shielded(html);
  const options: Sanitize.IOptions = {
    allowedTags: tags,
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'cid'] },
    allowedSchemesAppliedToAttributes: ['href', 'src', 'background', 'cite'],
    allowProtocolRelative: false,
    allowVulnerableTags: true,
    nonTextTags: ['script', 'textarea', 'option', 'noscript', 'iframe', 'object', 'svg', 'math', 'template', 'select'],
    selfClosing: ['img', 'br', 'hr', 'wbr', 'area', 'meta', 'col'],
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attributes) => {
        const kept = Object.entries(attributes).filter(([name, value]) => {
          if (name === 'http-equiv') return descriptive.test(value);
          return !isMarked(name) && (!isMarked(value) || mayHoldLiquid(name, restore(value)));
        });
        const attribs = Object.fromEntries(
          kept.map(([name, value]) => [name, name === 'style' ? harmlessCss(value) : value]),
        );
        return { tagName, attribs };
      },
    },
  };
  const clean = sanitize(commentsAsWords(words, hold, isMarked), options).replace(
    /(<style\b[^>]*>)([\s\S]*?)(<\/style>)/g,
    (_, open, css, close) =>
      `${open}${harmlessCss(
        css
          .split(/(\s+)/)
          .filter((word: string) => !isMarked(word))
          .join(''),
      )}${close}`,
  );
  const document = restore(clean).trim();
  return document.startsWith('<html') ? `<!doctype html>\n${document}` : document;
}
