import type { AuditFault } from '../../platform/audit/audit-fault.js';
import { AuditHeads } from '../../platform/audit/audit-heads.js';
import { auditKey } from '../../platform/audit/audit-row.js';
import { type AuditReport, verifyAudit } from '../../platform/audit/audit-verifier.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { observe } from '../../platform/use-case.js';
import { visibleFault } from './audit.policy.js';

/** What is told of a verification; nothing of other practices but the place of a fault. */
export interface AuditVerification {
  isSound: boolean;
  verifiedAt: Date;
  isEndWitnessed: boolean;
  firstFault: AuditFault | null;
}

/** Checks that nobody changed the log behind the application's back. */
export class AuditVerifications {
  #running: Promise<unknown> = Promise.resolve();
  constructor(private readonly ground: Ground) {}

  verify(ctx: RequestContext): Promise<AuditVerification> {
    const useCase = {
      operation: 'verifyAuditLog',
      permission: 'audit:read',
      action: 'VERIFY',
      objectType: 'AUDIT_LOG',
    } as const;
    return observe(this.ground, ctx, useCase, async () => {
      const verifiedAt = this.ground.clock.now();
      const { isSound, fault, isEndWitnessed } = await this.#inTurn();
      const firstFault = fault && visibleFault(fault, ctx.practiceId, await this.#practiceOf(fault));
      const details = { isSound, ...(fault && { seq: fault.seq, reason: fault.reason }) };
      return { value: { isSound, verifiedAt, isEndWitnessed, firstFault }, report: { ids: [], details } };
    });
  }

  /** One at a time: each reads the whole log. */
  #inTurn(): Promise<AuditReport> {
    const { database, config } = this.ground;
    const key = auditKey(config.blindIndexKey);
    const run = () => verifyAudit({ database, key, heads: new AuditHeads(config.dataDir, key) });
    const turn = this.#running.then(run, run);
    this.#running = turn;
    return turn;
  }

  /** Undefined when the row is gone. */
  async #practiceOf(fault: AuditFault): Promise<string | null | undefined> {
    const { rows } = await this.ground.database.query<{ practiceId: string | null }>(
      'select practice_id as "practiceId" from audit_log where id = $1',
      [fault.id],
    );
    return rows[0]?.practiceId;
  }
}
