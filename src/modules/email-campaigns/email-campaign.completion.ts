import type { Ground } from '../../platform/ground.js';
import { cancelWaiting } from '../deliveries/delivery.cancelling.js';
import type { Ledger } from '../deliveries/delivery.ledger.js';
import type { CampaignPlace, SenderSteps } from './email-campaign.sender-steps.js';

/** The campaigns whose steps send `e`, or did before they were taken out. */
const senders = `from campaign_steps s join campaigns c on c.id = s.campaign_id
  where s.practice_id = e.practice_id and s.action_details ->> 'emailCampaignId' = e.id::text`;
const isOver = `not exists (select ${senders} and c.status not in ('COMPLETED', 'CANCELLED'))`;

/** Sent, when each delivery came to an end; what steps send, when in addition no step can send it any more. */
const through = `
  select e.id, e.practice_id as "practiceId" from email_campaigns e
    left join email_campaign_counters c on c.email_campaign_id = e.id
  where e.status = 'SENDING' and e.deleted_at is null and e.frozen_at is not null and (not e.is_triggered or ${isOver})
    and coalesce(c.pending + c.claimed + c.sending + c.unknown, 0) = 0`;

/** What steps sent ends with the last of their campaigns: as that did, cancelled. */
const abandoned = `
  select e.id, e.practice_id as "practiceId" from email_campaigns e
  where e.status in ('SENDING', 'PAUSED') and e.deleted_at is null and e.is_triggered and ${isOver}
    and exists (select ${senders}) and not exists (select ${senders} and c.status = 'COMPLETED')`;

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
    for (const campaign of await this.#those(abandoned)) count += Number(await this.steps.cancel(campaign));
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
