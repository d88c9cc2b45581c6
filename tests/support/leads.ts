import { setTimeout } from 'node:timers/promises';
import type { Caller, Subscription } from './caller.js';
import type { Person, Story } from './story.js';

/** A lead added by this caller; its id. */
export async function addLead(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await caller.graphql(
    'mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id } userErrors { code path message } } }',
    { input: { firstName: 'Kim', lastName: 'Lee', ...input } },
  );
  const id = data?.createLead?.lead?.id;
  if (!id) throw new Error(`No lead was added: ${JSON.stringify({ data, errors })}`);
  return id;
}

/** The row as it stands, read behind the application's back. */
export async function leadRow(story: Story, id: string): Promise<Record<string, unknown>> {
  const [row] = await story.database.query('select * from leads where id = $1', [id]);
  return row as Record<string, unknown>;
}

/** What the audit log says of calls on a lead, oldest first, without its reads. */
export function auditOf(story: Story, id: string) {
  return story.database.query(
    `select operation, action, outcome, code, changes, reason, channel from audit_log
     where $1 = any(object_ids) and action <> 'READ' order by seq`,
    [id],
  );
}

export const randomId = '01890000-0000-7000-8000-000000000000';

/** Subscribes and waits until the server says in its log that it listens, so that what happens next is told. */
export async function listen(
  story: Story,
  person: Person,
  query: string,
  variables?: Record<string, unknown>,
): Promise<Subscription> {
  const heard = async () => {
    const rows = await story.database.query("select 1 from audit_log where actor_id = $1 and action = 'SUBSCRIBE'", [
      person.id,
    ]);
    return rows.length;
  };
  const before = await heard();
  const subscription = await person.subscribe(query, variables);
  for (let tries = 0; tries < 250 && (await heard()) === before; tries++) await setTimeout(20);
  return subscription;
}
