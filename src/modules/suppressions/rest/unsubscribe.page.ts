import { written } from '../../templates/message.liquid.js';
import type { Preferences, TopicChoice } from '../unsubscribe.preferences.js';
import { subscribeWording } from '../unsubscribe.service.js';

/** What a form on the page did, said on the page that follows. */
export type Done = 'UNSUBSCRIBED' | 'CHOSEN' | 'SUBSCRIBED';

const safe = (text: string) => written(text, 'HTML');

const style = `
:root{color-scheme:light dark;font:18px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:34rem;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2.5rem}
button{font:inherit;font-weight:600;padding:.75rem 1.25rem;border:2px solid #1f4f8b;border-radius:.5rem;background:#1f4f8b;color:#fff;cursor:pointer;max-width:100%}
button.plain{background:transparent;color:inherit}
button:focus-visible,input:focus-visible{outline:3px solid #e08a00;outline-offset:3px}
fieldset{border:0;margin:0;padding:0}legend{font-weight:600;padding:0}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem 0}
input{width:1.5rem;height:1.5rem;flex:none;margin:0}
label small{display:block}
[role=status]{border-left:.35rem solid #1f7a43;padding:.5rem 1rem;margin:1.5rem 0;font-weight:600}`;

/** Nothing from elsewhere, no script; its forms lead back to itself. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const pageHeaders = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

/** `j•••@e•••.org`: enough to know one's own address by. */
export function masked(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  const end = domain.lastIndexOf('.');
  return `${local.slice(0, 1)}•••@${domain.slice(0, 1)}•••${end > 0 ? domain.slice(end) : ''}`;
}

const said: Record<Done, (practice: string) => string> = {
  UNSUBSCRIBED: practice =>
    `You are unsubscribed. ${practice} sends no more news, invitations or offers to this address.`,
  CHOSEN: () => 'Your choice is saved and holds from now on.',
  SUBSCRIBED: () => 'You are subscribed again. You can unsubscribe here at any time.',
};

const form = (action: string, inside: string) =>
  `<form method="post"><input type="hidden" name="action" value="${action}">\n${inside}\n</form>`;

/** What holds for the address, and the forms that change it. */
export function preferencesPage({ practice, address, isUnsubscribed, topics }: Preferences, done?: Done): string {
  const name = safe(practice);
  const body = [
    `<h1>Mail from ${name}</h1>`,
    address ? `<p>For the address <strong>${safe(masked(address))}</strong>.</p>` : '',
    done ? `<p role="status">${said[done](name)}</p>` : '',
    isUnsubscribed ? unsubscribedPart(name, done === 'UNSUBSCRIBED') : subscribedPart(name, topics),
  ];
  return page(`Mail from ${name}`, body.filter(Boolean).join('\n'));
}

const unsubscribedPart = (name: string, isSaid: boolean) => `${
  isSaid ? '' : `<p>This address is unsubscribed: ${name} sends no more news, invitations or offers here.</p>\n`
}<p>Messages that you need, about your own care and appointments, may still come.</p>
<h2>Changed your mind?</h2>
<p>${subscribeWording(name)}</p>
${form('subscribe', '<button class="plain">Subscribe again</button>')}`;

const subscribedPart = (name: string, topics: readonly TopicChoice[]) =>
  `${form(
    'unsubscribe',
    `<p>${name} stops sending news, invitations and offers to this address at once. Messages that you need, about your own care and appointments, may still come.</p>
<p><button>Unsubscribe from everything</button></p>`,
  )}${topics.length > 0 ? `\n<h2>Or choose what you get</h2>\n${form('topics', choices(topics))}` : ''}`;

const choices = (topics: readonly TopicChoice[]) => `<fieldset><legend>I want mail about</legend>
${topics.map(choice).join('\n')}
</fieldset>
<p><button class="plain">Save my choice</button></p>`;

const choice = ({ key, name, description, isWanted }: TopicChoice) =>
  `<label><input type="checkbox" name="topic" value="${safe(key)}"${isWanted ? ' checked' : ''}><span>${safe(name)}${
    description ? `<small>${safe(description)}</small>` : ''
  }</span></label>`;

const refusals: Record<number, [string, string]> = {
  400: ['This did not work', 'The form was not complete. Open the link in the message again.'],
  404: ['This link does not work', 'It may have been cut off. Open it in the message itself, or copy all of it.'],
  429: ['Too many tries', 'Please try again in a few minutes.'],
  503: ['Not possible just now', 'Nothing was changed. Please try again in a few minutes.'],
};

/** The same page for everyone, whatever the link was. */
export function refusalPage(status: number): string {
  const [title, text] = refusals[status] ?? (status < 500 ? refusals[400] : refusals[503])!;
  return page(title, `<h1>${title}</h1>\n<p>${text}</p>`);
}
