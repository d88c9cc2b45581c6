import { z } from 'zod';
import { type Answer, type Call, json, parsed } from './answer.js';
import { type CaughtMails, logLine } from './caught-mail.js';
import { type Faults, faultSettings } from './faults.js';
import { mailEventKinds } from './mail-events.js';
import type { MailOutcomes } from './mail-outcomes.js';
import type { Sending } from './sending.js';
import type { WebhookSender, WebhookTarget } from './webhook-sender.js';

interface ControlParts {
  mails: CaughtMails;
  faults: Faults;
  sending: Sending;
  outcomes: MailOutcomes;
  webhooks: WebhookSender;
  setTargets(targets: readonly WebhookTarget[]): void;
  clear(): void;
}

const targets = z.array(
  z.strictObject({ url: z.url(), username: z.string().default(''), password: z.string().default('') }),
);

const happening = z.strictObject({
  kind: z.enum(mailEventKinds),
  messageId: z.string().optional(),
  sendId: z.string().optional(),
  recipient: z.string().optional(),
  link: z.string().optional(),
});

const missing = (what: string): Answer => json({ error: what }, 404);

/**
 * How tests and benches steer a sandbox that is a process of its own; bodies are JSON, sent as `application/json`.
 *
 * - `GET /sandbox`: figures: `accepted`, `distinct` (of send_ids), `doubled` (send_ids accepted more than once), `calls`,
 *   `refusedMessages`, `faults` met, and `webhooks` taken, failed, given up and pending.
 * - `GET /sandbox/log?after=N`: the messages accepted after position N, oldest first, a JSON line each, without bodies:
 *   `{position, messageId, at, sendId, recipients, stream, from, subject, headers}`. The last three only of those kept whole.
 * - `GET /sandbox/sends`: how often each send_id was accepted, `{send_id: count}`.
 * - `GET /sandbox/messages/ID`: one message as Postmark's API was given it.
 * - `GET /sandbox/faults`, `PUT /sandbox/faults`: the faults that are on (`faultSettings`); what is not named is off.
 * - `PUT /sandbox/webhooks`: where webhooks go from now on, `[{url, username, password}]`.
 * - `POST /sandbox/events`: lets something happen now: `{kind, messageId | sendId, recipient?, link?}`.
 * - `POST /sandbox/settle`: answers once everything accepted is delivered and no webhook waits any more.
 * - `DELETE /sandbox/messages`: forgets messages, bounces and suppressions.
 */
export class ControlApi {
  constructor(private readonly parts: ControlParts) {}

  async answer(call: Call): Promise<Answer | null> {
    const { mails, faults, outcomes, webhooks } = this.parts;
    const message = /^\/sandbox\/messages\/([^/]+)$/.exec(call.path)?.[1];
    if (message && call.method === 'GET')
      return json(mails.byId(message)?.message ?? {}, mails.byId(message) ? 200 : 404);
    switch (`${call.method} ${call.path}`) {
      case 'GET /sandbox':
        return json(this.#figures());
      case 'GET /sandbox/log':
        return lines(mails.after(Number(call.query.get('after') ?? 0)).map(logLine));
      case 'GET /sandbox/sends':
        return json(Object.fromEntries(mails.sends()));
      case 'GET /sandbox/faults':
        return json(faults.settings);
      case 'PUT /sandbox/faults':
        return given(call, faultSettings, settings => json(faults.set(settings)));
      case 'PUT /sandbox/webhooks':
        return given(call, targets, list => {
          this.parts.setTargets(list);
          return json(list);
        });
      case 'POST /sandbox/events':
        return given(call, happening, wish => this.#happen(wish));
      case 'POST /sandbox/settle':
        await outcomes.settled();
        await webhooks.settled();
        return json(this.#figures());
      case 'DELETE /sandbox/messages':
        this.parts.clear();
        return json({});
      default:
        return call.path.startsWith('/sandbox/') ? missing('There is no such address.') : null;
    }
  }

  #figures(): object {
    const { mails, sending, webhooks } = this.parts;
    const sends = mails.sends();
    const doubled = [...sends].flatMap(([sendId, count]) => (count > 1 ? [sendId] : []));
    return { accepted: mails.count, distinct: sends.size, doubled, ...sending.figures, webhooks: webhooks.figures };
  }

  #happen({ kind, messageId, sendId, recipient, link }: z.output<typeof happening>): Answer {
    const { mails, outcomes } = this.parts;
    const mail = messageId ? mails.byId(messageId) : mails.bySendId(sendId ?? '')[0];
    if (!mail) return missing('There is no such message.');
    outcomes.happen(kind, mail, { recipient, link });
    return json({});
  }
}

function given<S extends z.ZodType>(call: Call, schema: S, act: (input: z.output<S>) => Answer): Answer {
  const read = schema.safeParse(parsed(call.body));
  return read.success ? act(read.data) : json({ error: z.prettifyError(read.error) }, 422);
}

const lines = (rows: readonly object[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-ndjson' },
  body: rows.map(row => `${JSON.stringify(row)}\n`).join(''),
});
