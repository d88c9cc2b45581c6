import type { MessageContent } from './message.content.js';
import { isLiquid, liquidTokens, written } from './message.liquid.js';
import { shielded } from './message.shielding.js';
import type { MailPurpose } from './template.vocabulary.js';

const opens = /^\{%-?\s*(?:if|unless|case|comment)\b/;
const closes = /^\{%-?\s*end/;

/** Whether every reader sees the merge field: it stands in no branch. */
function always(part: string, field: string): boolean {
  const output = new RegExp(`^\\{\\{-?\\s*${field.replace('.', '\\.')}\\s*-?\\}\\}$`);
  let depth = 0;
  return liquidTokens(part)
    .filter(isLiquid)
    .some(token => {
      const text = token.getText();
      if (opens.test(text)) depth += 1;
      else if (closes.test(text)) depth -= 1;
      return depth === 0 && output.test(text);
    });
}

const signed = ['{{ practice.name }}', '{{ practice.postalAddress }}'];

/** What a commercial message must say and this part does not, as lines. */
function missing(part: string, purpose: MailPurpose, optOut: string): string[] {
  if (purpose !== 'COMMERCIAL') return [];
  return [
    ...(always(part, 'practice.postalAddress') ? [] : signed),
    ...(always(part, 'unsubscribeUrl') ? [] : [optOut]),
  ];
}

const withoutComments = (html: string): string => html.replace(/<!--.*?-->/gs, '');

function atEnd(html: string, piece: string): string {
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + piece : html.slice(0, end) + piece + html.slice(end);
}

function atStart(html: string, piece: string): string {
  const body = /<body\b[^>]*>/.exec(html);
  const start = body ? body.index + body[0].length : 0;
  return html.slice(0, start) + piece + html.slice(start);
}

const link = (field: string, words: string): string => `<a href="{{ ${field} }}" style="color:#5f6368">${words}</a>`;
const optOutLinks = `${link('unsubscribeUrl', 'Unsubscribe')} · ${link('preferencesUrl', 'Choose what you get')}`;
const footerStyle =
  'margin:24px 0 0;color:#5f6368;font-family:Arial,sans-serif;font-size:12px;line-height:1.6;text-align:center';

/** What mail clients show beside the subject, and the message itself does not; it is plain text with merge fields. */
function previewLine(preheader: string | null): string {
  if (!preheader) return '';
  const { words, restore } = shielded(preheader);
  const style = 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px';
  return `<div style="${style}">${restore(written(words, 'HTML'))}</div>`;
}

const pixel = '<img src="{{ pixelUrl }}" width="1" height="1" alt="" style="border:0">';

/** The harmless HTML part, complete: its preview line, the footer that the law asks for, and the pixel. */
export function furnishHtml(
  { html, preheader }: Pick<MessageContent, 'html' | 'preheader'>,
  { purpose, tracksOpens }: { purpose: MailPurpose; tracksOpens: boolean },
): string {
  const lines = missing(withoutComments(html), purpose, optOutLinks);
  const footer = lines.length > 0 ? `<div style="${footerStyle}">${lines.join('<br>')}</div>` : '';
  return atStart(atEnd(html, footer + (tracksOpens ? pixel : '')), previewLine(preheader));
}

/** The text part, complete. */
export function furnishText(text: string, purpose: MailPurpose): string {
  const lines = missing(text, purpose, 'Unsubscribe: {{ unsubscribeUrl }}\nChoose what you get: {{ preferencesUrl }}');
  return lines.length > 0 ? `${text.trimEnd()}\n\n-- \n${lines.join('\n')}\n` : text;
}
