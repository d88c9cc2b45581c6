import type { ModuleCaller } from '../../platform/ports/module-caller.js';
import { ModuleRefusedError } from '../../platform/ports/module-failures.js';
import {
  type ClientDirectory,
  type ClientPerson,
  type ClientRecord,
  displayNameOf,
  type HistoryEntry,
} from './client.directory.js';
import type { ClientService } from './client.service.js';

interface ExternalClient {
  id: string;
  displayName?: string;
  since?: string;
}

/**
 * Client management of another system: `POST /clients/search`, `POST /clients/lookup`, `POST /clients`,
 * `POST /clients/:id/history`. Each client it names has a shadow row here, so that leads can point at it.
 */
export class HttpClientDirectory implements ClientDirectory {
  constructor(
    private readonly caller: ModuleCaller,
    private readonly clients: ClientService,
  ) {}

  async matches(practiceId: string, person: ClientPerson): Promise<string[]> {
    const body = { practiceId, ...person };
    const answer = await this.caller.call<{ matches: ExternalClient[] }>({
      method: 'POST',
      path: '/clients/search',
      body,
    });
    return answer.matches.slice(0, 20).map(match => match.id);
  }

  async find(practiceId: string, id: string): Promise<ClientRecord | null> {
    const known = await this.clients.find(practiceId, id);
    if (known) return known;
    try {
      const body = { practiceId, id };
      const found = await this.caller.call<ExternalClient>({ method: 'POST', path: '/clients/lookup', body });
      return await this.#keep(practiceId, found, null, 'Client', `external:${found.id}`);
    } catch (error) {
      if (error instanceof ModuleRefusedError && error.status === 404) return null;
      throw error;
    }
  }

  async create(practiceId: string, person: ClientPerson, idempotencyKey: string): Promise<ClientRecord> {
    const body = { practiceId, ...person, displayName: displayNameOf(person) };
    const made = await this.caller.call<ExternalClient>({ method: 'POST', path: '/clients', body, idempotencyKey });
    return this.#keep(practiceId, made, person.leadId, displayNameOf(person), idempotencyKey);
  }

  async addHistory(
    practiceId: string,
    client: ClientRecord,
    entries: HistoryEntry[],
    idempotencyKey: string,
  ): Promise<void> {
    const path = `/clients/${encodeURIComponent(client.externalId)}/history`;
    await this.caller.call({ method: 'POST', path, body: { practiceId, entries }, idempotencyKey });
    await this.clients.keepHistory(
      practiceId,
      client.id,
      entries.map(entry => entry.interactionId),
    );
  }

  #keep(
    practiceId: string,
    external: ExternalClient,
    leadId: string | null,
    name: string,
    key: string,
  ): Promise<ClientRecord> {
    const since = external.since ? new Date(external.since) : new Date();
    const client = { externalId: external.id, displayName: external.displayName ?? name, leadId, since };
    return this.clients.keep(practiceId, client, key);
  }
}
