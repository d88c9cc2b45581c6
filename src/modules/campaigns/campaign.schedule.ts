import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { transact } from '../../platform/use-case.js';
import { Campaign } from './campaign.entity.js';
import { type CampaignMachine, stepUseCase } from './campaign.machine.js';

const batch = 200;

interface Due {
  id: string;
  practice_id: string;
}

/**
 * The clock's part in the machine: activates at `startAt`, completes at `endAt`. A time that passed while no worker
 * ran is made up for by the next one, start before end, so that a campaign missed as a whole is completed at once.
 */
export class CampaignSchedule {
  constructor(
    private readonly ground: Ground,
    private readonly machine: CampaignMachine,
  ) {}

  /** Takes every step that is due; answers how many. */
  async run(): Promise<number> {
    const started = await this.#all(
      'activate',
      "status = 'SCHEDULED' and start_at <= $1 and deleted_at is null",
      'start_at',
    );
    const ended = await this.#all(
      'complete',
      "status in ('ACTIVE', 'PAUSED') and end_at <= $1 and deleted_at is null",
      'end_at',
    );
    return started + ended;
  }

  async #all(step: 'activate' | 'complete', condition: string, column: string): Promise<number> {
    const now = this.ground.clock.now();
    let total = 0;
    for (let last: Due[] = []; ; ) {
      const { rows } = await this.ground.database.query<Due>(
        `select id, practice_id from campaigns where ${condition} order by ${column}, id limit ${batch}`,
        [now],
      );
      // What stays due after it was tried has failed, and waits for the next turn.
      const fresh = rows.filter(row => !last.some(({ id }) => id === row.id));
      for (const due of fresh) if (await this.#take(step, due)) total++;
      if (rows.length < batch || fresh.length === 0) return total;
      last = rows;
    }
  }

  /** Whether this worker took the step; another one, or a person, may have been first. */
  async #take(step: 'activate' | 'complete', { id, practice_id }: Due): Promise<boolean> {
    const ctx = RequestContext.system(practice_id, 'worker');
    try {
      return await transact(this.ground, ctx, stepUseCase(step, id), async unit => {
        const campaign = await lockRow(unit, Campaign, id);
        if (!campaign?.isDue(step, this.ground.clock.now())) return false;
        await this.machine.move(unit, campaign, step);
        return true;
      });
    } catch (error) {
      this.ground.logger.error({ err: error, campaignId: id, step }, 'a campaign could not be moved in time');
      return false;
    }
  }
}
