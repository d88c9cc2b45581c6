import { setTimeout as wait } from 'node:timers/promises';
import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import { DeliveryOutcomes } from '../deliveries/delivery.outcomes.js';
import type { SuppressionService } from '../suppressions/suppression.service.js';
import { noteEngagements } from './tracking.engagements.js';
import { appliedReactions, type MatchedEvent, matched, takeWaiting, type WaitingEvent } from './tracking.matching.js';
import { reckon } from './tracking.reckoning.js';
import { EventSuppressions } from './tracking.suppressing.js';
import type { Judgement } from './tracking.vocabulary.js';

const useCase = {
  operation: 'applyMailEvents',
  permission: 'emailCampaign:read',
  action: 'UPDATE',
  objectType: 'DELIVERY',
} as const;

/** Events that one transaction applies; more of them hold their rows for longer than anyone should wait. */
const batchSize = 1_000;
/** Between looks at a queue that has less than a batch: what gathers meanwhile is applied in few statements. */
const pauseMs = 250;
/** After a failure, most likely of the database. */
const troubledMs = 2_000;
/** An event may come before what it is about is written down: it waits 1, 2, 4 … seconds, a quarter of an hour in all. */
const mostTries = 10;

const practicesText = `select p.id from practices p where exists (
  select 1 from mail_events e where e.practice_id = p.id and e.applied_at is null and e.due_at <= now())`;

/** Applies what came back to the ledger: in any order, in any number of workers, each event exactly once. */
export class MailEventApplying {
  readonly #suppressions: EventSuppressions;
  #stopping = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(
    private readonly ground: Ground,
    suppressions: SuppressionService,
  ) {
    this.#suppressions = new EventSuppressions(suppressions, ground.config.send.softBouncesToSuppress);
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#loop ??= this.#run(this.#stopping.signal);
  }

  /** Resolves when the batch under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    this.#loop = null;
  }

  /** Applies everything that is due now; answers how many events that were. */
  async runOnce(): Promise<number> {
    let all = 0;
    for (;;) {
      const taken = (await this.#round()).reduce((sum, count) => sum + count, 0);
      if (taken === 0) return all;
      all += taken;
    }
  }

  /** A batch of each practice in turn, so that none waits for another's flood; answers how many were in each. */
  async #round(): Promise<number[]> {
    const { rows } = await this.ground.database.query<{ id: string }>(practicesText);
    const taken: number[] = [];
    for (const { id } of rows) taken.push(await this.#applyBatch(id));
    return taken;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pause = pauseMs;
      try {
        if ((await this.#round()).includes(batchSize)) pause = 0;
      } catch (error) {
        this.ground.logger.error({ err: error, job: 'applyMailEvents' }, 'events could not be applied');
        pause = troubledMs;
      }
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  #applyBatch(practiceId: string): Promise<number> {
    const ctx = RequestContext.system(practiceId, 'worker');
    return transact(this.ground, ctx, useCase, async unit => {
      const events = await takeWaiting(unit, batchSize);
      if (events.length === 0) return 0;
      const found = await matched(unit, events.filter(this.#isOurs));
      const judgements = await this.#apply(unit, found);
      await close(unit, events, found, judgements);
      return events.length;
    });
  }

  async #apply(unit: UnitOfWork, events: readonly MatchedEvent[]): Promise<ReadonlyMap<string, Judgement>> {
    if (events.length === 0) return new Map();
    const reacted = new Set(events.filter(hasReactions).map(({ row }) => row.id));
    const known = await appliedReactions(unit, [...reacted]);
    const { outcomes, judgements } = reckon(events, known, this.ground.config.tracking.scannerSeconds);
    await DeliveryOutcomes.apply(
      unit,
      outcomes,
      events.map(({ row }) => row),
    );
    await this.#suppressions.apply(unit, events);
    await noteEngagements(unit, events, known, judgements);
    unit.record(outcomes.map(({ id }) => id));
    return judgements;
  }

  /** An event of another stream of the same provider account is none of ours. */
  #isOurs = ({ kind, details: { stream } }: WaitingEvent): boolean => {
    const { broadcastStream, serviceStream } = this.ground.config.postmark;
    return kind !== 'OTHER' && (stream === undefined || stream === broadcastStream || stream === serviceStream);
  };
}

const hasReactions = ({ kind, row }: MatchedEvent): boolean =>
  kind === 'OPEN' || kind === 'CLICK' || (kind === 'DELIVERY' && row.opens + row.clicks > 0);

/** Marks the events as applied, except those that may find their delivery later. */
async function close(
  unit: UnitOfWork,
  events: readonly WaitingEvent[],
  found: readonly MatchedEvent[],
  judgements: ReadonlyMap<string, Judgement>,
): Promise<void> {
  const rows = new Map(found.map(event => [event.id, event.row]));
  const isEarly = ({ id, kind, sendId, messageId, tries }: WaitingEvent) =>
    !rows.has(id) && kind !== 'OTHER' && !sendId && messageId !== null && tries < mostTries;
  const done = events.filter(event => !isEarly(event)).map(({ id }) => mark(id, rows.get(id)));
  const again = events.filter(isEarly).map(({ id }) => id);
  const judged = [...judgements].map(([id, judgement]) => ({ id, judgement }));
  const { practiceId } = unit.ctx;
  if (done.length > 0) await unit.sql(doneText, [practiceId, JSON.stringify(done)]);
  if (again.length > 0) await unit.sql(againText, [practiceId, again]);
  if (judged.length > 0) await unit.sql(judgedText, [practiceId, JSON.stringify(judged)]);
}

const mark = (id: string, row: MatchedEvent['row'] | undefined) => ({
  id,
  deliveryId: row?.id ?? null,
  emailCampaignId: row?.emailCampaignId ?? null,
});

const doneText = `update mail_events e set applied_at = now(), delivery_id = d."deliveryId",
    email_campaign_id = d."emailCampaignId"
  from jsonb_to_recordset($2::jsonb) as d (id uuid, "deliveryId" uuid, "emailCampaignId" uuid)
  where e.practice_id = $1 and e.id = d.id`;
const againText = `update mail_events set tries = tries + 1, due_at = now() + make_interval(secs => power(2, tries))
  where practice_id = $1 and id = any ($2::uuid[])`;
const judgedText = `update mail_events e set judgement = j.judgement
  from jsonb_to_recordset($2::jsonb) as j (id uuid, judgement text) where e.practice_id = $1 and e.id = j.id`;
