import { DomainError } from './errors.js';

/** A call that HTTP itself refuses before any use case is asked. */
export class HttpRefusal extends DomainError {
  constructor(
    readonly status: 404 | 405 | 413 | 415,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  static notFound(): HttpRefusal {
    return new HttpRefusal(404, 'NOT_FOUND', 'Nothing is found at this address.');
  }

  static methodNotAllowed(allowed: string[]): HttpRefusal {
    const allow = allowed.join(', ');
    return new HttpRefusal(405, 'METHOD_NOT_ALLOWED', `This address takes ${allow} only.`, { allow });
  }

  static tooLarge(limit: number): HttpRefusal {
    return new HttpRefusal(413, 'PAYLOAD_TOO_LARGE', `The body may have at most ${limit} bytes.`);
  }

  static unsupported(accepted: string[]): HttpRefusal {
    return new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', `Send the body as ${accepted.join(' or ')}.`, {
      accept: accepted.join(', '),
    });
  }
}
