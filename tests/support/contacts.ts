import type { Caller } from './caller.js';
import type { Story } from './story.js';

/** A contact added by this caller; its id. */
export async function addContact(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await caller.rest('POST', '/contacts', { firstName: 'Rosa', lastName: 'Park', ...input });
  if (status !== 201) throw new Error(`No contact was added: ${JSON.stringify(body)}`);
  return body.data.id;
}

/** An organization added by this caller; its id. */
export async function addOrganization(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await caller.rest('POST', '/organizations', { name: 'Elm Street Clinic', ...input });
  if (status !== 201) throw new Error(`No organization was added: ${JSON.stringify(body)}`);
  return body.data.id;
}

/** The row as it stands, read behind the application's back. */
export async function rowOf(story: Story, table: 'contacts' | 'organizations', id: string) {
  const [row] = await story.database.query(`select * from ${table} where id = $1`, [id]);
  return row as Record<string, unknown>;
}
