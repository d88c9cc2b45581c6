import { type Answer, type Call, json } from './answer.js';
import { type CaughtMail, CaughtMails } from './caught-mail.js';
import { ControlApi } from './control-api.js';
import { Faults } from './faults.js';
import { SandboxServer } from './http-server.js';
import type { MailEventKind } from './mail-events.js';
import { MailOutcomes } from './mail-outcomes.js';
import { refusedFromAfar } from './own-machine.js';
import { PageRoutes } from './page-routes.js';
import { PostmarkApi } from './postmark-api.js';
import { ProviderRecords } from './provider-records.js';
import { Searching } from './searching.js';
import { Sending } from './sending.js';
import { StreamSuppressions } from './suppressions.js';
import { retryPausesMs, type WebhookFigures, WebhookSender, type WebhookTarget } from './webhook-sender.js';

export interface MailSandboxOptions {
  /** 0, the default: any free one. */
  port?: number;
  /** An address of this machine only: nobody is asked who they are. */
  host?: string;
  /** The server token that callers have to show; null: any. */
  token?: string | null;
  /** How many of the newest messages are kept whole; of older ones only what `CaughtMail` says. */
  kept?: number;
  /** Gets a JSON line for each accepted message before its call is answered. */
  logFile?: string | null;
  /** The message streams there are; null: whatever is asked for. */
  streams?: readonly string[] | null;
  /** The domains that may send; null: all. */
  senderDomains?: readonly string[] | null;
  /** Where webhooks go. Each is told of every message, as Postmark tells every webhook of a stream. */
  webhooks?: () => readonly WebhookTarget[] | Promise<readonly WebhookTarget[]>;
  /** How long after its acceptance a message is delivered; null: nothing happens by itself. */
  deliveryMs?: number | null;
  /** The pauses before each retry of a webhook. */
  retryPausesMs?: readonly number[];
}

const defaults: Required<MailSandboxOptions> = {
  port: 0,
  host: '127.0.0.1',
  token: null,
  kept: 2_000,
  logFile: null,
  streams: null,
  senderDomains: null,
  webhooks: () => [],
  deliveryMs: 250,
  retryPausesMs,
};

/** A mail provider on this machine that speaks as Postmark does, and sends nothing to anybody. */
export class MailSandbox {
  /** What befalls calls, messages and webhooks. */
  readonly faults = new Faults();
  readonly #mails: CaughtMails;
  readonly #suppressions = new StreamSuppressions();
  readonly #webhooks: WebhookSender;
  readonly #outcomes: MailOutcomes;
  readonly #answers: readonly ((call: Call) => Answer | null | Promise<Answer | null>)[];
  readonly #server = new SandboxServer(call => this.#answer(call));
  #targets: Required<MailSandboxOptions>['webhooks'];
  #url = '';

  private constructor(private readonly options: Required<MailSandboxOptions>) {
    const { faults } = this;
    const suppressions = this.#suppressions;
    this.#targets = options.webhooks;
    const mails = new CaughtMails(options);
    const webhooks = new WebhookSender({ ...options, faults, targets: () => this.#targets() });
    const outcomes = new MailOutcomes({ ...options, suppressions, webhooks });
    const onAccepted = (accepted: readonly CaughtMail[]) => outcomes.accepted(accepted);
    const sending = new Sending({ ...options, mails, faults, suppressions, onAccepted });
    const searching = new Searching({ mails, faults });
    const records = new ProviderRecords({ suppressions, outcomes, faults });
    const api = new PostmarkApi({ ...options, sending, searching, records, faults });
    const clear = () => this.clear();
    const setTargets = (targets: readonly WebhookTarget[]) => this.sendWebhooksTo(targets);
    const control = new ControlApi({ mails, faults, sending, outcomes, webhooks, setTargets, clear });
    const pages = new PageRoutes({ mails, outcomes });
    this.#mails = mails;
    this.#webhooks = webhooks;
    this.#outcomes = outcomes;
    this.#answers = [api, control, pages].map(part => (call: Call) => part.answer(call));
    faults.onChange = () => webhooks.resume();
  }

  static async start(options: MailSandboxOptions = {}): Promise<MailSandbox> {
    const sandbox = new MailSandbox({ ...defaults, ...options });
    const { port, host } = sandbox.options;
    sandbox.#url = `http://${host.includes(':') ? `[${host}]` : host}:${await sandbox.#server.listen(port, host)}`;
    return sandbox;
  }

  /** Where it listens; no slash at the end. */
  get url(): string {
    return this.#url;
  }

  /** What became of the webhooks. */
  get webhookFigures(): Readonly<WebhookFigures> {
    return this.#webhooks.figures;
  }

  /** Every accepted message, oldest first; those after a position only. */
  messages(after = 0): CaughtMail[] {
    return this.#mails.after(after);
  }

  /** How often each `send_id` was accepted. */
  sends(): Map<string, number> {
    return this.#mails.sends();
  }

  sendWebhooksTo(targets: readonly WebhookTarget[]): void {
    this.#targets = () => targets;
  }

  /** Lets something happen now to the message that was accepted first with this `send_id`. */
  happen(kind: MailEventKind, sendId: string, details: { recipient?: string; link?: string } = {}): void {
    const mail = this.#mails.bySendId(sendId)[0];
    if (!mail) throw new Error(`No message with the send_id ${sendId} was accepted.`);
    this.#outcomes.happen(kind, mail, details);
  }

  /** Resolves once everything accepted is delivered and no webhook waits any more. */
  async settled(): Promise<void> {
    await this.#outcomes.settled();
    await this.#webhooks.settled();
  }

  /** Forgets messages, bounces and suppressions. */
  clear(): void {
    this.#mails.clear();
    this.#outcomes.clear();
    this.#suppressions.clear();
  }

  async close(): Promise<void> {
    this.#outcomes.close();
    this.#webhooks.close();
    await this.#server.close();
  }

  async #answer(call: Call): Promise<Answer> {
    const refusal = refusedFromAfar(call);
    if (refusal) return refusal;
    for (const answer of this.#answers) {
      const given = await answer(call);
      if (given) return given;
    }
    return json({ error: 'There is nothing here.' }, 404);
  }
}
