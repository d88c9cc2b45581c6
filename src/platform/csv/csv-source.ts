import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HttpRefusal } from '../errors/http-refusal.js';

/** A CSV text that can be read more than once, since its end decides how its beginning is read. */
export interface CsvSource {
  /** SHA-256 of the bytes. */
  hash: string;
  bytes: number;
  /** What is not UTF-8 throughout is read as Windows-1252. */
  encoding: 'utf-8' | 'windows-1252';
  open(): AsyncIterable<Uint8Array>;
}

/** Hands bytes on while learning what a source must know of them. */
class Survey {
  readonly #hash = createHash('sha256');
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  #isUtf8 = true;
  #bytes = 0;

  note(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    if (this.#isUtf8) this.#try(() => this.#utf8.decode(chunk, { stream: true }));
  }

  result(): Omit<CsvSource, 'open'> {
    if (this.#isUtf8) this.#try(() => this.#utf8.decode());
    return {
      hash: this.#hash.digest('hex'),
      bytes: this.#bytes,
      encoding: this.#isUtf8 ? 'utf-8' : 'windows-1252',
    };
  }

  #try(decode: () => unknown): void {
    try {
      decode();
    } catch {
      this.#isUtf8 = false;
    }
  }
}

export async function csvFile(path: string): Promise<CsvSource> {
  const survey = new Survey();
  for await (const chunk of createReadStream(path)) survey.note(chunk as Buffer);
  return { ...survey.result(), open: () => createReadStream(path) };
}

export function csvText(text: string): CsvSource {
  const bytes = Buffer.from(text, 'utf8');
  const survey = new Survey();
  survey.note(bytes);
  return { ...survey.result(), open: () => Readable.from([bytes]) };
}

/**
 * Keeps a stream that comes only once in a temporary file while the work runs, encrypted under a key that
 * this process alone knows, so that a crash leaves nothing readable behind. Throws HttpRefusal 413 past the limit.
 */
export async function withSpooledCsv<T>(
  stream: AsyncIterable<string | Uint8Array>,
  limit: number,
  work: (source: CsvSource) => Promise<T>,
): Promise<T> {
  const path = join(tmpdir(), `crm-import-${randomUUID()}`);
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const survey = new Survey();
  let length = 0;
  async function* surveyed() {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      survey.note(bytes);
      length += bytes.length;
      if (length > limit) throw HttpRefusal.tooLarge(limit);
      yield bytes;
    }
  }
  try {
    await pipeline(
      surveyed,
      createCipheriv('aes-256-ctr', key, iv),
      createWriteStream(path, { mode: 0o600, flags: 'wx' }),
    );
    const open = () => createReadStream(path).pipe(createDecipheriv('aes-256-ctr', key, iv));
    return await work({ ...survey.result(), open });
  } finally {
    await rm(path, { force: true });
  }
}
