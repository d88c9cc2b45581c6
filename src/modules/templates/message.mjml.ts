import { type Fault, ValidationError } from '../../platform/errors/errors.js';
import { isLiquid, liquidTokens } from './message.liquid.js';
import { placeOf } from './message.markup.js';
import { shielded } from './message.shielding.js';

const refused = (line: number, message: string): Fault => ({
  path: ['mjml'],
  code: 'INVALID',
  message: `${message} (mjml, line ${line})`,
});

/** What the library throws of a source that it can't read at all. */
async function compiled(source: string): Promise<{ html: string; errors: Fault[] }> {
  // loaded when first asked for: most processes never publish
  const { default: mjml2html } = await import('mjml');
  try {
    // no fonts: they would be fetched from another house, which then knows who reads
    const { html, errors } = await mjml2html(source, { keepComments: false, ignoreIncludes: true, fonts: {} });
    return { html, errors: errors.map(({ line, message }) => refused(line, message)) };
  } catch (error) {
    return { html: '', errors: [refused(1, (error as Error).message)] };
  }
}

/** The HTML that a source in MJML comes to; its Liquid stays. @throws ValidationError with each fault by its line. */
export async function htmlOfMjml(source: string): Promise<string> {
  const { words, restore, lostIn } = shielded(source);
  const included = source.search(/<mj-include\b/i);
  if (included >= 0) throw new ValidationError([refused(placeOf(source, included).line, 'Files are not included.')]);
  const { html, errors } = await compiled(words);
  if (errors.length > 0) throw new ValidationError(errors);
  const liquid = liquidTokens(source).filter(isLiquid);
  const lost = lostIn(html).map(at => placeOf(source, liquid[at]!.begin).line);
  if (lost.length > 0) {
    throw new ValidationError(lost.map(line => refused(line, 'Nothing is shown here: put this inside mj-raw.')));
  }
  return restore(html);
}
