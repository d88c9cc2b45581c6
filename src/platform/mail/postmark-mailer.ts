import { Errors, type Models, ServerClient } from 'postmark';
import { BatchBody } from './batch-body.js';
import { Exchange } from './exchange.js';
import {
  type BatchOutcome,
  type Mailer,
  type MessageOutcome,
  type MessageSearch,
  type OutgoingMessage,
  type ProviderBounce,
  ProviderDownError,
  type ProviderSuppression,
} from './mailer.js';
import { outcomeOfFailure } from './postmark-failures.js';

export interface PostmarkOptions {
  token: string;
  /** Another address that speaks as Postmark does; null: Postmark's own. */
  apiUrl: string | null;
  /** Of one call, from its start to the last byte of its answer. */
  timeoutSeconds: number;
}

const postmarkUrl = 'https://api.postmarkapp.com';
/** The most that one search answers. */
const pageSize = 500;
/** Postmark searches among its newest 10,000 bounces only. */
const farthest = 10_000;
const dayMs = 86_400_000;

/** Postmark as the mailer of the house. */
export class PostmarkMailer implements Mailer {
  readonly #url: URL;
  /** As many as there were calls at once. */
  readonly #spareBodies: BatchBody[] = [];
  constructor(private readonly options: PostmarkOptions) {
    this.#url = new URL(options.apiUrl ?? postmarkUrl);
  }

  async sendBatch(messages: readonly OutgoingMessage[]): Promise<BatchOutcome> {
    const body = this.#spareBodies.pop() ?? new BatchBody();
    const exchange = new Exchange(() => body.write(messages));
    try {
      // The client would write each message as a whole: it is given none, and the exchange has the body.
      const results: unknown = await this.#client(exchange).sendEmailBatch([]);
      if (Array.isArray(results)) return readResults(results, messages.length);
      const { ErrorCode: code = 0 } = Object(results) as { ErrorCode?: number };
      return outcomeOfFailure({ ...factsOf(exchange), code, message: 'the answer holds no results' });
    } catch (error) {
      const { message, code = 0 } = error as Error & { code?: number };
      return outcomeOfFailure({ ...factsOf(exchange), code, message });
    } finally {
      if (exchange.isOver) this.#spareBodies.push(body);
    }
  }

  async find({ sendId, stream, recipient, from, to }: MessageSearch): Promise<string | null> {
    const filter = {
      metadata_send_id: sendId,
      messageStream: stream,
      ...(recipient ? { recipient } : {}),
      // Read as Eastern Time; a day on each side makes it true in every zone, and the send_id is exact anyway.
      fromDate: wallTime(from.getTime() - dayMs),
      toDate: wallTime(to.getTime() + dayMs),
      count: pageSize,
    };
    const { Messages: found } = await this.#ask(client => client.getOutboundMessages(filter as never));
    for (const message of found) {
      if (await this.#bears(message, sendId)) return message.MessageID;
    }
    return null;
  }

  async suppressions(stream: string): Promise<ProviderSuppression[]> {
    const { Suppressions: all } = await this.#ask(client => client.getSuppressions(stream));
    return all.map(one => ({
      email: one.EmailAddress,
      reason: one.SuppressionReason as ProviderSuppression['reason'],
      origin: one.Origin as ProviderSuppression['origin'],
      at: new Date(one.CreatedAt),
    }));
  }

  async bounces(since: Date): Promise<ProviderBounce[]> {
    const found = new Map<string, ProviderBounce>();
    const fromDate = wallTime(since.getTime() - dayMs);
    for (let offset = 0; offset < farthest; offset += pageSize) {
      const filter = { fromDate, count: pageSize, offset };
      const { Bounces: page } = await this.#ask(client => client.getBounces(filter as never));
      // While pages are read new bounces push the old ones on: one may come twice.
      for (const bounce of page) found.set(String(bounce.ID), asBounce(bounce));
      if (page.length < pageSize) break;
    }
    // They come newest first, and stay in that order within one instant.
    const recent = [...found.values()].reverse().filter(({ at }) => at >= since);
    return recent.sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** A search that does not show the metadata is settled by the message itself. */
  async #bears(message: Models.OutboundMessage, sendId: string): Promise<boolean> {
    if (message.Metadata?.send_id !== undefined) return message.Metadata.send_id === sendId;
    const details = await this.#ask(client => client.getOutboundMessageDetails(message.MessageID));
    return details.Metadata?.send_id === sendId;
  }

  async #ask<T extends object>(question: (client: ServerClient) => Promise<T>): Promise<T> {
    try {
      const answer: unknown = await question(this.#client(new Exchange()));
      if (typeof answer === 'object' && answer !== null && Object.keys(answer).length > 0) return answer as T;
    } catch (error) {
      throw new ProviderDownError(error instanceof Errors.PostmarkError ? error.message : 'the call failed');
    }
    throw new ProviderDownError('the answer could not be read');
  }

  /** A client of its own for each call, so that what its exchange met is told apart from others under way. */
  #client(exchange: Exchange): ServerClient {
    return new ServerClient(this.options.token, {
      useHttps: this.#url.protocol === 'https:',
      requestHost: this.#url.host + this.#url.pathname.replace(/\/+$/, ''),
      timeout: this.options.timeoutSeconds,
      fetch: exchange.fetch,
    });
  }
}

const factsOf = ({ wasSent, status, retryAfter }: Exchange) => ({ wasSent, status, retryAfter });

/** `2026-01-31T09:30:00`: Postmark takes no zone. */
const wallTime = (ms: number) => new Date(ms).toISOString().slice(0, 19);

function asBounce(bounce: Models.Bounce): ProviderBounce {
  return {
    id: String(bounce.ID),
    type: bounce.Type,
    messageId: bounce.MessageID,
    email: bounce.Email,
    at: new Date(bounce.BouncedAt),
    isInactive: bounce.Inactive,
  };
}

/** Results stand in the order of the messages; a list that is not whole says nothing of any of them. */
function readResults(results: readonly unknown[], count: number): BatchOutcome {
  if (results.length !== count) {
    return { kind: 'UNCERTAIN', message: `the answer has ${results.length} results for ${count} messages` };
  }
  const outcomes = results.map(readResult);
  if (outcomes.some(outcome => outcome === null)) {
    return { kind: 'UNCERTAIN', message: 'a result in the answer could not be read' };
  }
  return { kind: 'ANSWERED', outcomes: outcomes as MessageOutcome[] };
}

function readResult(result: unknown): MessageOutcome | null {
  const { ErrorCode: code, MessageID: messageId, Message: message } = (result ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(code)) return null;
  if (code !== 0) return { kind: 'REFUSED', code: code as number, message: String(message ?? '') };
  return typeof messageId === 'string' && messageId !== '' ? { kind: 'ACCEPTED', messageId } : null;
}
