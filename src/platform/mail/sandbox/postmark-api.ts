import { timingSafeEqual } from 'node:crypto';
import { type Answer, apiError, type Call } from './answer.js';
import type { Faults } from './faults.js';
import type { ProviderRecords } from './provider-records.js';
import type { Searching } from './searching.js';
import type { Sending } from './sending.js';

interface ApiParts {
  /** Null: any. */
  token: string | null;
  sending: Sending;
  searching: Searching;
  records: ProviderRecords;
  faults: Faults;
}

type Handler = (call: Call, param: string) => Answer | Promise<Answer>;

/** The part of Postmark's API that a sender needs; null: it is no call of it. */
export class PostmarkApi {
  readonly #routes: readonly (readonly [method: string, path: RegExp, isSearch: boolean, handle: Handler])[];
  constructor(private readonly parts: ApiParts) {
    const { sending, searching, records } = parts;
    this.#routes = [
      ['POST', /^\/email\/batch$/, false, call => sending.batch(call)],
      ['POST', /^\/email$/, false, call => sending.single(call)],
      ['GET', /^\/messages\/outbound$/, true, call => searching.search(call)],
      ['GET', /^\/messages\/outbound\/([^/]+)\/details$/, true, (_, id) => searching.details(id)],
      ['GET', /^\/bounces$/, true, call => records.bounces(call)],
      ['GET', /^\/message-streams\/([^/]+)\/suppressions\/dump$/, true, (call, id) => records.suppressions(id, call)],
      ['POST', /^\/message-streams\/([^/]+)\/suppressions$/, false, (call, id) => records.suppress(id, call)],
      ['POST', /^\/message-streams\/([^/]+)\/suppressions\/delete$/, false, (call, id) => records.reactivate(id, call)],
    ];
  }

  async answer(call: Call): Promise<Answer | null> {
    for (const [method, path, isSearch, handle] of this.#routes) {
      const found = method === call.method && path.exec(call.path);
      if (!found) continue;
      if (!this.#isKnown(call.headers['x-postmark-server-token'])) return badToken;
      if (isSearch && this.parts.faults.settings.isSearchDown) return apiError(503, 100, 'Maintenance');
      return handle(call, decodeURIComponent(found[1] ?? ''));
    }
    return null;
  }

  #isKnown(shown: string | string[] | undefined): boolean {
    if (this.parts.token === null) return true;
    const [given, known] = [Buffer.from(String(shown ?? '')), Buffer.from(this.parts.token)];
    return given.length === known.length && timingSafeEqual(given, known);
  }
}

const badToken = apiError(
  401,
  10,
  'The Server Token you provided in the X-Postmark-Server-Token request header was invalid.',
);
