/** What the directory is told of a person who may become a client, or be one already. */
export interface ClientPerson {
  leadId: string;
  firstName: string | null;
  lastName: string | null;
  preferredName: string | null;
  /** Normalized. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  /** ISO date. */
  dateOfBirth: string | null;
}

/** A client as this database holds it; `id` is what the APIs call the client's id. */
export interface ClientRecord {
  id: string;
  externalId: string;
  displayName: string;
  leadId: string | null;
  since: Date;
}

export interface HistoryEntry {
  interactionId: string;
  kind: string;
  direction: string;
  occurredAt: Date;
  durationMinutes: number | null;
  summary: string | null;
}

/**
 * Client management, as the rest of the CRM sees it. Each method throws ModuleDownError when it may be tried
 * again and ModuleRefusedError when it may not; a repeated idempotency key has one effect and one answer.
 */
export interface ClientDirectory {
  /** External ids of clients who share the person's email or phone. */
  matches(practiceId: string, person: ClientPerson): Promise<string[]>;
  /** By this database's id or the module's own id; null when the practice has no such client. */
  find(practiceId: string, id: string): Promise<ClientRecord | null>;
  create(practiceId: string, person: ClientPerson, idempotencyKey: string): Promise<ClientRecord>;
  /** Hands interactions over; one that the client has already is not added again. */
  addHistory(practiceId: string, client: ClientRecord, entries: HistoryEntry[], idempotencyKey: string): Promise<void>;
}

export function displayNameOf(person: ClientPerson): string {
  const name = [person.preferredName ?? person.firstName, person.lastName].filter(Boolean).join(' ');
  return name === '' ? 'Unnamed client' : name;
}
