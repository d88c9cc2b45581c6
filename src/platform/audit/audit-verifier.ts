import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Database } from '../database/database.js';
import { type AuditBlock, isSameId, leafId, leafLength, leafOf, places } from './audit-block.js';
import { verifyChain } from './audit-chain.js';
import type { AuditFault } from './audit-fault.js';
import type { AuditHeads } from './audit-heads.js';
import { forgedTombstone } from './audit-retention.js';
import { isGenuine, type StoredAuditRow, storedColumns } from './audit-row.js';

export interface AuditReport {
  isSound: boolean;
  fault: AuditFault | null;
  rows: number;
  blocks: number;
  /** Rows not yet in a block; each was checked by its own keyed hash. */
  unsealedRows: number;
  /** False when no head was found by which a cut end could be told. */
  isEndWitnessed: boolean;
}

interface Parts {
  database: Pick<Database, 'connect'>;
  key: KeyObject;
  heads: AuditHeads;
}

/** Checks chain, heads and every row in one snapshot; names the first row that is not as it was written. */
export async function verifyAudit({ database, key, heads }: Parts): Promise<AuditReport> {
  // Read before the snapshot is taken: a head of a later block would look like a cut end.
  const witnesses = await heads.read();
  const client = await database.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const chain = await verifyChain(client, key, witnesses);
    const rows = new RowVerification(client, key);
    const fault = chain.missing ?? (await rows.run()) ?? chain.altered ?? chain.cutOff;
    await client.query('rollback');
    client.release();
    const { blocks, isEndWitnessed } = chain;
    return { isSound: !fault, fault, rows: rows.count, blocks, unsealedRows: rows.unsealed, isEndWitnessed };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Places looked at together; bounds the memory however long the log is. */
const span = 5_000n;

/** What the blocks say of one place. */
interface Expected {
  leaf: Buffer;
  isForged: boolean;
  isPurged: boolean;
}

interface CheckedRow extends StoredAuditRow {
  /** Its transaction was sealed long ago, so it should be in a block. */
  isLate: boolean;
  isRewritten: boolean;
}

class RowVerification {
  count = 0;
  unsealed = 0;

  constructor(
    readonly client: PoolClient,
    readonly key: KeyObject,
  ) {}

  async run(): Promise<AuditFault | null> {
    const forged = await forgedTombstone(this.client, this.key);
    if (forged) return { reason: 'REMOVED', seq: forged, id: null };
    for (let from = await this.#next(0n); from !== null; ) {
      const expected = await this.#expected(from);
      const rows = await this.#rows(from);
      const fault = this.#compare(rows, expected);
      if (fault) return fault;
      from = rows.length > 0 || expected.size > 0 ? from + span : await this.#next(from);
    }
    return null;
  }

  /** The next place where a row is or should be, over any gap. */
  async #next(from: bigint): Promise<bigint | null> {
    const { rows } = await this.client.query<{ next: string | null }>(
      `select least((select min(seq) from audit_log where seq >= $1), (
         select min(greatest(lower(r), $1)) from audit_blocks, unnest(seqs) r
         where seqs && int8multirange(int8range($1, null)) and upper(r) > $1))::text as next`,
      [from],
    );
    const next = rows[0]?.next;
    return next ? BigInt(next) : null;
  }

  async #rows(from: bigint): Promise<CheckedRow[]> {
    const { rows } = await this.client.query<CheckedRow>(pageOfRows, [from, from + span]);
    this.count += rows.length;
    return rows;
  }

  async #expected(from: bigint): Promise<Map<bigint, Expected>> {
    const window = [from, from + span];
    const { rows: tombstones } = await this.client.query<{ seqs: string }>(
      'select seqs::text from audit_tombstones where seqs && int8multirange(int8range($1, $2))',
      window,
    );
    const isWithin = (seq: bigint) => seq >= from && seq < from + span;
    const purged = new Set(tombstones.flatMap(({ seqs }) => [...places(seqs)].filter(isWithin)));
    const { rows: blocks } = await this.client.query<Pick<AuditBlock, 'seqs' | 'leaves' | 'forged'>>(
      `select seqs::text, leaves, forged::text from audit_blocks where seqs && int8multirange(int8range($1, $2))`,
      window,
    );
    const expected = new Map<bigint, Expected>();
    for (const { seqs, leaves, forged } of blocks) {
      const forgedPlaces = new Set(places(forged));
      let at = 0;
      for (const seq of places(seqs)) {
        if (at >= leaves.length) break;
        const leaf = leaves.subarray(at, at + leafLength);
        at += leafLength;
        if (isWithin(seq)) expected.set(seq, { leaf, isForged: forgedPlaces.has(seq), isPurged: purged.has(seq) });
      }
    }
    return expected;
  }

  #compare(rows: CheckedRow[], expected: Map<bigint, Expected>): AuditFault | null {
    const bySeq = new Map(rows.map(row => [BigInt(row.seq), row]));
    const all = [...new Set([...bySeq.keys(), ...expected.keys()])].sort((a, b) => (a < b ? -1 : 1));
    for (const seq of all) {
      const row = bySeq.get(seq);
      const reason = row ? this.#faultOf(row, expected.get(seq)) : expected.get(seq)!.isPurged ? null : 'REMOVED';
      if (reason) return { reason, seq: String(seq), id: row?.id ?? leafId(expected.get(seq)!.leaf) };
    }
    return null;
  }

  #faultOf(row: CheckedRow, expected: Expected | undefined): AuditFault['reason'] | null {
    const isOwn = isGenuine(this.key, row);
    if (!expected) {
      if (row.isLate) return 'INSERTED';
      this.unsealed++;
      return isOwn ? null : strangeness(row);
    }
    const leaf = leafOf(row);
    if (!isSameId(leaf, expected.leaf)) return 'SWAPPED';
    if (expected.isForged) return strangeness(row);
    return isOwn && leaf.equals(expected.leaf) ? null : 'CHANGED';
  }
}

/** A row that is not the application's own was either put in so or rewritten since; its version tells. */
const strangeness = (row: CheckedRow) => (row.isRewritten ? 'CHANGED' : 'INSERTED');

const pageOfRows = `with last as (select to_xid from audit_blocks order by number desc limit 1)
  select ${storedColumns},
    coalesce(xid < (select to_xid from last) and (select to_xid from last) <= pg_snapshot_xmin(pg_current_snapshot()), false)
      as "isLate",
    xmin::text::bigint <> xid::text::numeric % 4294967296 as "isRewritten"
  from audit_log where seq >= $1 and seq < $2 order by audit_log.seq`;
