import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type Clock, newId } from '../clock.js';
import type { Database } from '../database/database.js';
import { multirange } from './audit-block.js';
import { auditMac } from './audit-row.js';

interface Parts {
  database: Pick<Database, 'connect'>;
  key: KeyObject;
  clock: Clock;
}

const batch = 2_000;

/**
 * Removes sealed rows older than six years that no hold keeps, behind signed tombstones; answers how many.
 * The database's own function checks age and holds again: the application's role can remove nothing else.
 */
export async function purgeAudit(parts: Parts): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await purgeBatch(parts);
    total += gone;
    if (gone < batch) return total;
  }
}

async function purgeBatch({ database, key, clock }: Parts): Promise<number> {
  const client = await database.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ seq: string }>('select audit_expired($1)::text as seq', [batch]);
    if (rows.length > 0) {
      const seqs = multirange(rows.map(({ seq }) => BigInt(seq)));
      const tombstone = { id: newId(), seqs, at: clock.now().toISOString() };
      await client.query('select audit_purge($1, $2, $3, $4)', [
        tombstone.id,
        seqs,
        tombstone.at,
        sign(key, tombstone),
      ]);
    }
    await client.query('commit');
    client.release();
    return rows.length;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

interface Tombstone {
  id: string;
  seqs: string;
  at: string;
}

const sign = (key: KeyObject, { id, seqs, at }: Tombstone): string =>
  auditMac(key, 'tombstone', JSON.stringify([id, seqs, at]));

/** The first place of a tombstone that the application did not sign, if there is one. */
export async function forgedTombstone(client: PoolClient, key: KeyObject): Promise<string | null> {
  const { rows } = await client.query<Tombstone & { mac: string; first: string }>(
    `select id, seqs::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, mac,
       lower(seqs)::text as first
     from audit_tombstones order by lower(audit_tombstones.seqs)`,
  );
  return rows.find(tombstone => sign(key, tombstone) !== tombstone.mac)?.first ?? null;
}
