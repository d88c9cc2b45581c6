import type { RequestContext } from '../../platform/context.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { ModuleDownError, ModuleRefusedError } from '../../platform/ports/module-failures.js';
import { transact } from '../../platform/use-case.js';
import { finishConversion } from './lead.conversion-finish.js';
import {
  type Conversion,
  type ConversionLedger,
  type ConversionStep,
  type Lease,
  LeaseLostError,
} from './lead.conversion-ledger.js';
import { type ConversionPorts, ConversionSteps } from './lead.conversion-steps.js';
import { lockAnyLead } from './lead.rows.js';

/** RAN: this runner completed or parked it. HELD: someone else has the lease. */
export type RunOutcome = 'RAN' | 'HELD';

/** Runs a conversion's steps under a lease; of several runners one has it, and a late one can record nothing. */
export class ConversionRunner {
  readonly #steps: ConversionSteps;
  constructor(
    private readonly ground: Ground,
    private readonly ledger: ConversionLedger,
    ports: ConversionPorts,
  ) {
    this.#steps = new ConversionSteps(ground, ports);
  }

  /** Throws ConflictError when a step is definitely refused. */
  async run(ctx: RequestContext, { id, practiceId, leadId }: Conversion): Promise<RunOutcome> {
    const lease = await this.ledger.claim(id);
    if (!lease) return 'HELD';
    const heartbeat = this.#keepAlive(lease);
    try {
      await this.#drive(ctx, lease, practiceId, leadId);
      return 'RAN';
    } catch (error) {
      if (error instanceof LeaseLostError) return 'HELD';
      if (!(error instanceof ConflictError)) await this.ledger.release(lease).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #drive(ctx: RequestContext, lease: Lease, practiceId: string, leadId: string): Promise<void> {
    for (;;) {
      const conversion = (await this.ledger.ofLead(practiceId, leadId))!;
      const step = conversion.steps.find(({ state }) => state !== 'DONE' && state !== 'SKIPPED');
      if (!step) return;
      await this.ledger.begin(lease, step.name);
      const isParked = await this.#attempt(ctx, lease, conversion, step);
      if (isParked) return;
    }
  }

  async #attempt(ctx: RequestContext, lease: Lease, conversion: Conversion, step: ConversionStep): Promise<boolean> {
    try {
      if (step.name === 'FINISH') await this.#finish(ctx, lease, conversion);
      else await this.ledger.done(lease, step.name, await this.#steps.run(conversion, step));
      return false;
    } catch (error) {
      if (error instanceof ModuleDownError) {
        await this.ledger.park(lease, step.name, error.message);
        return true;
      }
      if (!(error instanceof ModuleRefusedError || error instanceof ConflictError)) throw error;
      await this.ledger.refuse(lease, step.name, error.message);
      const path = step.name === 'APPOINTMENT' ? ['appointment'] : ['id'];
      throw error instanceof ConflictError ? error : new ConflictError('CONFLICT', error.message, path);
    }
  }

  /** The last step is one transaction with the lead, its audit row, its event and the ledger. */
  async #finish(ctx: RequestContext, lease: Lease, conversion: Conversion): Promise<void> {
    const { leadId } = conversion;
    const useCase = { operation: 'convertLead', permission: 'lead:convert', action: 'CONVERT' } as const;
    await transact(this.ground, ctx, { ...useCase, objectType: 'LEAD', objectId: leadId }, async unit => {
      const lead = await lockAnyLead(unit, leadId);
      if (!lead || lead.deletedAt)
        throw new ConflictError('CONFLICT', 'The lead was deleted while it was being converted.', ['id']);
      await finishConversion(unit, lead, conversion, lease, this.ground.clock.now());
    });
  }

  #keepAlive(lease: Lease): NodeJS.Timeout {
    const everyMs = (this.ground.config.conversion.leaseSeconds * 1000) / 3;
    return setInterval(() => {
      // A heartbeat that fails ends the lease by itself; the next step then finds it lost.
      this.ledger.renew(lease).catch(() => undefined);
    }, everyMs).unref();
  }
}
