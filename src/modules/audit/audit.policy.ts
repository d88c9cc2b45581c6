import type { AuditFault } from '../../platform/audit/audit-fault.js';

/**
 * The chain holds every practice's rows, so a fault may lie in another's: then its place is told, its id not.
 * A row that is gone has no practice any more; its bare id tells nothing.
 */
export function visibleFault(
  fault: AuditFault,
  practiceId: string,
  rowPracticeId: string | null | undefined,
): AuditFault {
  const isForeign = rowPracticeId !== undefined && rowPracticeId !== practiceId;
  return isForeign ? { ...fault, id: null } : fault;
}
