// The mail sandbox as the suite sees it: its faults, and its log as the judge.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './processes.mjs';

const webhookAccount = { user: 'postmark', password: 'a password of webhooks' };

/** What the provider shows when it reports. */
export const webhookAuthorization = `Basic ${Buffer.from(`${webhookAccount.user}:${webhookAccount.password}`).toString('base64')}`;

export class Sandbox {
  #asked = 0;
  #waiting = new Map();
  #watchers = new Set();

  /** With `isJudging` every message is looked at as it comes, which costs more than a bench may spend. */
  static async open(folder, faults = {}, { isJudging = true } = {}) {
    const sandbox = new Sandbox();
    sandbox.logFile = join(folder, 'accepted.jsonl');
    const args = [sandbox.logFile, isJudging ? 'judge' : 'only'];
    sandbox.process = launch('faults/rig/sandbox-process.mjs', process.env, { args });
    Object.assign(sandbox, await sandbox.process.ready);
    sandbox.process.child.on('message', message => sandbox.#hear(message));
    await sandbox.set(faults);
    return sandbox;
  }

  /** The product's settings that lead to it. */
  get settings() {
    return {
      POSTMARK_SERVER_TOKEN: 'a-server-token',
      POSTMARK_API_URL: this.url,
      POSTMARK_WEBHOOK_USER: webhookAccount.user,
      POSTMARK_WEBHOOK_PASSWORD: webhookAccount.password,
    };
  }

  #hear({ id, value, accepted }) {
    if (accepted) {
      for (const tell of this.#watchers) tell();
      this.#watchers.clear();
    } else this.#waiting.get(id)?.(value);
  }

  #ask(name, given) {
    const id = ++this.#asked;
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      this.process.child.send({ id, name, given });
    });
  }

  /** Which faults are on from now on. */
  set = faults => this.#ask('set', faults);

  faulty = () => this.#ask('faulty');

  sample = count => this.#ask('sample', count);

  /** It forgets all it accepted: what it remembers makes it slower. */
  clear = () => this.#ask('clear');

  /** How many calls, and which faults befell how many of them. */
  figures = async () => (await fetch(`${this.url}/sandbox`)).json();

  /** Resolves when the next messages have been accepted. */
  nextAccepted = () => new Promise(resolve => this.#watchers.add(resolve));

  /** Every message accepted so far, as the log has it. */
  accepted() {
    if (!existsSync(this.logFile)) return [];
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
    return lines.filter(Boolean).map(line => {
      const { at, sendId, messageId, recipients } = JSON.parse(line);
      return { at: Date.parse(at), sendId, messageId, to: recipients.join() };
    });
  }

  close = () => this.process.kill();
}
