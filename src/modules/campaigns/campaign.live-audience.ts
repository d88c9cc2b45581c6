import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { transact, useCasesOf } from '../../platform/use-case.js';
import type { CampaignAudience } from './campaign.audience.js';
import { holdCampaign } from './campaign.rows.js';

const useCase = useCasesOf('CAMPAIGN');

/** Adds to active campaigns that want it who joined their segments since; who left a segment stays a recipient. */
export class LiveAudiences {
  constructor(
    private readonly ground: Ground,
    private readonly audience: CampaignAudience,
  ) {}

  /** Answers how many recipients came. */
  async refresh(): Promise<number> {
    const { rows } = await this.ground.database.query<{ id: string; practice_id: string }>(
      `select id, practice_id from campaigns
       where status = 'ACTIVE' and has_live_audience and deleted_at is null order by id`,
    );
    let added = 0;
    for (const { id, practice_id } of rows) {
      try {
        added += await this.#refreshOne(practice_id, id);
      } catch (error) {
        this.ground.logger.error({ err: error, campaignId: id }, 'the audience of a campaign could not be refreshed');
      }
    }
    return added;
  }

  #refreshOne(practiceId: string, id: string): Promise<number> {
    const ctx = RequestContext.system(practiceId, 'worker');
    return transact(
      this.ground,
      ctx,
      useCase('refreshCampaignAudience', 'campaign:update', 'UPDATE', id),
      async unit => {
        const campaign = await holdCampaign(unit, id);
        if (campaign.status !== 'ACTIVE' || !campaign.hasLiveAudience) return 0;
        const { added: recipientsAdded } = await this.audience.freeze(unit, id);
        if (recipientsAdded > 0) unit.record(id, undefined, { details: { recipientsAdded } });
        return recipientsAdded;
      },
    );
  }
}
