import type { ModuleCaller } from '../../platform/ports/module-caller.js';
import { ModuleDownError, ModuleRefusedError } from '../../platform/ports/module-failures.js';
import {
  type Billing,
  type InsuranceCard,
  type VerificationAnswer,
  type VerificationRecord,
  verificationStatuses,
} from './insurance.billing.js';
import type { InsuranceService } from './insurance.service.js';

/** Billing of another system: `POST /insurance-verifications`. A question it refuses is a check that FAILED. */
export class HttpBilling implements Billing {
  constructor(
    private readonly caller: ModuleCaller,
    private readonly insurance: InsuranceService,
  ) {}

  async verify(
    practiceId: string,
    leadId: string,
    card: InsuranceCard | null,
    idempotencyKey: string,
  ): Promise<VerificationRecord> {
    const known = await this.insurance.findByKey(practiceId, idempotencyKey);
    if (known) return known;
    const answer = await this.#ask({ practiceId, leadId, insurance: card }, idempotencyKey);
    return this.insurance.keep(practiceId, leadId, answer, idempotencyKey);
  }

  async #ask(body: unknown, idempotencyKey: string): Promise<VerificationAnswer> {
    try {
      const call = { method: 'POST' as const, path: '/insurance-verifications', body, idempotencyKey };
      const { id, status, reason } = await this.caller.call<Partial<VerificationAnswer> & { id?: string }>(call);
      if (!id || !status || !verificationStatuses.includes(status)) {
        throw new ModuleDownError(this.caller.name, 'its answer can not be read');
      }
      return { externalId: id, status, method: 'ELIGIBILITY', reason: reason ?? null };
    } catch (error) {
      if (!(error instanceof ModuleRefusedError)) throw error;
      return { externalId: idempotencyKey, status: 'FAILED', method: 'ELIGIBILITY', reason: error.message };
    }
  }
}
