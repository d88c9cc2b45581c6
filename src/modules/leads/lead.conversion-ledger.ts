import { newId } from '../../platform/clock.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import {
  type ConversionPlan,
  type ConversionState,
  type ConversionStepName,
  conversionSteps,
  isSkipped,
  type StepState,
} from './lead.conversion-rules.js';

export interface ConversionStep {
  name: ConversionStepName;
  state: StepState;
  error: string | null;
  idempotencyKey: string;
  result: Record<string, unknown> | null;
}

export interface Conversion {
  id: string;
  practiceId: string;
  leadId: string;
  createdById: string | null;
  state: ConversionState;
  plan: ConversionPlan;
  reason: string | null;
  /** Whether a runner holds the lease now, by the database's clock. */
  isHeld: boolean;
  steps: ConversionStep[];
}

/** The right to run a conversion until the lease ends; `fence` grows with each runner. */
export interface Lease {
  conversionId: string;
  fence: string;
}

/** Another runner has taken over; this one must record nothing more. */
export class LeaseLostError extends Error {}

const columns = `c.id, c.practice_id as "practiceId", c.lead_id as "leadId", c.created_by_id as "createdById", c.state,
  c.input as plan, c.reason, coalesce(c.lease_until > clock_timestamp(), false) as "isHeld",
  (select json_agg(json_build_object('name', s.name, 'state', s.state, 'error', s.error,
     'idempotencyKey', s.idempotency_key, 'result', s.result) order by s.position)
   from lead_conversion_steps s where s.conversion_id = c.id) as steps`;

/** What is known of each conversion. All of its times are the database's, so that clocks of machines don't matter. */
export class ConversionLedger {
  constructor(private readonly ground: Ground) {}

  /** Within a use case it reads in that one's transaction. */
  async ofLead(practiceId: string, leadId: string, unit?: UnitOfWork): Promise<Conversion | null> {
    const text = `select ${columns} from lead_conversions c where c.practice_id = $1 and c.lead_id = $2`;
    const values = [practiceId, leadId];
    if (unit) return (await unit.sql<Conversion>(text, values))[0] ?? null;
    return (await this.ground.database.query<Conversion>(text, values)).rows[0] ?? null;
  }

  /** Adds the conversion of a lead within its use case; the lead's row is locked by the caller. */
  async add(unit: UnitOfWork, leadId: string, plan: ConversionPlan): Promise<void> {
    const id = newId();
    const viewer = unit.ctx.signedIn;
    await unit.sql(
      `insert into lead_conversions (id, practice_id, created_at, updated_at, created_by_id, lead_id, input, next_attempt_at)
       values ($1, $2, $3, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))`,
      [
        id,
        unit.ctx.practiceId,
        this.ground.clock.now(),
        viewer.kind === 'SYSTEM' ? null : viewer.id,
        leadId,
        JSON.stringify(plan),
        this.ground.config.conversion.leaseSeconds,
      ],
    );
    const steps = conversionSteps.map((name, position) => ({
      name,
      position,
      state: isSkipped(name, plan) ? 'SKIPPED' : 'PENDING',
      key: `${id}:${name}:1`,
    }));
    await unit.sql(
      `insert into lead_conversion_steps (conversion_id, practice_id, name, position, state, idempotency_key)
       select $1, $2, s.name, s.position, s.state, s.key
       from jsonb_to_recordset($3::jsonb) as s(name text, position int, state text, key text)`,
      [id, unit.ctx.practiceId, JSON.stringify(steps)],
    );
  }

  /** Opens a refused conversion again under a new plan; what was done stays done, what was refused gets a new key. */
  async reopen(unit: UnitOfWork, conversion: Conversion, plan: ConversionPlan): Promise<void> {
    await unit.sql(
      `update lead_conversions set state = 'PENDING', input = $2, reason = null, attempts = 0, version = version + 1,
         updated_at = $3, next_attempt_at = clock_timestamp() where id = $1 and state = 'FAILED'`,
      [conversion.id, JSON.stringify(plan), this.ground.clock.now()],
    );
    const skipped = conversionSteps.filter(step => isSkipped(step, plan));
    await unit.sql(
      `update lead_conversion_steps set error = null, attempts = 0,
         state = case when name = any($2::text[]) then 'SKIPPED' else 'PENDING' end,
         idempotency_key = case when state = 'REFUSED'
           then conversion_id || ':' || name || ':' || split_part(idempotency_key, ':', 3)::int + 1
           else idempotency_key end
       where conversion_id = $1 and state <> 'DONE'`,
      [conversion.id, skipped],
    );
  }

  /** Takes the lease when nobody holds it. */
  async claim(conversionId: string): Promise<Lease | null> {
    const { rows } = await this.ground.database.query<{ fence: string }>(
      `update lead_conversions set fence = fence + 1, attempts = attempts + 1,
         lease_until = clock_timestamp() + make_interval(secs => $2)
       where id = $1 and state = 'PENDING' and (lease_until is null or lease_until <= clock_timestamp())
       returning fence::text`,
      [conversionId, this.ground.config.conversion.leaseSeconds],
    );
    return rows[0] ? { conversionId, fence: rows[0].fence } : null;
  }

  /** Makes the lease last from now on; throws LeaseLostError when another runner has it. */
  async renew(lease: Lease): Promise<void> {
    await this.#fenced(
      lease,
      `update lead_conversions set lease_until = clock_timestamp() + make_interval(secs => $3)
       where id = $1 and fence = $2 returning id`,
      [this.ground.config.conversion.leaseSeconds],
    );
  }

  async begin(lease: Lease, step: ConversionStepName): Promise<void> {
    await this.#fenced(
      lease,
      `with held as (
         update lead_conversions set lease_until = clock_timestamp() + make_interval(secs => $4)
         where id = $1 and fence = $2 and state = 'PENDING' returning id
       )
       update lead_conversion_steps s set state = 'RUNNING', attempts = s.attempts + 1, started_at = clock_timestamp()
       from held where s.conversion_id = held.id and s.name = $3 returning s.name`,
      [step, this.ground.config.conversion.leaseSeconds],
    );
  }

  async done(lease: Lease, step: ConversionStepName, result: Record<string, unknown>): Promise<void> {
    await this.#fenced(
      lease,
      `with held as (
         update lead_conversions set client_id = coalesce(client_id, ($4::jsonb ->> 'clientId')::uuid)
         where id = $1 and fence = $2 returning id
       )
       update lead_conversion_steps s set state = 'DONE', result = $4, error = null, finished_at = clock_timestamp()
       from held where s.conversion_id = held.id and s.name = $3 returning s.name`,
      [step, JSON.stringify(result)],
    );
  }

  /** The step's module is down: the lease is given back and the next attempt set, twice as far away each time. */
  async park(lease: Lease, step: ConversionStepName, reason: string): Promise<void> {
    await this.#stop(lease, step, 'PENDING', 'WAITING', reason);
  }

  /** The step was definitely refused: nobody tries again until someone asks. */
  async refuse(lease: Lease, step: ConversionStepName, reason: string): Promise<void> {
    await this.#stop(lease, step, 'FAILED', 'REFUSED', reason);
  }

  /** Gives the lease back after an unexpected failure, keeping the step as it is. */
  async release(lease: Lease): Promise<void> {
    await this.ground.database.query(
      `update lead_conversions set lease_until = null,
         next_attempt_at = clock_timestamp() + make_interval(secs => $3 * power(2, least(attempts, 6) - 1))
       where id = $1 and fence = $2 and state = 'PENDING'`,
      [lease.conversionId, lease.fence, this.ground.config.conversion.retrySeconds],
    );
  }

  /** Conversions that nobody runs and whose time has come, the longest waiting first. */
  async due(limit: number): Promise<Conversion[]> {
    const { rows } = await this.ground.database.query<Conversion>(
      `select ${columns} from lead_conversions c
       where c.state = 'PENDING' and c.next_attempt_at <= clock_timestamp()
         and (c.lease_until is null or c.lease_until <= clock_timestamp())
       order by c.next_attempt_at limit $1`,
      [limit],
    );
    return rows;
  }

  async #stop(lease: Lease, step: ConversionStepName, state: string, stepState: string, reason: string): Promise<void> {
    await this.#fenced(
      lease,
      `with held as (
         update lead_conversions set state = $4, reason = $6, lease_until = null, updated_at = now(),
           next_attempt_at = clock_timestamp() + make_interval(secs => $7 * power(2, least(attempts, 6) - 1))
         where id = $1 and fence = $2 returning id
       )
       update lead_conversion_steps s set state = $5, error = $6
       from held where s.conversion_id = held.id and s.name = $3 returning s.name`,
      [step, state, stepState, reason, this.ground.config.conversion.retrySeconds],
    );
  }

  async #fenced(lease: Lease, text: string, values: unknown[]): Promise<void> {
    const { rowCount } = await this.ground.database.query(text, [lease.conversionId, lease.fence, ...values]);
    if (rowCount === 0) throw new LeaseLostError('Another runner has taken the conversion over.');
  }
}
