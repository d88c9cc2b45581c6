import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from '../platform/client-address.js';
import type { Database } from '../platform/database/database.js';
import { migrationNames } from '../platform/database/migrator.js';
import { UnauthenticatedError } from '../platform/errors/errors.js';

export interface Readiness {
  isReady: boolean;
  checks: { database: 'up' | 'down'; migrations: 'current' | 'behind' | 'unknown'; process: 'serving' | 'closing' };
}

/** Asked by load balancers as often as they like, and looked up at most once in this time. */
const freshMs = 1_000;

/** Tells whether this process can do its work: database reached, its tables as this build knows them. */
export class Health {
  isClosing = false;
  #last: { at: number; checks: Promise<Pick<Readiness['checks'], 'database' | 'migrations'>> } | null = null;
  constructor(private readonly database: Database) {}

  async readiness(): Promise<Readiness> {
    if (!this.#last || Date.now() - this.#last.at > freshMs) this.#last = { at: Date.now(), checks: this.#look() };
    const found = await this.#last.checks;
    const process = this.isClosing ? 'closing' : 'serving';
    const isReady = found.database === 'up' && found.migrations === 'current' && !this.isClosing;
    return { isReady, checks: { ...found, process } };
  }

  async #look(): Promise<Pick<Readiness['checks'], 'database' | 'migrations'>> {
    try {
      const { rows } = await this.database.query<{ name: string }>('select name from mikro_orm_migrations');
      const done = new Set(rows.map(row => row.name.replace(/\.\w+$/, '')));
      return { database: 'up', migrations: migrationNames().every(name => done.has(name)) ? 'current' : 'behind' };
    } catch {
      return { database: 'down', migrations: 'unknown' };
    }
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Metrics are for this machine, or for who has the token; throws UnauthenticatedError. */
export function assertMayMeasure(req: IncomingMessage, addresses: ClientAddress, token: string | null): void {
  const given = /^Bearer +(.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (token !== null && given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  const address = addresses.of(req) ?? '';
  // A proxy on this machine makes every caller look local; what it forwards is not.
  const isForwarded = req.headers['x-forwarded-for'] !== undefined || req.headers.forwarded !== undefined;
  if (!isForwarded && (address === '::1' || address.startsWith('127.'))) return;
  throw new UnauthenticatedError('Metrics are for this machine, or with METRICS_TOKEN.');
}
