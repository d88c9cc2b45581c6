import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { mostMessages } from '../batch-limits.js';
import { type Answer, apiError, type Call, json, parsed } from './answer.js';
import type { CaughtMail, CaughtMails, PostmarkMessage } from './caught-mail.js';
import type { CallFault, Faults } from './faults.js';
import { isNamed, recipientsOf, refusalOf } from './message-check.js';
import type { StreamSuppressions } from './suppressions.js';

/** What happened to calls that send, in numbers. */
export interface SendFigures {
  calls: number;
  refusedMessages: number;
  faults: Partial<Record<CallFault, number>>;
}

interface SendingParts {
  mails: CaughtMails;
  faults: Faults;
  suppressions: StreamSuppressions;
  /** The message streams there are; null: whatever is asked for. */
  streams: readonly string[] | null;
  /** The domains that may send; null: all. */
  senderDomains: readonly string[] | null;
  /** Told of each batch once it is accepted. */
  onAccepted(mails: readonly CaughtMail[]): void;
}

const page = '<!doctype html><title>403 Forbidden</title><h1>Forbidden</h1>';

/** A message's place in the answer, and what is accepted of it. */
type Judged = { result: object; mail: Omit<CaughtMail, 'position'> | null };

/** `POST /email` and `POST /email/batch`, with what may befall them. */
export class Sending {
  readonly figures: SendFigures = { calls: 0, refusedMessages: 0, faults: {} };
  constructor(private readonly parts: SendingParts) {}

  async single(call: Call): Promise<Answer> {
    return this.#befallen(() => {
      const message = parsed(call.body);
      if (message === undefined) return apiError(422, 402, 'Invalid JSON');
      const [{ result }] = this.#take([message]) as [Judged];
      return json(result, (result as { ErrorCode: number }).ErrorCode === 0 ? 200 : 422);
    });
  }

  async batch(call: Call): Promise<Answer> {
    return this.#befallen(() => {
      const messages = parsed(call.body);
      if (messages === undefined) return apiError(422, 402, 'Invalid JSON');
      if (!Array.isArray(messages)) return apiError(422, 403, 'Incompatible JSON');
      if (messages.length === 0) return apiError(422, 300, 'There is no message in the batch.');
      if (messages.length > mostMessages) return apiError(422, 410, `A batch holds at most ${mostMessages} messages.`);
      return json(this.#take(messages).map(({ result }) => result));
    });
  }

  async #befallen(take: () => Answer): Promise<Answer> {
    const { faults, mails } = this.parts;
    const { latencyMs, acceptsAtMost, retryAfterSeconds } = faults.settings;
    this.figures.calls += 1;
    const fault = faults.ofCall();
    if (fault) this.figures.faults[fault] = (this.figures.faults[fault] ?? 0) + 1;
    const isFull = acceptsAtMost !== null && mails.count >= acceptsAtMost;
    const answer = isFull ? apiError(503, 100, 'Maintenance') : befall(fault, take, retryAfterSeconds);
    if (latencyMs > 0) await wait(latencyMs);
    return answer;
  }

  #take(messages: readonly unknown[]): Judged[] {
    const judged = messages.map(message => this.#judge(message));
    const accepted = this.parts.mails.add(judged.flatMap(({ mail }) => mail ?? []));
    this.figures.refusedMessages += messages.length - accepted.length;
    this.parts.onAccepted(accepted);
    return judged;
  }

  #judge(given: unknown): Judged {
    const refused = (code: number, message: string): Judged => ({
      result: { ErrorCode: code, Message: message },
      mail: null,
    });
    const refusal = refusalOf(given);
    if (refusal) return refused(refusal.code, refusal.message);
    const message = given as PostmarkMessage;
    const stream = message.MessageStream ?? 'outbound';
    const recipients = recipientsOf(message);
    const drawn = this.parts.faults.ofMessage();
    if (drawn !== null) return refused(drawn, `Refused with code ${drawn}, as the sandbox was told.`);
    const other = this.#refusalHere(message, stream, recipients);
    if (other) return refused(other.code, other.message);
    const [messageId, at] = [randomUUID(), Date.now()];
    const sendId = message.Metadata?.send_id ?? null;
    return {
      result: {
        To: message.To,
        SubmittedAt: new Date(at).toISOString(),
        MessageID: messageId,
        ErrorCode: 0,
        Message: 'OK',
      },
      mail: { messageId, at, sendId, recipients, stream, message },
    };
  }

  /** What this server, with its streams, senders and suppressions, would refuse. */
  #refusalHere(message: PostmarkMessage, stream: string, recipients: readonly string[]) {
    const { streams, senderDomains, suppressions } = this.parts;
    const domain = /@([^>\s]+)>?\s*$/.exec(message.From)?.[1]?.toLowerCase() ?? '';
    if (senderDomains && !senderDomains.includes(domain)) {
      return { code: 400, message: `The 'From' address is not a Sender Signature on your account.` };
    }
    if (streams && !streams.includes(stream)) {
      return { code: 1235, message: `The message stream '${stream}' was not found on this server.` };
    }
    const inactive = recipients.filter(address => suppressions.has(stream, address) || isNamed(address, 'inactive'));
    if (inactive.length === recipients.length) {
      const words = `You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ${inactive.join(', ')}.`;
      return { code: 406, message: words };
    }
    return recipients.some(address => isNamed(address, 'refused'))
      ? { code: 300, message: "Invalid 'To' address." }
      : null;
  }
}

function befall(fault: CallFault | null, take: () => Answer, retryAfterSeconds: number | null): Answer {
  const wait: Record<string, string> = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
  switch (fault) {
    case 'RESET_BEFORE':
      return 'RESET';
    case 'HANG_BEFORE':
      return 'HANG';
    case 'FAIL_BEFORE':
      return apiError(500, 0, 'Internal Server Error');
    case 'FORBIDDEN_PAGE':
      return { status: 403, body: page };
    case 'RATE_LIMITED':
      return apiError(429, 429, 'Rate limit exceeded.', wait);
    case 'UNAUTHORIZED':
      return apiError(
        401,
        10,
        'The Server Token you provided in the X-Postmark-Server-Token request header was invalid.',
      );
    case 'INVALID':
      return apiError(422, 402, 'Invalid JSON');
    default:
      return after(fault, take());
  }
}

/** The messages are taken, and the caller is not told so. */
function after(fault: CallFault | null, taken: Answer): Answer {
  switch (fault) {
    case 'RESET_AFTER':
      return 'RESET';
    case 'HANG_AFTER':
      return 'HANG';
    case 'FAIL_AFTER':
      return apiError(500, 0, 'Internal Server Error');
    case 'TIMEOUT_AFTER':
      return { status: 408, body: '' };
    case 'GARBAGE_AFTER':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '[{"ErrorCode":0,' };
    case 'SHORT_AFTER':
      if (typeof taken === 'object' && Array.isArray(taken.body)) return { ...taken, body: taken.body.slice(1) };
      return taken;
    default:
      return taken;
  }
}
