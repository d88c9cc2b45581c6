/** One HTTP call, read. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** What is answered; a text is HTML unless its headers say otherwise. A fault may also break off, or stay silent. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body: object | string | Buffer | null }
  | 'RESET'
  | 'HANG';

export const json = (body: object, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body,
});

/** Postmark's shape of an error. */
export const apiError = (status: number, code: number, message: string, headers: Record<string, string> = {}): Answer =>
  json({ ErrorCode: code, Message: message }, status, headers);

/** The body as JSON; undefined when it is none. */
export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
