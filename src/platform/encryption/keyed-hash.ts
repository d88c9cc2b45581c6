import { hash, type KeyObject } from 'node:crypto';

const algorithm = 'sha256';
const blockLength = 64;

/** HMAC-SHA256 (RFC 2104) of short contents in two plain hashes: an `Hmac` object costs thrice what it computes. */
export class KeyedHash {
  readonly #inner: Buffer;
  /** The outer block, and room for what the inner hash came to. */
  readonly #outer: Buffer;

  /** The key has at most 64 bytes. */
  constructor(key: KeyObject) {
    const block = Buffer.alloc(blockLength);
    if (key.export().copy(block) < key.symmetricKeySize!) throw new Error('The key is longer than a block.');
    this.#inner = block.map(byte => byte ^ 0x36) as Buffer;
    this.#outer = Buffer.concat([block.map(byte => byte ^ 0x5c)], blockLength + 32);
  }

  /** 32 bytes. */
  of(content: Uint8Array): Buffer {
    const inner = Buffer.allocUnsafe(blockLength + content.length);
    inner.set(this.#inner);
    inner.set(content, blockLength);
    // Between the two as text, which is cheaper to hand over than a buffer.
    this.#outer.write(hash(algorithm, inner, 'binary'), blockLength, 'binary');
    return Buffer.from(hash(algorithm, this.#outer, 'binary'), 'binary');
  }
}
