import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { type AuditBlock, blockHash, genesisHash, leafOf, multirange } from './audit-block.js';
import type { AuditHead, AuditHeads } from './audit-heads.js';
import { isGenuine, type StoredAuditRow, storedColumns } from './audit-row.js';

interface Parts {
  database: Pick<Database, 'connect'>;
  key: KeyObject;
  heads: AuditHeads;
  clock: Clock;
  logger: Logger;
  /** Pause between two rounds; with the round itself it must stay within two seconds. */
  everyMilliseconds?: number;
  /** Rows of one block at most; bounds the memory of the sealer and of the verifier. */
  blockLimit?: number;
}

interface LastBlock {
  number: string;
  hash: string;
  toXid: string;
}

/** One lock for all processes of one database; whoever gets it seals, the others try again later. */
const lockKey = 0x6175646974;
const loggedEvery = 60_000;

/** Puts finished rows into the chain, block by block; any number of processes may run it. */
export class AuditSealer {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  #loggedAt = 0;

  constructor(private readonly parts: Parts) {}

  start(): void {
    this.#isStopped = false;
    this.#schedule();
  }

  /** Ends after the round that is running. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round;
  }

  /** Seals every finished row; 0 when there is none or another process is at it. */
  async seal(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const block = await this.#sealOne();
      if (!block) return sealed;
      sealed += block.rowCount;
      await this.#witness(block);
    }
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.seal()
        .catch(error => this.parts.logger.error({ err: error }, 'the audit log could not be sealed'))
        .finally(() => this.#schedule());
    }, this.parts.everyMilliseconds ?? 1_000);
    this.#timer.unref();
  }

  async #sealOne(): Promise<AuditBlock | null> {
    const client = await this.parts.database.connect();
    try {
      await client.query('begin');
      const block = await this.#sealUnderLock(client);
      await client.query(block ? 'commit' : 'rollback');
      client.release();
      return block;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async #sealUnderLock(client: PoolClient): Promise<AuditBlock | null> {
    const { rows: locks } = await client.query('select pg_try_advisory_xact_lock($1) as held', [lockKey]);
    if (!locks[0]?.held) return null;
    const last = await lastBlock(client);
    const limit = this.parts.blockLimit ?? 2_000;
    const { rows } = await client.query<StoredAuditRow & { horizon: string; xid: string }>(unsealed, [
      last?.toXid ?? '0',
      limit,
    ]);
    if (rows.length === 0) return null;
    // Rows come by transaction: a full block may have left some of its last one behind, none of those before.
    const toXid = rows.length < limit ? rows[0]!.horizon : rows.at(-1)!.xid;
    rows.sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : 1));
    const block = this.#blockOf(rows, last, toXid);
    await client.query(insertBlock, valuesOf(block));
    return block;
  }

  #blockOf(rows: StoredAuditRow[], last: LastBlock | null, toXid: string): AuditBlock {
    const { key, clock, logger } = this.parts;
    const forged = rows.filter(row => !isGenuine(key, row)).map(row => BigInt(row.seq));
    if (forged.length > 0) logger.error({ seqs: multirange(forged) }, 'the audit log holds rows that are not its own');
    const block = {
      number: String(BigInt(last?.number ?? 0) + 1n),
      seqs: multirange(rows.map(row => BigInt(row.seq))),
      rowCount: rows.length,
      sealedAt: clock.now().toISOString(),
      previousHash: last?.hash ?? genesisHash,
      leaves: Buffer.concat(rows.map(leafOf)),
      forged: multirange(forged),
      toXid,
    };
    return { ...block, hash: blockHash(key, block) };
  }

  async #witness(block: AuditBlock): Promise<void> {
    const { heads, logger } = this.parts;
    const lastSeq = String(BigInt(block.seqs.slice(block.seqs.lastIndexOf(',') + 1, -2)) - 1n);
    const head: AuditHead = { number: block.number, hash: block.hash, lastSeq, at: block.sealedAt };
    await heads.append(head);
    if (performance.now() - this.#loggedAt < loggedEvery && this.#loggedAt > 0) return;
    this.#loggedAt = performance.now();
    logger.info({ auditHead: heads.sign(head) }, 'audit log sealed');
  }
}

// A row can appear late only while its transaction is open; all below the oldest open one are final.
// The last condition matters after a restore into another cluster, where transaction ids start anew.
const unsealed = `with last as (
    select case when $1::xid8 <= pg_snapshot_xmin(pg_current_snapshot()) then $1::xid8 else '0'::xid8 end as xid,
      pg_snapshot_xmin(pg_current_snapshot()) as horizon
  )
  select ${storedColumns}, (select horizon from last)::text as horizon, xid::text
  from audit_log
  where xid >= (select xid from last) and xid < (select horizon from last)
    and not exists (select from audit_blocks b where b.seqs @> audit_log.seq)
  order by audit_log.xid, audit_log.seq limit $2`;

const insertBlock = `insert into audit_blocks
  (number, seqs, row_count, sealed_at, previous_hash, leaves, forged, hash, to_xid)
  values ($1, $2::int8multirange, $3, $4, $5, $6, $7::int8multirange, $8, $9::xid8)`;

function valuesOf(block: AuditBlock): unknown[] {
  const { number, seqs, rowCount, sealedAt, previousHash, leaves, forged, hash, toXid } = block;
  return [number, seqs, rowCount, sealedAt, previousHash, leaves, forged, hash, toXid];
}

async function lastBlock(client: PoolClient): Promise<LastBlock | null> {
  const { rows } = await client.query<LastBlock>(
    'select number::text, hash, to_xid::text as "toXid" from audit_blocks order by audit_blocks.number desc limit 1',
  );
  return rows[0] ?? null;
}
