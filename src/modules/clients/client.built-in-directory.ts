import { createHash } from 'node:crypto';
import type { Ground } from '../../platform/ground.js';
import {
  type ClientDirectory,
  type ClientPerson,
  type ClientRecord,
  displayNameOf,
  type HistoryEntry,
} from './client.directory.js';
import type { ClientService } from './client.service.js';

/** Client management in this database: each client has a number of its own and points at its lead. */
export class BuiltInClientDirectory implements ClientDirectory {
  constructor(
    private readonly ground: Ground,
    private readonly clients: ClientService,
  ) {}

  async matches(practiceId: string, person: ClientPerson): Promise<string[]> {
    const { cipher, database } = this.ground;
    const email = person.email ? cipher.blindIndex(practiceId, 'email', person.email) : null;
    const phone = person.phone ? cipher.blindIndex(practiceId, 'phone', person.phone) : null;
    const { rows } = await database.query<{ externalId: string }>(
      `select distinct c.external_id as "externalId" from clients c
       join leads l on l.client_id = c.id and l.practice_id = c.practice_id
       where c.practice_id = $1 and l.id <> $2 and (l.email_index = $3 or l.phone_index = $4) order by 1 limit 20`,
      [practiceId, person.leadId, email, phone],
    );
    return rows.map(row => row.externalId);
  }

  find(practiceId: string, id: string): Promise<ClientRecord | null> {
    return this.clients.find(practiceId, id);
  }

  create(practiceId: string, person: ClientPerson, idempotencyKey: string): Promise<ClientRecord> {
    const number = createHash('sha256').update(`${practiceId}:${idempotencyKey}`).digest('hex').slice(0, 12);
    const client = {
      externalId: `C-${number.toUpperCase()}`,
      displayName: displayNameOf(person),
      leadId: person.leadId,
      since: this.ground.clock.now(),
    };
    return this.clients.keep(practiceId, client, idempotencyKey);
  }

  /** The interactions stay where they are; the client record points at them. */
  addHistory(practiceId: string, client: ClientRecord, entries: HistoryEntry[]): Promise<void> {
    return this.clients.keepHistory(
      practiceId,
      client.id,
      entries.map(entry => entry.interactionId),
    );
  }
}
