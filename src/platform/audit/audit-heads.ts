import type { KeyObject } from 'node:crypto';
import { appendFile, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditMac } from './audit-row.js';

/** The end of the chain at one moment, kept where who can write the database can't. */
export interface AuditHead {
  number: string;
  hash: string;
  lastSeq: string;
  at: string;
}

/** Lines kept when the file is cut; each one is a later witness of all blocks before it. */
const keptLines = 500;
const longestFile = 5_000;

/** The signed heads in the data directory: what shows that the end of the log was cut off. */
export class AuditHeads {
  readonly path: string;
  #lines: number | null = null;

  constructor(
    dataDirectory: string,
    private readonly key: KeyObject,
  ) {
    this.path = join(dataDirectory, 'audit-heads.jsonl');
  }

  /** The line as it stands in the file, and may stand in a log too. */
  sign(head: AuditHead): string {
    const text = JSON.stringify([head.number, head.hash, head.lastSeq, head.at]);
    return JSON.stringify({ ...head, mac: auditMac(this.key, 'head', text) });
  }

  async append(head: AuditHead): Promise<void> {
    if (this.#lines === null || this.#lines >= longestFile) await this.#shorten();
    await appendFile(this.path, `${this.sign(head)}\n`, { mode: 0o600 });
    this.#lines = (this.#lines ?? 0) + 1;
  }

  /** Every head whose signature holds, oldest first; a line that is damaged is no witness. */
  async read(): Promise<AuditHead[]> {
    const heads: AuditHead[] = [];
    for (const line of await this.#text()) {
      const head = parsed(line);
      if (head && this.sign(head) === line) heads.push(head);
    }
    return heads;
  }

  async #text(): Promise<string[]> {
    const text = await readFile(this.path, 'utf8').catch(error => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text.split('\n').filter(line => line !== '');
  }

  async #shorten(): Promise<void> {
    // Nothing else makes it where database and keys come from outside.
    await mkdir(dirname(this.path), { recursive: true, mode: 0o711 });
    const lines = await this.#text();
    this.#lines = lines.length;
    if (lines.length < longestFile) return;
    const draft = `${this.path}.${process.pid}`;
    await writeFile(draft, `${lines.slice(-keptLines).join('\n')}\n`, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, this.path);
    this.#lines = keptLines;
  }
}

function parsed(line: string): AuditHead | null {
  try {
    const { number, hash, lastSeq, at } = JSON.parse(line);
    return { number, hash, lastSeq, at };
  } catch {
    return null;
  }
}
