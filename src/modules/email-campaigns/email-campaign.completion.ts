import type { Ground } from '../../platform/ground.js';
import { cancelWaiting } from '../deliveries/delivery.cancelling.js';
import type { Ledger } from '../deliveries/delivery.ledger.js';
import type { CampaignPlace, SenderSteps } from './email-campaign.sender-steps.js';

/** Sent, when each delivery came to an end; what automation sends is never through. */
const through = `
  select e.id, e.practice_id as "practiceId" from email_campaigns e
    left join email_campaign_counters c on c.email_campaign_id = e.id
  where e.status = 'SENDING' and e.deleted_at is null and e.frozen_at is not null and not e.is_triggered
    and coalesce(c.pending + c.claimed + c.sending + c.unknown, 0) = 0`;

/** A worker that gave something back while its campaign was cancelled leaves it waiting. */
const leftOver = `
  select e.id, e.practice_id as "practiceId" from email_campaigns e
    join email_campaign_counters c on c.email_campaign_id = e.id
  where e.status = 'CANCELLED' and e.cancelled_at > now() - interval '1 day' and c.pending + c.claimed > 0`;

/** Ends what is through. */
export class EmailCampaignCompletion {
  constructor(
    private readonly ground: Ground,
    private readonly ledger: Ledger,
    private readonly steps: SenderSteps,
  ) {}

  /** Answers how many email campaigns that concerned. */
  async run(): Promise<number> {
    let count = 0;
    for (const campaign of await this.#those(through)) count += Number(await this.steps.finish(campaign));
    for (const campaign of await this.#those(leftOver)) count += await this.#cancelRest(campaign);
    return count;
  }

  async #those(text: string): Promise<CampaignPlace[]> {
    return (await this.ground.database.query<CampaignPlace>(text)).rows;
  }

  #cancelRest({ id, practiceId }: CampaignPlace): Promise<number> {
    return this.ledger.change(async ({ run, touch }) => {
      touch(practiceId, id);
      await cancelWaiting(run, id);
      return 1;
    });
  }
}
