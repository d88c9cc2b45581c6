import { setTimeout } from 'node:timers/promises';
import type { GraphqlAnswer, RestAnswer } from './caller.js';
import type { Story } from './story.js';

/** A row of the audit log as the database holds it. */
export interface AuditedRow {
  channel: string;
  operation: string;
  action: string;
  outcome: string;
  code: string | null;
  object_type: string;
  object_ids: string[];
  details: string | null;
  actor_id: string | null;
  reason: string | null;
}

const columns = 'channel, operation, action, outcome, code, object_type, object_ids::text[], details, actor_id, reason';

/** What the log says of one call, by the request id that its answer bears; waits for as many rows as are expected. */
export async function auditedBy(
  story: Story,
  answer: Pick<RestAnswer | GraphqlAnswer, 'headers'>,
  atLeast = 1,
): Promise<AuditedRow[]> {
  const id = answer.headers.get('x-request-id');
  if (!id) throw new Error('The answer bears no request id.');
  const text = `select ${columns} from audit_log where request_id = $1 order by seq`;
  for (let tries = 0; ; tries++) {
    const rows = await story.database.query<AuditedRow>(text, [id]);
    if (rows.length >= atLeast || atLeast === 1 || tries === 100) return rows;
    await setTimeout(20);
  }
}

/** What one person did, oldest first; for sockets, whose operations bear no header. */
export function auditedOf(story: Story, actorId: string, channel: string): Promise<AuditedRow[]> {
  const text = `select ${columns} from audit_log where actor_id = $1 and channel = $2 order by seq`;
  return story.database.query<AuditedRow>(text, [actorId, channel]);
}

/** Every id that rows name: as what was called for, or as what came along. */
export function named(rows: readonly AuditedRow[]): Set<string> {
  return new Set(rows.flatMap(row => row.object_ids));
}

/** Every value of a field called `id` anywhere in an answer. */
export function idsIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'id' && typeof value === 'string' ? [value] : idsIn(value),
  );
}
