import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import type { AuditOutcome } from './audit-entry.js';

interface Call {
  operation: string;
  outcome: AuditOutcome;
  code?: string;
}

/** At the end of a call: one row when no use case wrote any, such as a call refused at the door. */
export async function auditUnrecorded(ground: Pick<Ground, 'audit'>, ctx: RequestContext, call: Call): Promise<void> {
  if (ctx.audited > 0) return;
  await ground.audit.append(ctx, { ...call, action: 'CALL', objectType: 'CALL', objectIds: [] });
}
