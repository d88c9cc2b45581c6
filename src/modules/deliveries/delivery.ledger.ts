import type { AuditEntry } from '../../platform/audit/audit-entry.js';
import { RequestContext } from '../../platform/context.js';
import { isRetryable } from '../../platform/database/failures.js';
import { inTransaction, type RunSql, type TransactionOptions } from '../../platform/database/transaction.js';
import type { DomainEvent } from '../../platform/events/event.js';
import { publishStatement } from '../../platform/events/outbox.js';
import type { Ground } from '../../platform/ground.js';

/** What every transaction that moves deliveries says of each email campaign it touches. */
export const progressOf = (emailCampaignId: string): DomainEvent => ({
  type: 'EMAIL_CAMPAIGN_PROGRESSED',
  objectType: 'EMAIL_CAMPAIGN',
  objectId: emailCampaignId,
});

/** One change of the ledger under way. */
export interface LedgerChange {
  run: RunSql;
  /** The figures of this email campaign move. */
  touch(practiceId: string, emailCampaignId: string): void;
  record(practiceId: string, entry: AuditEntry): void;
}

/** Changes the ledger: rows, figures, audit and what is told of it commit together, in one short transaction. */
export class Ledger {
  constructor(private readonly ground: Ground) {}

  async change<T>(work: (change: LedgerChange) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(work, options);
      } catch (error) {
        if (attempt >= 4 || !isRetryable(error)) throw error;
      }
    }
  }

  async #once<T>(work: (change: LedgerChange) => Promise<T>, options: TransactionOptions): Promise<T> {
    const { database, announcer } = this.ground;
    const touched = new Map<string, Set<string>>();
    const value = await inTransaction(
      database,
      async run => {
        const entries: [string, AuditEntry][] = [];
        const result = await work({
          run,
          touch: (practiceId, id) => touched.set(practiceId, (touched.get(practiceId) ?? new Set()).add(id)),
          record: (practiceId, entry) => entries.push([practiceId, entry]),
        });
        for (const [practiceId, entry] of entries) await this.#audit(run, practiceId, entry);
        // One after the other by id: each takes its practice's lock until the commit.
        for (const practiceId of [...touched.keys()].sort()) await this.#publish(run, practiceId, touched);
        return result;
      },
      options,
    );
    for (const practiceId of touched.keys()) announcer?.announce(practiceId);
    return value;
  }

  async #audit(run: RunSql, practiceId: string, entry: AuditEntry): Promise<void> {
    const { text, values } = this.ground.audit.statement(RequestContext.system(practiceId, 'worker'), [entry]);
    await run(text, values);
  }

  async #publish(run: RunSql, practiceId: string, touched: Map<string, Set<string>>): Promise<void> {
    const { announcer, clock } = this.ground;
    const events = [...touched.get(practiceId)!].map(progressOf);
    const { text, values } = publishStatement(practiceId, events, clock.now(), { isAnnounced: !announcer });
    await run(text, values);
  }
}
