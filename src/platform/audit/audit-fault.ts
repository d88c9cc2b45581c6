/** What was done to the log behind the application's back. */
export const auditTamperings = ['CHANGED', 'REMOVED', 'SWAPPED', 'INSERTED', 'CUT_OFF'] as const;
export type AuditTampering = (typeof auditTamperings)[number];

/** The first bad row. */
export interface AuditFault {
  reason: AuditTampering;
  seq: string;
  /** Null where nothing tells it any more. */
  id: string | null;
  /** The block that should vouch for the row, when it is the block that is altered or gone. */
  block?: string;
}
