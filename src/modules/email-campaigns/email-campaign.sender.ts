import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from '../../platform/ground.js';
import type { Mailer } from '../../platform/mail/mailer.js';
import { SendBucket } from '../deliveries/delivery.bucket.js';
import { expireLeases } from '../deliveries/delivery.leases.js';
import { Ledger } from '../deliveries/delivery.ledger.js';
import type { SegmentAudience } from '../segments/segment.audience.js';
import type { SuppressionService } from '../suppressions/suppression.service.js';
import { EmailCampaignCompletion } from './email-campaign.completion.js';
import { EmailCampaignFreezing } from './email-campaign.freezing.js';
import type { EmailCampaignMachine } from './email-campaign.machine.js';
import { EmailCampaignReputation } from './email-campaign.reputation.js';
import { SenderBatch } from './email-campaign.sender-batch.js';
import { SenderMessages } from './email-campaign.sender-messages.js';
import { SenderRota } from './email-campaign.sender-rota.js';
import { SenderSteps } from './email-campaign.sender-steps.js';
import { EmailCampaignUnknown, touchAll } from './email-campaign.unknown.js';

interface Parts {
  ground: Ground;
  mailer: Mailer;
  segments: SegmentAudience;
  suppressions: SuppressionService;
  machine: EmailCampaignMachine;
}

const idleMs = 500;
const afterFailureMs = 1_000;
/** Each holds a batch, whose rows change in one transaction. */
const leasesEndedAtOnce = 10;
/** A wait for room in the rate is cut so that a campaign which was paused meanwhile keeps nobody. */
const longestWaitMs = 1_000;

/** Sends email campaigns: any number of workers on any number of machines, over one ledger. */
export class MailSender {
  readonly #ledger: Ledger;
  readonly #rota: SenderRota;
  readonly #batches: SenderBatch;
  readonly #freezing: EmailCampaignFreezing;
  readonly #completion: EmailCampaignCompletion;
  readonly #reputation: EmailCampaignReputation;
  readonly #unknown: EmailCampaignUnknown;
  #stopping = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(private readonly parts: Parts) {
    const { ground, segments, mailer, machine } = parts;
    const [steps, messages] = [new SenderSteps(ground, machine), new SenderMessages(ground)];
    const ledger = new Ledger(ground);
    this.#ledger = ledger;
    this.#rota = new SenderRota(ground);
    this.#batches = new SenderBatch({ ...parts, ledger, bucket: new SendBucket(ground), messages, steps });
    this.#freezing = new EmailCampaignFreezing(ground, segments, steps);
    this.#completion = new EmailCampaignCompletion(ground, ledger, steps);
    this.#reputation = new EmailCampaignReputation(ground, steps);
    this.#unknown = new EmailCampaignUnknown(ground, mailer, ledger, messages);
  }

  /** Works until it is stopped; a database or provider that is away is waited for. */
  start(): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const slots = Array.from({ length: this.parts.ground.config.send.concurrency }, () => () => this.#turn());
    const every = (work: () => Promise<unknown>) => async () => {
      await work();
      return idleMs;
    };
    const rounds = [() => this.#freezing.run(), () => this.#keepHouse(), () => this.#unknown.run(signal)].map(every);
    this.#loops = [...slots, ...rounds].map(work => this.#repeat(work));
  }

  /** Takes nothing new and resolves when each batch that is under way is settled. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops.splice(0));
  }

  /** Does what is due, until nothing is; answers how many turns that took. */
  async runOnce(): Promise<number> {
    for (let turns = 0; ; ) {
      const prepared = (await this.#expire()) + (await this.#freezing.run());
      const sent = await this.#sendAll();
      const ended = (await this.#unknown.run()) + (await this.#reputation.run()) + (await this.#completion.run());
      turns += prepared + sent + ended;
      if (prepared + sent + ended === 0) return turns;
    }
  }

  async #sendAll(): Promise<number> {
    let turns = 0;
    await this.#rota.look();
    for (;;) {
      const campaign = await this.#rota.next();
      if (!campaign) return turns;
      const turn = await this.#batches.send(campaign);
      if (turn.kind === 'DONE') turns++;
      else if (turn.kind === 'EMPTY') this.#rota.drop(campaign);
      else if (turn.ms > longestWaitMs) return turns;
      else await pause(turn.ms);
    }
  }

  /** One turn of a slot; answers for how long to wait before the next one. */
  async #turn(): Promise<number> {
    const campaign = await this.#rota.next();
    if (!campaign) return idleMs;
    const turn = await this.#batches.send(campaign);
    if (turn.kind === 'EMPTY') this.#rota.drop(campaign);
    return turn.kind === 'WAIT' ? Math.min(turn.ms, longestWaitMs) : 0;
  }

  async #keepHouse(): Promise<void> {
    await this.#expire();
    await this.#reputation.run();
    await this.#completion.run();
  }

  /** Any worker sees to what another one left behind. */
  #expire(): Promise<number> {
    return this.#ledger.change(async change => {
      const rows = await expireLeases(change.run, leasesEndedAtOnce);
      touchAll(change, rows);
      return rows.length;
    });
  }

  async #repeat(work: () => Promise<number>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const waitMs = await work().catch(error => {
        this.parts.ground.logger.error({ err: error }, 'mail could not be sent');
        return afterFailureMs;
      });
      if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
