import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry } from '../../platform/audit/audit-entry.js';
import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { BatchOutcome, Mailer, OutgoingMessage } from '../../platform/mail/mailer.js';
import { transact } from '../../platform/use-case.js';
import { attemptDeliveries, releaseDeliveries } from '../deliveries/delivery.attempting.js';
import type { SendBucket } from '../deliveries/delivery.bucket.js';
import { type Claim, type ClaimedDelivery, claimDeliveries } from '../deliveries/delivery.claiming.js';
import { endLease } from '../deliveries/delivery.leases.js';
import type { Ledger } from '../deliveries/delivery.ledger.js';
import { type Settlement, settleDeliveries } from '../deliveries/delivery.settling.js';
import type { SuppressionService } from '../suppressions/suppression.service.js';
import type { CampaignMessages, SenderMessages } from './email-campaign.sender-messages.js';
import { type BatchSettlement, settlementOf } from './email-campaign.sender-outcomes.js';
import type { SendingCampaign } from './email-campaign.sender-rota.js';
import { type SenderSteps, workerUseCase } from './email-campaign.sender-steps.js';
import { discloseAll } from './email-campaign.unknown.js';

/** What a turn came to: something was done, nothing waits, or there is to be waited. */
export type Turn = { kind: 'DONE' } | { kind: 'EMPTY' } | { kind: 'WAIT'; ms: number };

interface Written {
  delivery: ClaimedDelivery;
  message: OutgoingMessage;
}

interface Parts {
  ground: Ground;
  mailer: Mailer;
  ledger: Ledger;
  bucket: SendBucket;
  messages: SenderMessages;
  suppressions: SuppressionService;
  steps: SenderSteps;
}

/** Without it in the log nothing leaves. Who was written to is told once it is known that the message left. */
const attempted = (emailCampaignId: string, count: number): AuditEntry => ({
  ...{ operation: 'attemptDeliveries', action: 'UPDATE', objectType: 'EMAIL_CAMPAIGN' },
  ...{ objectIds: [emailCampaignId], details: { deliveries: count }, outcome: 'SUCCEEDED' },
});

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** Sends one batch of an email campaign: claim, attempt, call, settle. */
export class SenderBatch {
  /** Batches in a row of which the provider took nothing. */
  #refusals = 0;
  constructor(private readonly parts: Parts) {}

  /** Throws what the database throws; what was held then ends with its lease. */
  async send(campaign: SendingCampaign): Promise<Turn> {
    const { bucket, messages } = this.parts;
    const known = await messages.of(campaign);
    if (!known) return { kind: 'EMPTY' };
    const { batchSize, perSecond } = this.parts.ground.config.send;
    const count = Math.min(batchSize, perSecond, known.mostAtOnce);
    const waitMs = await bucket.take(count);
    if (waitMs > 0) return { kind: 'WAIT', ms: waitMs };
    // From before the claim, so that it measures no less than the lease does.
    const since = performance.now();
    const claim = await this.#claim(campaign, count);
    await bucket.giveBack(count - claim.deliveries.length);
    if (claim.taken === 0) return { kind: 'EMPTY' };
    if (claim.deliveries.length === 0) return { kind: 'DONE' };
    return this.#deliver(campaign, known, claim, since);
  }

  #claim(campaign: SendingCampaign, count: number) {
    const { ledger, ground } = this.parts;
    return ledger.change(
      async ({ run, touch }) => {
        const claim = await claimDeliveries(run, campaign, count, ground.config.send.leaseSeconds);
        // What was claimed is told of when it is settled: its figures move on within a moment.
        if (claim.taken > 0 && claim.deliveries.length === 0) touch(campaign.practiceId, campaign.id);
        return claim;
      },
      { mayBeLost: true },
    );
  }

  async #deliver(campaign: SendingCampaign, known: CampaignMessages, claim: Claim, since: number) {
    const { written, unwritten } = this.#write(known, claim.deliveries);
    const granted = await this.#attempt(campaign, claim);
    const leaving = written.filter(({ delivery }) => granted.has(delivery.id));
    const outcome = await this.#call(leaving, since);
    const settlement = settlementOf(
      leaving.map(({ delivery }) => delivery),
      outcome,
    );
    settlement.settlements.push(...unwritten.filter(({ id }) => granted.has(id)));
    if (settlement.pause) await this.parts.steps.hold(campaign, settlement.pause);
    await this.#settle(campaign, claim.leaseId, leaving, settlement);
    return this.#next(settlement);
  }

  #write(known: CampaignMessages, deliveries: ClaimedDelivery[]) {
    const written: Written[] = [];
    const unwritten: Settlement[] = [];
    for (const delivery of deliveries) {
      try {
        written.push({ delivery, message: known.write(delivery) });
      } catch (error) {
        const { id, fence } = delivery;
        this.parts.ground.logger.error({ err: error, deliveryId: id }, 'a message could not be written');
        unwritten.push({ id, fence, state: 'REJECTED', reason: 'NOT_WRITTEN' });
      }
    }
    return { written, unwritten };
  }

  /** The attempt and its line in the audit log are committed before the call; those who may not leave wait again. */
  #attempt({ id, practiceId }: SendingCampaign, { leaseId, deliveries }: Claim): Promise<Set<string>> {
    const { ledger, ground } = this.parts;
    return ledger.change(async ({ run, touch, record }) => {
      const granted = await attemptDeliveries(run, leaseId, deliveries, ground.config.postmark.timeoutSeconds);
      const refused = deliveries.filter(one => !granted.has(one.id));
      if (refused.length > 0) {
        await releaseDeliveries(run, refused);
        touch(practiceId, id);
      }
      if (granted.size === 0) await endLease(run, leaseId);
      else record(practiceId, attempted(id, granted.size));
      return granted;
    });
  }

  /** A process that was stopped meanwhile must not send what others may have taken over. */
  async #call(leaving: Written[], since: number): Promise<BatchOutcome> {
    const { config } = this.parts.ground;
    const room = config.send.leaseSeconds - config.postmark.timeoutSeconds;
    if (leaving.length === 0) return { kind: 'ANSWERED', outcomes: [] };
    if (performance.now() - since > room * 1_000) {
      const message = 'the lease ran out';
      return { kind: 'REFUSED', refusal: 'UNREACHABLE', code: null, message, retryAfterSeconds: null };
    }
    return this.parts.mailer.sendBatch(leaving.map(({ message }) => message));
  }

  /** What the provider said is known here only: a database that is away for a while is waited for. */
  async #settle(
    campaign: SendingCampaign,
    leaseId: string,
    leaving: Written[],
    settlement: BatchSettlement,
  ): Promise<void> {
    const { logger, config } = this.parts.ground;
    if (settlement.settlements.length === 0) return;
    for (let waitedMs = 0; ; waitedMs += 500) {
      try {
        return await this.#settleOnce(campaign, leaseId, leaving, settlement.settlements);
      } catch (error) {
        if (waitedMs > config.send.leaseSeconds * 2_000) throw error;
        logger.warn({ err: error, emailCampaignId: campaign.id }, 'a batch could not be settled yet');
        await pause(500);
      }
    }
  }

  async #settleOnce(
    { id, practiceId }: SendingCampaign,
    leaseId: string,
    leaving: Written[],
    settlements: Settlement[],
  ): Promise<void> {
    const { ledger, ground } = this.parts;
    const grace = ground.config.send.unknownGraceSeconds;
    const blocked = new Set(settlements.filter(({ state }) => state === 'SUPPRESSED').map(one => one.id));
    if (blocked.size > 0)
      await this.#suppress(
        { id, practiceId },
        leaving.filter(one => blocked.has(one.delivery.id)),
      );
    await ledger.change(async change => {
      change.touch(practiceId, id);
      await endLease(change.run, leaseId);
      const settled = await settleDeliveries(change.run, id, settlements, grace);
      discloseAll(change, settled);
    });
  }

  /** The provider mails these addresses no more, so that nobody here needs to try. */
  async #suppress({ id, practiceId }: Pick<SendingCampaign, 'id' | 'practiceId'>, blocked: Written[]): Promise<void> {
    const { ground, suppressions } = this.parts;
    const useCase = workerUseCase('suppressRefusedAddresses', 'emailCampaign:send', 'CREATE', id);
    const at = ground.clock.now();
    await transact(ground, RequestContext.system(practiceId, 'worker'), useCase, unit =>
      suppressions.suppressAll(
        unit,
        blocked.map(({ delivery, message }) => ({
          addressIndex: delivery.addressIndex,
          address: message.to,
          reason: 'PROVIDER_BLOCKED' as const,
          origin: 'PROVIDER' as const,
          at,
          emailCampaignId: id,
          deliveryId: delivery.id,
        })),
      ),
    );
  }

  async #next({ isRefused, blockSeconds, pause: stop }: BatchSettlement): Promise<Turn> {
    this.#refusals = isRefused ? this.#refusals + 1 : 0;
    const ms = Math.min(firstPauseMs * 2 ** Math.min(this.#refusals - 1, 10), longestPauseMs);
    if (blockSeconds !== undefined) await this.parts.bucket.block(blockSeconds ?? ms / 1_000);
    return isRefused && !stop && blockSeconds === undefined ? { kind: 'WAIT', ms } : { kind: 'DONE' };
  }
}
