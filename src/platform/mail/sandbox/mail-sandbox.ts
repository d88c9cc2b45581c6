import { timingSafeEqual } from 'node:crypto';
import { type Answer, apiError, type Call } from './answer.js';
import { type CaughtMail, CaughtMails } from './caught-mail.js';
import { Faults } from './faults.js';
import { SandboxServer } from './http-server.js';
import { Searching } from './searching.js';
import { Sending } from './sending.js';
import { StreamSuppressions } from './suppressions.js';

export interface MailSandboxOptions {
  /** 0, the default: any free one. */
  port?: number;
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
}

const defaults: Required<MailSandboxOptions> = {
  port: 0,
  host: '127.0.0.1',
  token: null,
  kept: 2_000,
  logFile: null,
  streams: null,
  senderDomains: null,
};

/** A mail provider on this machine that speaks as Postmark does, and sends nothing to anybody. */
export class MailSandbox {
  readonly faults = new Faults();
  readonly #mails: CaughtMails;
  readonly #suppressions = new StreamSuppressions();
  readonly #sending: Sending;
  readonly #searching: Searching;
  readonly #server = new SandboxServer(call => this.#answer(call));
  #url = '';

  private constructor(private readonly options: Required<MailSandboxOptions>) {
    this.#mails = new CaughtMails(options);
    const parts = { ...options, mails: this.#mails, faults: this.faults, suppressions: this.#suppressions };
    this.#sending = new Sending({ ...parts, onAccepted: () => undefined });
    this.#searching = new Searching(parts);
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

  /** Every accepted message, oldest first; those after a position only. */
  messages(after = 0): CaughtMail[] {
    return this.#mails.after(after);
  }

  /** How often each `send_id` was accepted. */
  sends(): Map<string, number> {
    return this.#mails.sends();
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #answer(call: Call): Promise<Answer> {
    if (!this.#isKnown(call.headers['x-postmark-server-token'])) {
      return apiError(
        401,
        10,
        'The Server Token you provided in the X-Postmark-Server-Token request header was invalid.',
      );
    }
    const { method, path } = call;
    if (method === 'POST' && path === '/email/batch') return this.#sending.batch(call);
    if (method === 'POST' && path === '/email') return this.#sending.single(call);
    if (method === 'GET' && path === '/messages/outbound') return this.#searching.search(call);
    const details = /^\/messages\/outbound\/([^/]+)\/details$/.exec(path);
    if (method === 'GET' && details) return this.#searching.details(details[1]!);
    return apiError(404, 0, 'There is nothing here.');
  }

  #isKnown(token: string | string[] | undefined): boolean {
    if (this.options.token === null) return true;
    const [given, known] = [Buffer.from(String(token ?? '')), Buffer.from(this.options.token)];
    return given.length === known.length && timingSafeEqual(given, known);
  }
}
