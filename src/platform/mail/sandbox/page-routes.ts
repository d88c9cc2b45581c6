import { type Answer, type Call, json } from './answer.js';
import type { CaughtMail, CaughtMails } from './caught-mail.js';
import { type MailEventKind, mailEventKinds } from './mail-events.js';
import type { MailOutcomes } from './mail-outcomes.js';
import { linksOf, viewOf, viewPolicy } from './mail-view.js';
import { guards, listPage, mailPage } from './pages.js';
import { style } from './style.js';

const pageSize = 25;

/** What people open: the caught mails, one mail, and its HTML by itself. */
export class PageRoutes {
  constructor(private readonly parts: { mails: CaughtMails; outcomes: MailOutcomes }) {}

  /** Null: it is no page. */
  answer(call: Call): Answer | null {
    const isRead = call.method === 'GET' || call.method === 'HEAD';
    if (isRead && call.path === '/') return this.#list(call.query);
    if (isRead && call.path === '/sandbox.css') {
      return { status: 200, headers: { ...guards, 'content-type': 'text/css; charset=utf-8' }, body: style };
    }
    const found = /^\/mails\/([^/]+)(\/html|\/events)?$/.exec(call.path);
    const mail = found && this.parts.mails.byId(found[1]!);
    if (!mail) return null;
    if (found[2] === '/events') return call.method === 'POST' ? this.#happen(mail, call) : null;
    if (!isRead) return null;
    const showsImages = call.query.get('images') === '1';
    return found[2] === '/html' ? htmlOf(mail, showsImages) : shown(mail, showsImages, call.query.get('done'));
  }

  #list(query: URLSearchParams): Answer {
    const search = (query.get('q') ?? '').trim();
    const wanted = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
    const { mails } = this.parts;
    const matching = search ? [...mails.newestFirst()].filter(matches(search.toLowerCase())) : null;
    const total = matching?.length ?? mails.count;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    const number = Math.min(wanted, pages);
    const [from, to] = [(number - 1) * pageSize, number * pageSize];
    const rows =
      matching?.slice(from, to) ??
      mails
        .after(Math.max(0, total - to))
        .slice(0, Math.min(pageSize, total - from))
        .reverse();
    return listPage({ mails: rows, total, search, number, pages });
  }

  #happen(mail: CaughtMail, { body }: Call): Answer {
    const form = new URLSearchParams(body.toString('utf8'));
    const kind = form.get('kind') as MailEventKind;
    const recipient = form.get('recipient') ?? mail.recipients[0]!;
    if (!mailEventKinds.includes(kind) || !mail.recipients.includes(recipient)) {
      return json({ error: 'There is no such event or recipient.' }, 422);
    }
    this.parts.outcomes.happen(kind, mail, { recipient, link: form.get('link') ?? '' });
    return { status: 303, headers: { location: `/mails/${mail.messageId}?done=${kind}` }, body: '' };
  }
}

const matches =
  (search: string) =>
  ({ recipients, message }: CaughtMail): boolean =>
    recipients.some(address => address.includes(search)) || (message?.Subject?.toLowerCase().includes(search) ?? false);

function shown(mail: CaughtMail, showsImages: boolean, done: string | null): Answer {
  const html = mail.message?.HtmlBody ?? '';
  const hasImages = viewOf(html, true) !== viewOf(html, false);
  return mailPage({ mail, links: linksOf(html), showsImages, hasImages, done });
}

function htmlOf({ message }: CaughtMail, showsImages: boolean): Answer {
  const headers = { ...guards, 'content-security-policy': viewPolicy(showsImages) };
  return { status: 200, headers, body: viewOf(message?.HtmlBody ?? '', showsImages) };
}
