import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { BadRequestError } from '../../../platform/errors/errors.js';
import { readBytes } from '../../../platform/rest/body.js';
import { readQuery } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { strictJson, utf8 } from '../../../platform/rest/strict-json.js';
import type { LeadCapture } from '../lead.capture.js';
import { CaptureLead } from '../lead.capture-rules.js';

const formBytes = 65_536;
const urlencoded = 'application/x-www-form-urlencoded';

/** What a form sent, as JSON or as a browser sends it. */
async function readForm({ stream, headers }: RestRequest): Promise<unknown> {
  const text = utf8(await readBytes(stream as IncomingMessage, formBytes));
  const isUrlencoded = String(headers['content-type']).toLowerCase().startsWith(urlencoded);
  const form = isUrlencoded ? readQuery(text) : strictJson(text);
  if (typeof form === 'object' && form !== null && !Array.isArray(form)) return { ...form };
  throw new BadRequestError('A form is an object of fields.');
}

async function submit(capture: LeadCapture, ctx: RequestContext, request: RestRequest): Promise<RestAnswer> {
  await capture.submit(ctx, request.params.formKey as string, await readForm(request));
  return { status: 202, body: { data: { received: true } } };
}

/** The public form: the only way to leave a lead without signing in. */
export function leadCaptureRoutes(capture: LeadCapture): Route[] {
  return [
    {
      ...{ method: 'post', path: '/forms/:formKey/leads', operation: 'captureLead', permission: 'public', status: 202 },
      tag: 'Public form',
      summary: "Takes an inquiry from a practice's website; the same answer for everyone",
      body: CaptureLead,
      rawBody: ['application/json', urlencoded],
      answer: z.object({ received: z.literal(true) }),
      handle: (ctx, request) => submit(capture, ctx, request),
    },
  ];
}
