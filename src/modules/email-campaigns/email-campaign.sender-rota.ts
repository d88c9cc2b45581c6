import type { Ground } from '../../platform/ground.js';
import { type ClaimingCampaign, isQuiet } from '../deliveries/delivery.claiming.js';

/** An email campaign of which deliveries may leave now. */
export type SendingCampaign = ClaimingCampaign;

const sending = `
  select e.id, e.practice_id as "practiceId", e.purpose, e.topic_key as "topicKey"
  from email_campaigns e
    join practices p on p.id = e.practice_id
    join email_campaign_counters c on c.email_campaign_id = e.id
  where e.status = 'SENDING' and e.deleted_at is null and e.frozen_at is not null and c.pending > 0
    and (e.purpose = 'SERVICE' or not ${isQuiet})
  order by e.practice_id, e.id`;

const looksEveryMs = 1_000;

/** Whose turn it is: one practice after the other, and of each one campaign after the other, however large they are. */
export class SenderRota {
  #practices: SendingCampaign[][] = [];
  #at = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | null = null;

  constructor(private readonly ground: Ground) {}

  /** The next campaign, or null when none has anything to send now. */
  async next(): Promise<SendingCampaign | null> {
    if (performance.now() - this.#lookedAt > looksEveryMs) await this.look();
    if (this.#practices.length === 0) return null;
    this.#at = (this.#at + 1) % this.#practices.length;
    const campaigns = this.#practices[this.#at]!;
    const campaign = campaigns.shift()!;
    campaigns.push(campaign);
    return campaign;
  }

  /** Nothing of this campaign waits, until the next look. */
  drop({ id }: SendingCampaign): void {
    this.#practices = this.#practices
      .map(campaigns => campaigns.filter(campaign => campaign.id !== id))
      .filter(campaigns => campaigns.length > 0);
  }

  /** Looks anew, once for all who ask meanwhile. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { rows } = await this.ground.database.query<SendingCampaign>(sending);
    this.#practices = [...Map.groupBy(rows, row => row.practiceId).values()];
    this.#lookedAt = performance.now();
  }
}
