import { BadRequestError } from '../errors/errors.js';

/** The version that `If-Match` names; undefined without the header and for `*`. */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  // A proxy that compresses turns "3" into W/"3".
  const found = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim());
  if (!found) throw new BadRequestError('If-Match takes the ETag of the record, as "3".', ['If-Match']);
  return Number(found[1]);
}
