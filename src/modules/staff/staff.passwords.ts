import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { RateLimitedError } from '../../platform/errors/errors.js';

export interface HashCost {
  memoryKib: number;
  passes: number;
}

/** Hashing runs on the pool of threads that files and DNS use too, so that only some may be taken. */
const atOnce = 2;
const mayWait = 500;

const stored = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w-]+)\$([\w-]+)$/;

/** Argon2id hashes of passwords, a few at a time. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  /** Stands in for the hash of an unknown account, so that both refusals cost the same. */
  readonly #nobody: string;

  constructor(readonly cost: HashCost) {
    this.#nobody = written(cost, randomBytes(16), randomBytes(32));
  }

  /** `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. Throws RateLimitedError when too many are waiting. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    return written(this.cost, salt, await this.#derive(password, salt, this.cost));
  }

  /** Whether it is this account's password; takes as long for an account without one. */
  async verify(hash: string | null | undefined, password: string): Promise<boolean> {
    const parts = stored.exec(hash ?? this.#nobody);
    if (!parts) return false;
    const [, memory, passes, salt, digest] = parts as unknown as [string, string, string, string, string];
    const cost = { memoryKib: Number(memory), passes: Number(passes) };
    const derived = await this.#derive(password, Buffer.from(salt, 'base64url'), cost);
    return timingSafeEqual(derived, Buffer.from(digest, 'base64url')) && hash != null;
  }

  async #derive(password: string, nonce: Buffer, cost: HashCost): Promise<Buffer> {
    await this.#enter();
    try {
      return await new Promise<Buffer>((resolve, reject) =>
        argon2(
          'argon2id',
          {
            message: password.normalize('NFKC'),
            nonce,
            parallelism: 1,
            tagLength: 32,
            memory: cost.memoryKib,
            passes: cost.passes,
          },
          (error, key) => (error ? reject(error) : resolve(key)),
        ),
      );
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= mayWait) throw new RateLimitedError(5);
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }
}

function written(cost: HashCost, salt: Buffer, hash: Buffer): string {
  const text = [salt, hash].map(part => part.toString('base64url')).join('$');
  return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=1$${text}`;
}
