import type { BatchOutcome, BatchRefusal } from './mailer.js';

/** What is known of a batch call that did not bring results. */
export interface FailedCall {
  /** Whether a byte of it may have reached the provider. */
  wasSent: boolean;
  /** Null: no whole answer. */
  status: number | null;
  /** The provider's own `ErrorCode`; 0: none. */
  code: number;
  message: string;
  retryAfter: string | null;
}

/** Postmark's code for a token that it does not know. */
const badToken = 10;

/** Only an answer that says so proves that nothing was taken; all else leaves the batch uncertain. */
export function outcomeOfFailure({ wasSent, status, code, message, retryAfter }: FailedCall): BatchOutcome {
  const refusal = wasSent || status !== null ? refusalOf(status, code) : 'UNREACHABLE';
  if (!refusal) return { kind: 'UNCERTAIN', message };
  const retryAfterSeconds = refusal === 'RATE_LIMITED' ? secondsOf(retryAfter) : null;
  return { kind: 'REFUSED', refusal, code: code || null, message, retryAfterSeconds };
}

function refusalOf(status: number | null, code: number): BatchRefusal | null {
  // Something between here and the provider may answer these after it took the batch.
  if (status === null || status >= 500 || status === 408) return null;
  if (status === 401 || code === badToken) return 'UNAUTHORIZED';
  if (status < 400) return null;
  if (status === 429) return 'RATE_LIMITED';
  return status === 422 || status === 413 || code > 0 ? 'INVALID' : null;
}

/** `Retry-After` as seconds or as a date; null when it says neither. */
function secondsOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
