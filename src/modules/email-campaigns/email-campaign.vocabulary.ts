/** Why an email campaign is paused, for programs; its message is for people. */
export const pauseCodes = [
  'REQUESTED',
  'OVERDUE',
  'CHECKS_FAILED',
  'PROVIDER_REFUSED',
  'COMPLAINT_RATE',
  'BOUNCE_RATE',
] as const;
export type PauseCode = (typeof pauseCodes)[number];

/** Why an email campaign is paused, with the figures that say so. */
export interface PauseReason {
  code: PauseCode;
  message: string;
  /** Unprotected figures: counts, rates, the provider's code. */
  details?: Record<string, unknown>;
}

/** Whether opens and clicks are noted. */
export interface Tracking {
  opens: boolean;
  clicks: boolean;
}
