import { Parser } from 'htmlparser2';

export interface MailLink {
  url: string;
  /** What stands in the mail. */
  text: string;
}

/** Where a mail leads, each address once, in their order. */
export function linksOf(html: string): MailLink[] {
  const links = new Map<string, MailLink>();
  let open: MailLink | null = null;
  const parser = new Parser({
    onopentag: (name, { href }) => {
      if (name === 'a' && href && /^https?:/i.test(href)) open = { url: href, text: '' };
    },
    ontext: text => {
      if (open) open.text += text;
    },
    onclosetag: name => {
      if (name !== 'a' || !open) return;
      if (!links.has(open.url)) links.set(open.url, { ...open, text: open.text.trim().replace(/\s+/g, ' ') });
      open = null;
    },
  });
  parser.end(html);
  return [...links.values()];
}

/** No script and no form ever; pictures of elsewhere only when they are asked for; links open by themselves. */
export const viewPolicy = (showsImages: boolean): string =>
  [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data:${showsImages ? ' http: https:' : ''}`,
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ].join('; ');

const pictures = /(\s)(src|srcset|background|poster)(?=\s*=\s*["']?\s*(?!data:|["'\s]))/gi;
const stylePictures = /url\(\s*["']?\s*(?!data:)[^)]*\)/gi;

/**
 * A mail's HTML as a page of its own. The policy above is the fence; what it would stop is taken out beforehand, as a
 * browser complains of each thing that it stops.
 */
export function viewOf(html: string, showsImages: boolean): string {
  const quiet = html
    .replace(/<(\/?)(script|iframe|object|embed|form|meta|link|base)\b/gi, '<$1x-$2')
    .replace(/@import[^;<]*;?/gi, '')
    .replace(/\son\w+\s*=/gi, ' data-on=');
  const shown = showsImages ? quiet : quiet.replace(pictures, '$1data-$2').replace(stylePictures, 'none');
  const head = '<meta charset="utf-8"><base target="_blank">';
  return /<head\b[^>]*>/i.test(shown)
    ? shown.replace(/<head\b[^>]*>/i, tag => tag + head)
    : `<!doctype html>${head}${shown}`;
}
