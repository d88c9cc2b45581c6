import { setTimeout as pause } from 'node:timers/promises';
import { assertMay, assertMayOn } from '../../platform/access/viewer.js';
import { RequestContext } from '../../platform/context.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact, type UnitOfWork, type UseCase } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { answerOf, type ConversionAnswer, type ConversionRecords } from './lead.conversion-answer.js';
import { type Conversion, ConversionLedger } from './lead.conversion-ledger.js';
import { ConversionPlanner } from './lead.conversion-planner.js';
import { type ConversionPlan, ConvertLead, type ConvertLeadInput } from './lead.conversion-rules.js';
import { ConversionRunner, type RunOutcome } from './lead.conversion-runner.js';
import type { ConversionPorts } from './lead.conversion-steps.js';
import type { Lead } from './lead.entity.js';
import { lockLead } from './lead.rows.js';
import { isOpen } from './lead.status.js';

/** How a call of convertLead ended; a conversion that is PENDING goes on without the caller. */
export interface ConversionOutcome {
  conversion: Conversion;
  /** Whether the lead had become a client before this call did anything for it. */
  alreadyConverted: boolean;
}

/** How long a caller waits for the runner of another call, in milliseconds. */
const patienceMs = 15_000;
const lookEveryMs = 60;

/** Turns a lead into a client: steps that are each recorded, that survive a crash and are never taken twice. */
export class LeadConversion {
  readonly #ledger: ConversionLedger;
  readonly #planner: ConversionPlanner;
  readonly #runner: ConversionRunner;
  constructor(
    private readonly ground: Ground,
    ports: ConversionPorts,
    private readonly records: ConversionRecords,
  ) {
    this.#ledger = new ConversionLedger(ground);
    this.#planner = new ConversionPlanner(ground, ports.directory);
    this.#runner = new ConversionRunner(ground, this.#ledger, ports);
  }

  /** Starts the lead's conversion, resumes it, or gives back what it came to; waits for a rival call for a while. */
  async convert(ctx: RequestContext, id: string, raw: unknown): Promise<ConversionAnswer> {
    const wasConverted = await this.#begin(ctx, id, raw);
    const conversion = (await this.#ledger.ofLead(ctx.practiceId, id))!;
    const outcome = wasConverted ? { conversion, alreadyConverted: true } : await this.#carry(ctx, conversion);
    return answerOf(ctx, outcome, this.records);
  }

  /** Takes up conversions whose runner is gone or whose waiting time is over; answers how many it took up. */
  async resumeDue(limit = 20): Promise<number> {
    const due = await this.#ledger.due(limit);
    for (const conversion of due) {
      try {
        await this.#runner.run(RequestContext.system(conversion.practiceId, 'worker'), conversion);
      } catch (error) {
        // A refusal is recorded with its step; anything else is tried again later.
        if (error instanceof ConflictError) continue;
        this.ground.logger.error({ conversionId: conversion.id, err: error }, 'a conversion could not be resumed');
      }
    }
    return due.length;
  }

  #begin(ctx: RequestContext, id: string, raw: unknown): Promise<boolean> {
    const objectId = isId(id) ? id : undefined;
    const useCase = { operation: 'convertLead', permission: 'lead:convert', action: 'CONVERT', objectType: 'LEAD' };
    const converting = { ...useCase, objectId } as UseCase;
    return auditFailure(this.ground, ctx, converting, async () => {
      assertMay(ctx.viewer, 'lead:convert');
      const input = parse(ConvertLead, raw);
      // Another module may be asked, so this comes before the transaction.
      await this.#planner.assertClient(ctx.practiceId, input.existingClientId);
      return transact(this.ground, ctx, converting, unit => this.#enter(unit, id, input));
    });
  }

  /** Answers whether the lead is converted already. */
  async #enter(unit: UnitOfWork, id: string, input: ConvertLeadInput): Promise<boolean> {
    const lead = await lockLead(unit, id);
    assertMayOn(unit.ctx.signedIn, 'lead:convert', lead);
    const conversion = await this.#ledger.ofLead(unit.ctx.practiceId, id, unit);
    unit.record(lead.id, undefined, { details: { status: lead.status, conversion: conversion?.state ?? 'STARTED' } });
    if (lead.isConverted) return true;
    if (conversion?.state === 'PENDING') return false;
    assertConvertible(lead, input);
    await this.#open(unit, lead, await this.#planner.plan(unit, lead, input), conversion);
    return false;
  }

  #open(unit: UnitOfWork, lead: Lead, plan: ConversionPlan, failed: Conversion | null): Promise<void> {
    return failed ? this.#ledger.reopen(unit, failed, plan) : this.#ledger.add(unit, lead.id, plan);
  }

  /** Runs the conversion here, or waits for whoever runs it; a rival that dies is replaced when its lease ends. */
  async #carry(ctx: RequestContext, started: Conversion): Promise<ConversionOutcome> {
    const deadline = Date.now() + patienceMs;
    for (let hasWaited = false; ; hasWaited = true) {
      const ran: RunOutcome = await this.#runner.run(ctx, started);
      const conversion = (await this.#ledger.ofLead(ctx.practiceId, started.leadId))!;
      if (ran === 'RAN') return { conversion, alreadyConverted: false };
      if (conversion.state === 'COMPLETED') return { conversion, alreadyConverted: true };
      if (conversion.state === 'FAILED') throw refusalOf(conversion);
      const isParked = hasWaited && !conversion.isHeld;
      if (isParked || Date.now() > deadline) return { conversion, alreadyConverted: false };
      await pause(lookEveryMs);
    }
  }
}

function assertConvertible(lead: Lead, { force }: ConvertLeadInput): void {
  if (lead.status === 'QUALIFIED' || (force && isOpen(lead.status))) return;
  const advice = isOpen(lead.status) ? ' It must be QUALIFIED first, unless `force` is given.' : '';
  const message = `A lead can't go from ${lead.status} to CONVERTED.${advice}`;
  throw new ConflictError('INVALID_TRANSITION', message, ['status']);
}

/** What a refused step tells the caller. */
function refusalOf(conversion: Conversion): ConflictError {
  const step = conversion.steps.find(({ state }) => state === 'REFUSED')?.name;
  const path = step === 'APPOINTMENT' ? ['appointment'] : step === 'CLIENT_RECORD' ? [] : ['id'];
  return new ConflictError('CONFLICT', conversion.reason ?? 'The conversion was refused.', path);
}
