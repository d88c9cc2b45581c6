import type { Pool } from 'pg';
import { UnavailableError } from '../errors/errors.js';
import { asUnavailable } from './failures.js';

const bracket = /^(begin|start transaction|rollback)\b/;
const done = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/**
 * Kysely gives a connection back only after its `begin` or `rollback` succeeded; one that died in between
 * would hold its place in the pool for ever. So both count as done on a dead connection: nothing is open on
 * it any more, and the next statement fails by itself.
 */
export function outliveLostConnections(pool: Pool): void {
  pool.on('connect', client => {
    let isLost = false;
    for (const event of ['error', 'end'] as const) {
      client.on(event, () => {
        isLost = true;
      });
    }
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const guarded = (...given: unknown[]): unknown => {
      const result = query(...given);
      if (!(result instanceof Promise) || typeof given[0] !== 'string' || !bracket.test(given[0])) return result;
      return result.catch(error => {
        if (isLost || asUnavailable(error) instanceof UnavailableError) return done;
        throw error;
      });
    };
    client.query = guarded as typeof client.query;
  });
}
