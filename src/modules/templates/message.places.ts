import { isLiquid, liquidTokens } from './message.liquid.js';
import { type MarkedAttribute, markupOf } from './message.markup.js';

/** Attributes whose words are read out or shown. */
const shown = new Set(['alt', 'title', 'aria-label']);
/** Attributes that lead somewhere or load something. */
const leading = new Set(['href', 'src', 'background', 'background-url', 'action', 'cite']);

const ownLink = /^\{\{-?\s*(unsubscribeUrl|preferencesUrl)\s*-?\}\}$/;
const ownNumber = /^tel:\{\{-?\s*practice\.phone\s*-?\}\}$/;
const scheme = /^[a-z][a-z0-9+.-]*:/i;

/** Whether Liquid may stand in an attribute: in what is shown, or as the whole of a link that is the reader's own. */
export const mayHoldLiquid = (name: string, raw: string): boolean =>
  shown.has(name) || (name === 'href' && (ownLink.test(raw.trim()) || ownNumber.test(raw.trim())));

/** Whether an address is of a kind that a message may lead to or load from. */
export function isHarmlessUrl(name: string, value: string): boolean {
  if (!leading.has(name)) return true;
  // as a browser reads it, which skips what can't be seen
  const [found] = scheme.exec(value.replace(/[\p{Cc}\s]/gu, '')) ?? [];
  if (!found) return !value.trim().startsWith('//');
  return (name === 'href' ? ['http:', 'https:', 'mailto:', 'tel:'] : ['http:', 'https:', 'cid:']).includes(
    found.toLowerCase(),
  );
}

interface Misplaced {
  offset: number;
  message: string;
}

const ofReader = /\bperson\b/;

function faultOfLiquid(source: string, start: number, attribute: MarkedAttribute | undefined): string {
  if (!attribute) return 'A merge field can stand in what is read, and as the whole of a link only.';
  const isTelling = leading.has(attribute.name) && ofReader.test(source.slice(start, attribute.end));
  return isTelling ? 'A link may not tell who follows it.' : `A merge field can't stand in ${attribute.name}.`;
}

/** Merge fields and links of an HTML or MJML part that can't stand where they do. */
export function misplaced(source: string): Misplaced[] {
  const { attributes, texts, comments } = markupOf(source);
  const holds = (start: number, end: number) => (range: { start: number; end: number }) =>
    range.start <= start && range.end >= end;
  const liquid = liquidTokens(source)
    .filter(isLiquid)
    .flatMap(({ begin, end }) => {
      const isHere = holds(begin, end);
      const attribute = attributes.find(isHere);
      if (
        attribute ? mayHoldLiquid(attribute.name, source.slice(attribute.start, attribute.end)) : texts.some(isHere)
      ) {
        return [];
      }
      // what an author left as a note is left out
      if (comments.some(one => isHere(one) && !source.startsWith('<!--[', one.start))) return [];
      return [{ offset: begin, message: faultOfLiquid(source, begin, attribute) }];
    });
  const links = attributes
    .filter(({ name, value }) => !isHarmlessUrl(name, value))
    .map(({ start }) => ({
      offset: start,
      message: 'Links lead to http, https, mailto or tel, pictures to http or https.',
    }));
  return [...liquid, ...links];
}
