import { createHash, type KeyObject } from 'node:crypto';
import { auditMac } from './audit-row.js';

/** A run of rows sealed together; each block vouches for the one before it. */
export interface AuditBlock {
  number: string;
  /** The rows' places, as PostgreSQL writes an int8multirange: `{[1,5),[9,10)}`. */
  seqs: string;
  rowCount: number;
  sealedAt: string;
  previousHash: string;
  /** 32 bytes a row, in the order of `seqs`. */
  leaves: Buffer;
  /** Places of rows that were not as the application writes them when they were sealed. */
  forged: string;
  /** Every row of a transaction below this one is in this block or an earlier one. */
  toXid: string;
  hash: string;
}

/** What precedes the first block. */
export const genesisHash = '';
export const leafLength = 32;
const idLength = 16;

export const blockColumns = `number::text, seqs::text, row_count as "rowCount",
  to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sealedAt",
  previous_hash as "previousHash", leaves, forged::text, to_xid::text as "toXid", hash`;

/** What a block remembers of a row: which id stood at its place, with which keyed hash. */
export function leafOf(row: { id: string; mac: string }): Buffer {
  const leaf = Buffer.alloc(leafLength);
  leaf.write(row.id.replaceAll('-', ''), 'hex');
  leaf.write(row.mac, idLength, leafLength - idLength, 'base64url');
  return leaf;
}

export function leafId(leaf: Buffer): string {
  const hex = leaf.toString('hex', 0, idLength);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Whether both name the same row, whatever it holds. */
export function isSameId(leaf: Buffer, other: Buffer): boolean {
  return leaf.subarray(0, idLength).equals(other.subarray(0, idLength));
}

export function blockHash(key: KeyObject, block: Omit<AuditBlock, 'hash'>): string {
  const { number, seqs, rowCount, sealedAt, previousHash, forged, toXid, leaves } = block;
  const digest = createHash('sha256').update(leaves).digest('base64url');
  return auditMac(
    key,
    'block',
    JSON.stringify([number, seqs, rowCount, sealedAt, previousHash, forged, toXid, digest]),
  );
}

/** Every place that a multirange names, in order. */
export function* places(seqs: string): Generator<bigint> {
  for (const [, from, to] of seqs.matchAll(/\[(\d+),(\d+)\)/g)) {
    for (let seq = BigInt(from!); seq < BigInt(to!); seq++) yield seq;
  }
}

/** The shortest multirange text of ascending places. */
export function multirange(seqs: readonly bigint[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < seqs.length; ) {
    let end = at;
    while (seqs[end + 1] === seqs[end]! + 1n) end++;
    ranges.push(`[${seqs[at]},${seqs[end]! + 1n})`);
    at = end + 1;
  }
  return `{${ranges.join(',')}}`;
}
