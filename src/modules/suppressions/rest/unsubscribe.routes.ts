import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { BadRequestError } from '../../../platform/errors/errors.js';
import { readBytes } from '../../../platform/rest/body.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { UnsubscribeService } from '../unsubscribe.service.js';
import { type Done, pageHeaders, preferencesPage, refusalPage } from './unsubscribe.page.js';

const formBytes = 65_536;

/** A form as browsers and mail programs send it: urlencoded, or in parts. */
async function readForm({ stream, headers }: RestRequest): Promise<FormData> {
  const bytes = await readBytes(stream as IncomingMessage, formBytes);
  const type = String(headers['content-type'] ?? '');
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new BadRequestError('A form was expected.');
  }
}

const shown = (text: string): RestAnswer => ({ status: 200, headers: pageHeaders, text });

/** The door of the links in mails: for people with any browser, and for mail programs (RFC 8058). */
export class UnsubscribeRoutes {
  constructor(private readonly unsubscribing: UnsubscribeService) {}

  async view(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return shown(preferencesPage(await this.unsubscribing.view(ctx, params.token as string)));
  }

  async act(ctx: RequestContext, request: RestRequest): Promise<RestAnswer> {
    const token = request.params.token as string;
    this.unsubscribing.assertKnown(token);
    const form = await readForm(request);
    if (form.get('List-Unsubscribe') === 'One-Click') return this.#oneClick(ctx, token);
    const done = await this.#decide(ctx, token, form);
    return shown(preferencesPage(await this.unsubscribing.view(ctx, token), done));
  }

  async #oneClick(ctx: RequestContext, token: string): Promise<RestAnswer> {
    await this.unsubscribing.unsubscribe(ctx, token, 'ONE_CLICK');
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, text: 'Unsubscribed.\n' };
  }

  async #decide(ctx: RequestContext, token: string, form: FormData): Promise<Done> {
    const action = form.get('action');
    if (action === 'unsubscribe') await this.unsubscribing.unsubscribe(ctx, token, 'PREFERENCES');
    else if (action === 'topics') await this.unsubscribing.choose(ctx, token, form.getAll('topic').map(String));
    else if (action === 'subscribe') await this.unsubscribing.subscribe(ctx, token);
    else throw new BadRequestError('The form says nothing.');
    return ({ unsubscribe: 'UNSUBSCRIBED', topics: 'CHOSEN', subscribe: 'SUBSCRIBED' } as const)[action];
  }
}

const refusal = (status: number) => ({ headers: pageHeaders, text: refusalPage(status) });
const shared = { path: '/u/:token', tag: 'Public mail pages', permission: 'public', produces: 'text/html' } as const;
/** Mail programs and gateways add what they like to a link. */
const query = z.looseObject({});

export function unsubscribeRoutes(door: UnsubscribeRoutes): Route[] {
  return [
    {
      ...{ ...shared, method: 'get', operation: 'mailPreferences', query, refusal },
      summary: 'What an address gets of commercial mail, and the forms that change it; opening it changes nothing',
      handle: (ctx, request) => door.view(ctx, request),
    },
    {
      ...{ ...shared, method: 'post', operation: 'unsubscribe', query, refusal },
      summary: 'Unsubscribes at once by `List-Unsubscribe=One-Click` (RFC 8058), or does what a form of the page says',
      rawBody: ['*/*'],
      handle: (ctx, request) => door.act(ctx, request),
    },
  ];
}
