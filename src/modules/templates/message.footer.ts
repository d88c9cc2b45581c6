import type { MessageContent } from './message.content.js';
import { isLiquid, liquidTokens } from './message.liquid.js';
import type { MailPurpose } from './template.vocabulary.js';

const opens = /^(if|unless|case|comment)$/;
const closes = /^end(if|unless|case|comment)$/;

/** Whether every reader sees the merge field: it stands in no branch. */
function always(source: string, field: string): boolean {
  let depth = 0;
  return liquidTokens(source).some(token => {
    if (!isLiquid(token)) return false;
    const inner = token.getText().replace(/^\{[{%]-?\s*|\s*-?[}%]\}$/g, '');
    const word = inner.split(/\s/, 1)[0]!;
    if (opens.test(word)) depth += 1;
    else if (closes.test(word)) depth -= 1;
    return depth === 0 && token.getText().startsWith('{{') && /^[\w.]+/.exec(inner)?.[0] === field;
  });
}

const footerStyle =
  'margin:24px 0 0;color:#5f6368;font-family:Arial,sans-serif;font-size:12px;line-height:1.6;text-align:center';

const signed = '{{ practice.name }}{% if practice.postalAddress %} · {{ practice.postalAddress }}{% endif %}';

/** What a commercial message must say and this part does not, as lines. */
function missing(part: string, purpose: MailPurpose, optOut: string): string[] {
  if (purpose !== 'COMMERCIAL') return [];
  return [
    ...(always(part, 'practice.postalAddress') ? [] : [signed]),
    ...(always(part, 'unsubscribeUrl') ? [] : [optOut]),
  ];
}

const withoutComments = (html: string): string => html.replace(/<!--.*?-->/gs, '');

const atEnd = (html: string, piece: string): string => {
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + piece : html.slice(0, end) + piece + html.slice(end);
};

const atStart = (html: string, piece: string): string => {
  const body = /<body[^>]*>/i.exec(html);
  const start = body ? body.index + body[0].length : 0;
  return html.slice(0, start) + piece + html.slice(start);
};

/** The HTML part, complete: its preview line, the footer that the law asks for, and the pixel. */
export function furnishHtml(
  { html, preheader }: MessageContent,
  { purpose, tracksOpens }: { purpose: MailPurpose; tracksOpens: boolean },
): string {
  const lines = missing(
    withoutComments(html),
    purpose,
    '<a href="{{ unsubscribeUrl }}" style="color:#5f6368">Unsubscribe</a> · <a href="{{ preferencesUrl }}" style="color:#5f6368">Choose what you get</a>',
  );
  const footer = lines.length > 0 ? `<div style="${footerStyle}">${lines.join('<br>')}</div>` : '';
  const pixel = tracksOpens
    ? '{% if pixelUrl %}<img src="{{ pixelUrl }}" width="1" height="1" alt="" style="border:0">{% endif %}'
    : '';
  const hidden = preheader ? `<div style="display:none;max-height:0;overflow:hidden;opacity:0">${preheader}</div>` : '';
  return atStart(atEnd(html, footer + pixel), hidden);
}

/** The text part, complete. */
export function furnishText(text: string, { purpose }: { purpose: MailPurpose }): string {
  const lines = missing(text, purpose, 'Unsubscribe: {{ unsubscribeUrl }}\nChoose what you get: {{ preferencesUrl }}');
  return lines.length > 0 ? `${text.trimEnd()}\n\n-- \n${lines.join('\n')}\n` : text;
}
