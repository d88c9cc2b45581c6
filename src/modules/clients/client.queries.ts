import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { Reader } from '../../platform/reading/reader.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import { clientShape } from './client.shape.js';

/** Reads client records; whose leads alone a viewer sees, those leads' clients alone it sees. */
export class ClientQueries {
  readonly #reader: Reader;
  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One client; throws NotFoundError when the practice has none, ForbiddenError when it is not for this viewer. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'client', permission: 'client:read' }, clientShape, id, selection);
  }
}
