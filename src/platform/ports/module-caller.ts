import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ModuleDownError, ModuleRefusedError } from './module-failures.js';

export interface ModuleAddress {
  url: string;
  key: string;
}

export interface ModuleCall {
  method: 'GET' | 'POST';
  /** Below the module's base URL; never holds a protected value. */
  path: string;
  body?: unknown;
  /** The module answers a repeated key with its first answer. */
  idempotencyKey?: string;
}

const pauseBeforeRetryMs = 150;

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.METHOD.path.body">`, so that a module knows who calls and that nothing was changed. */
export function signatureOf(key: string, time: number, call: { method: string; path: string }, body: string): string {
  const mac = createHmac('sha256', key).update(`${time}.${call.method}.${call.path}.${body}`).digest('hex');
  return `t=${time},v1=${mac}`;
}

/**
 * Calls another EHR module over HTTP with signed JSON. Throws ModuleDownError after two tries that brought no
 * answer, ModuleRefusedError on a 4xx; 408, 425 and 429 count as no answer.
 */
export class ModuleCaller {
  constructor(
    readonly name: string,
    private readonly address: ModuleAddress,
    private readonly timeoutMs: number,
  ) {}

  async call<T>(call: ModuleCall): Promise<T> {
    try {
      return await this.#once<T>(call);
    } catch (error) {
      if (!(error instanceof ModuleDownError)) throw error;
      await pause(pauseBeforeRetryMs);
      return this.#once<T>(call);
    }
  }

  async #once<T>(call: ModuleCall): Promise<T> {
    const response = await this.#send(call);
    const isTransient = response.status >= 500 || [408, 425, 429].includes(response.status);
    if (isTransient) throw new ModuleDownError(this.name, `it answered ${response.status}`);
    const answer = await this.#read(response);
    if (response.ok) return answer as T;
    throw new ModuleRefusedError(this.name, response.status, refusalOf(answer, response.status));
  }

  async #send(call: ModuleCall): Promise<Response> {
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    try {
      return await fetch(this.address.url.replace(/\/$/, '') + call.path, {
        method: call.method,
        body: body === '' ? undefined : body,
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: {
          accept: 'application/json',
          ...(body === '' ? {} : { 'content-type': 'application/json' }),
          ...(call.idempotencyKey ? { 'idempotency-key': call.idempotencyKey } : {}),
          'x-signature': signatureOf(this.address.key, Math.floor(Date.now() / 1000), call, body),
        },
      });
    } catch (error) {
      throw new ModuleDownError(this.name, isTimeout(error) ? 'it did not answer in time' : 'it can not be reached');
    }
  }

  async #read(response: Response): Promise<unknown> {
    try {
      return await response.json();
    } catch {
      if (!response.ok) return null;
      throw new ModuleDownError(this.name, 'its answer can not be read');
    }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

function refusalOf(answer: unknown, status: number): string {
  const code = (answer as { error?: { code?: unknown } } | null)?.error?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,59}$/.test(code) ? code : `HTTP_${status}`;
}
