import { type Markup, markup } from '../../pages/markup.js';
import type { Answer } from './answer.js';
import type { CaughtMail } from './caught-mail.js';
import type { MailLink } from './mail-view.js';

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

// A stricter referrer policy would hide from a form's answer that it was sent by this very page.
export const guards = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function page(title: string, body: Markup, status = 200): Answer {
  const whole = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sandbox.css">
</head>
<body>
${body}
</body>
</html>
`;
  return { status, headers: { ...guards, 'content-security-policy': policy }, body: whole.text };
}

const time = (ms: number): Markup => {
  const iso = new Date(ms).toISOString();
  return markup`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
};

/** A page of caught mails. */
export interface MailList {
  mails: readonly CaughtMail[];
  total: number;
  /** Searched for; empty: all. */
  search: string;
  /** From 1. */
  number: number;
  pages: number;
}

export function listPage(list: MailList): Answer {
  const { mails, total, search } = list;
  const count = `${total.toLocaleString('en')} ${total === 1 ? 'mail' : 'mails'}${search ? ' found' : ' caught'}`;
  return page(
    'Mail sandbox',
    markup`<header>
<h1>Mail sandbox</h1>
<p>What the server would have sent. Nothing here reached anybody.</p>
</header>
<main>
<search><form action="/" method="get">
<label for="q">Recipient or subject</label>
<input id="q" name="q" type="search" value="${search}" autocomplete="off">
<button>Search</button>
${search && markup`<a href="/">Show all</a>`}
</form></search>
<h2 aria-live="polite">${count}</h2>
${total === 0 ? nothing(search) : markup`<ul class="mails">\n${mails.map(row)}</ul>\n${pager(list)}`}
${wishes}
</main>`,
  );
}

const nothing = (search: string): Markup =>
  search
    ? markup`<p>No mail goes to such a recipient, or has such a subject.</p>`
    : markup`<p>Send a test mail or an email campaign, then load this page again.</p>`;

const subjectOf = ({ message }: CaughtMail): string =>
  message ? message.Subject || '(no subject)' : '(no longer kept)';

const row = (mail: CaughtMail): Markup => markup`<li>
<a href="/mails/${mail.messageId}">${subjectOf(mail)}</a>
<span>${mail.message?.To ?? mail.recipients.join(', ')}</span>
<span class="quiet">${mail.stream}, ${time(mail.at)}</span>
</li>
`;

function pager({ number, pages, search }: MailList): Markup | false {
  if (pages < 2) return false;
  const to = (target: number) => `/?${new URLSearchParams({ ...(search ? { q: search } : {}), page: String(target) })}`;
  return markup`<nav aria-label="Pages">
${number > 1 && markup`<a href="${to(number - 1)}" rel="prev">Newer</a>`}
<span>Page ${number} of ${pages}</span>
${number < pages && markup`<a href="${to(number + 1)}" rel="next">Older</a>`}
</nav>`;
}

const wishes = markup`<details>
<summary>Addresses that ask for something</summary>
<p>Every mail is delivered a moment after it was accepted. An address says by a word before its <code>@</code> what else
shall happen, as <code>ada.hardbounce@example.org</code> does:</p>
<dl>
<dt><code>hardbounce</code></dt><dd>bounces for good; the stream takes no more mail to it</dd>
<dt><code>softbounce</code></dt><dd>bounces for now</dd>
<dt><code>complaint</code></dt><dd>is delivered, then reported as spam; the stream takes no more mail to it</dd>
<dt><code>unsubscribe</code></dt><dd>is delivered, then unsubscribes at the provider</dd>
<dt><code>inactive</code></dt><dd>is refused as inactive (code 406)</dd>
<dt><code>refused</code></dt><dd>is refused as invalid (code 300)</dd>
</dl>
</details>`;

const eventNames = {
  OPEN: 'Open',
  CLICK: 'Click',
  DELIVERY: 'Delivery',
  SOFT_BOUNCE: 'Soft bounce',
  HARD_BOUNCE: 'Hard bounce',
  COMPLAINT: 'Complaint',
  UNSUBSCRIBE: 'Unsubscribe',
  RESUBSCRIBE: 'Resubscribe',
} as const;

export interface MailDetails {
  mail: CaughtMail;
  links: readonly MailLink[];
  showsImages: boolean;
  /** Whether it has pictures that would come from elsewhere. */
  hasImages: boolean;
  /** What was just made to happen. */
  done: string | null;
}

export function mailPage(details: MailDetails): Answer {
  const { mail, links, done } = details;
  const { message, messageId } = mail;
  const name = eventNames[done as keyof typeof eventNames];
  return page(
    `${subjectOf(mail)} - Mail sandbox`,
    markup`<header>
<nav aria-label="Where you are"><a href="/">All mails</a></nav>
<h1>${subjectOf(mail)}</h1>
</header>
<main>
${name && markup`<p role="status" class="done">${name}: its webhook is on its way.</p>`}
<dl class="facts">
<dt>From</dt><dd>${message?.From ?? 'no longer kept'}</dd>
<dt>To</dt><dd>${message?.To ?? mail.recipients.join(', ')}</dd>
${message?.ReplyTo && markup`<dt>Reply to</dt><dd>${message.ReplyTo}</dd>`}
<dt>Accepted</dt><dd>${time(mail.at)}</dd>
<dt>Stream</dt><dd>${mail.stream}</dd>
<dt>Message id</dt><dd><code>${messageId}</code></dd>
</dl>
${happen(mail, links)}
${message ? parts(details) : markup`<p>Newer mails took the room of what stood in this one.</p>`}
</main>`,
  );
}

const happen = (
  { messageId, recipients }: CaughtMail,
  links: readonly MailLink[],
): Markup => markup`<section aria-labelledby="happen">
<h2 id="happen">Let something happen</h2>
<form action="/mails/${messageId}/events" method="post" class="events">
${recipients.length > 1 && select('recipient', 'To whom', recipients)}
${
  links.length > 0 &&
  select(
    'link',
    'Link of a click',
    links.map(({ url }) => url),
  )
}
<div class="buttons">
${Object.entries(eventNames).map(([kind, name]) => markup`<button name="kind" value="${kind}">${name}</button>\n`)}</div>
</form>
</section>`;

const select = (id: string, label: string, options: readonly string[]): Markup => markup`<p>
<label for="${id}">${label}</label>
<select id="${id}" name="${id}">${options.map(option => markup`<option>${option}</option>`)}</select>
</p>`;

function parts({ mail, links, showsImages, hasImages }: MailDetails): Markup {
  const { message, messageId } = mail;
  const { HtmlBody: html, TextBody: text, Headers: headers = [], Metadata: metadata = {} } = message!;
  const wish = showsImages ? 'Hide its pictures' : 'Load its pictures (who sent it may learn that it was opened)';
  const images = hasImages && markup`<p><a href="/mails/${messageId}?images=${showsImages ? 0 : 1}">${wish}</a></p>`;
  const source = `/mails/${messageId}/html${showsImages ? '?images=1' : ''}`;
  const fence = 'allow-popups allow-popups-to-escape-sandbox';
  const facts = [...headers.map(({ Name, Value }) => [Name, Value] as const), ...Object.entries(metadata)];
  return markup`<section aria-labelledby="html">
<h2 id="html">HTML</h2>
${html ? markup`${images}<iframe title="The mail as HTML" sandbox="${fence}" src="${source}"></iframe>` : markup`<p>There is none.</p>`}
</section>
<section aria-labelledby="links">
<h2 id="links">Links</h2>
${links.length > 0 ? markup`<ul>${links.map(link)}</ul>` : markup`<p>There are none.</p>`}
</section>
<section aria-labelledby="text">
<h2 id="text">Text</h2>
${text ? markup`<pre tabindex="0" role="region" aria-labelledby="text">${text}</pre>` : markup`<p>There is none.</p>`}
</section>
<section aria-labelledby="headers">
<h2 id="headers">Headers and metadata</h2>
<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</section>`;
}

const link = ({ url, text }: MailLink): Markup =>
  markup`<li><a href="${url}" target="_blank" rel="noopener noreferrer">${text || url}</a> <span class="quiet">${url}</span></li>`;
