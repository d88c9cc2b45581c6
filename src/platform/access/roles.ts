export const roles = ['OWNER', 'CLINICIAN', 'INTAKE', 'MARKETING', 'BILLING', 'AUDITOR'] as const;
export type Role = (typeof roles)[number];
