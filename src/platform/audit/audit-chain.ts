import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type AuditBlock, blockColumns, blockHash, genesisHash, leafId, leafLength, places } from './audit-block.js';
import type { AuditFault } from './audit-fault.js';
import type { AuditHead } from './audit-heads.js';

export interface ChainReport {
  blocks: number;
  /** A block that is gone: rows it vouched for now look like strangers, so it is told before them. */
  missing: AuditFault | null;
  /** A block that was altered; the rows may show better which of them was meant. */
  altered: AuditFault | null;
  /** The chain ends before, or went on otherwise than, a head says. */
  cutOff: AuditFault | null;
  isEndWitnessed: boolean;
}

const page = 100;

/** Checks that the blocks follow one on the other, are as signed, and reach as far as the heads witness. */
export async function verifyChain(client: PoolClient, key: KeyObject, heads: AuditHead[]): Promise<ChainReport> {
  const report: ChainReport = {
    blocks: 0,
    missing: null,
    altered: null,
    cutOff: null,
    isEndWitnessed: heads.length > 0,
  };
  const witnessed = Map.groupBy(heads, head => head.number);
  let previous: AuditBlock | null = null;
  for await (const block of blocksOf(client)) {
    report.blocks++;
    if (BigInt(block.number) !== BigInt(previous?.number ?? 0) + 1n) {
      report.missing = await missingAfter(client, previous);
      return report;
    }
    if (block.previousHash !== (previous?.hash ?? genesisHash) || block.hash !== blockHash(key, block)) {
      report.altered ??= { reason: 'CHANGED', ...firstRow(block), block: block.number };
    }
    // Two heads of one number, of which one differs, tell of an end that was cut off and grew anew.
    if (witnessed.get(block.number)?.every(head => head.hash === block.hash)) witnessed.delete(block.number);
    previous = block;
  }
  report.cutOff = cutOff([...witnessed.values()].flat(), previous);
  return report;
}

async function* blocksOf(client: PoolClient): AsyncGenerator<AuditBlock> {
  for (let after = '-1'; ; ) {
    const { rows } = await client.query<AuditBlock>(
      `select ${blockColumns} from audit_blocks where number > $1 order by audit_blocks.number limit $2`,
      [after, page],
    );
    yield* rows;
    if (rows.length < page) return;
    after = rows.at(-1)!.number;
  }
}

function firstRow(block: AuditBlock): { seq: string; id: string | null } {
  const [seq] = places(block.seqs);
  return { seq: String(seq ?? 0), id: block.leaves.length >= leafLength ? leafId(block.leaves) : null };
}

/** The rows of a removed block may still be there: the first finished one that no block holds. */
async function missingAfter(client: PoolClient, previous: AuditBlock | null): Promise<AuditFault> {
  const { rows } = await client.query<{ seq: string; id: string }>(
    `select seq::text, id from audit_log where not exists (select from audit_blocks b where b.seqs @> audit_log.seq)
     order by audit_log.seq limit 1`,
  );
  const place = rows[0] ?? { seq: String(lastPlace(previous) + 1n), id: null };
  return { reason: 'REMOVED', ...place, block: String(BigInt(previous?.number ?? 0) + 1n) };
}

function cutOff(unmatched: AuditHead[], last: AuditBlock | null): AuditFault | null {
  const [first] = unmatched.sort((a, b) => Number(BigInt(a.number) - BigInt(b.number)));
  if (!first) return null;
  const isPastEnd = BigInt(first.number) > BigInt(last?.number ?? 0);
  const seq =
    isPastEnd && first.number === String(BigInt(last?.number ?? 0) + 1n) ? lastPlace(last) + 1n : first.lastSeq;
  return { reason: 'CUT_OFF', seq: String(seq), id: null, block: first.number };
}

function lastPlace(block: AuditBlock | null): bigint {
  return block ? BigInt(block.seqs.slice(block.seqs.lastIndexOf(',') + 1, -2)) - 1n : 0n;
}
