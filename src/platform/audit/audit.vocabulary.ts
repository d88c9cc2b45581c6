// biome-ignore format: a list reads as a list
export const auditActions = [
  'CREATE', 'READ', 'UPDATE', 'DELETE', 'RESTORE', 'CONVERT', 'MERGE', 'UNMERGE', 'IMPORT', 'UNDO', 'EXPORT',
  'SIGN_IN', 'SIGN_OUT', 'REFRESH', 'SUBSCRIBE', 'BREAK_GLASS', 'PURGE', 'ROTATE', 'VERIFY', 'CALL', 'SEND',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ['SUCCEEDED', 'DENIED', 'FAILED', 'LIMITED'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];
