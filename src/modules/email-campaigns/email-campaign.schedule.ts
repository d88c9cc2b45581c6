import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import { EmailCampaign } from './email-campaign.entity.js';
import { type EmailCampaignMachine, stepUseCase } from './email-campaign.machine.js';
import type { PauseReason } from './email-campaign.vocabulary.js';

const batch = 200;
/** How late one may be started without a person; in milliseconds. */
const mostLate = 3_600_000;

interface Due {
  id: string;
  practice_id: string;
}

/** The clock's part in the machine: starts at `scheduledAt` what is still in order, and holds what is not, or late. */
export class EmailCampaignSchedule {
  constructor(
    private readonly ground: Ground,
    private readonly machine: EmailCampaignMachine,
  ) {}

  /** Starts or holds all that are due; answers how many. */
  async run(): Promise<number> {
    const now = this.ground.clock.now();
    let total = 0;
    for (let tried: string[] = []; ; ) {
      const { rows } = await this.ground.database.query<Due>(
        `select id, practice_id from email_campaigns
         where status = 'SCHEDULED' and scheduled_at <= $1 and deleted_at is null and id <> all($2::uuid[])
         order by scheduled_at, id limit ${batch}`,
        [now, tried],
      );
      for (const due of rows) if (await this.#take(due)) total++;
      if (rows.length < batch) return total;
      tried = [...tried, ...rows.map(({ id }) => id)];
    }
  }

  /** Whether this worker took it; another one, or a person, may have been first. */
  async #take({ id, practice_id }: Due): Promise<boolean> {
    const ctx = RequestContext.system(practice_id, 'worker');
    try {
      return await transact(this.ground, ctx, stepUseCase('send', id), async unit => {
        const campaign = await lockRow(unit, EmailCampaign, id);
        const now = this.ground.clock.now();
        if (!campaign?.isDue(now)) return false;
        const late = now.getTime() - campaign.scheduledAt!.getTime();
        if (late > mostLate) await this.machine.move(unit, campaign, 'hold', overdue(late));
        else await this.#start(unit, campaign);
        return true;
      });
    } catch (error) {
      this.ground.logger.error({ err: error, emailCampaignId: id }, 'an email campaign could not be started in time');
      return false;
    }
  }

  async #start(unit: UnitOfWork, campaign: EmailCampaign): Promise<void> {
    try {
      await this.machine.move(unit, campaign, 'send');
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      await this.machine.move(unit, campaign, 'hold', unready(error));
    }
  }
}

const overdue = (late: number): PauseReason => ({
  code: 'OVERDUE',
  message: 'Its time passed by more than an hour before it could be started; resume it to send it now.',
  details: { minutesLate: Math.floor(late / 60_000) },
});

const unready = ({ faults }: ValidationError): PauseReason => ({
  code: 'CHECKS_FAILED',
  message: 'At its time it could not be sent as it was; change it, then resume it.',
  details: { codes: [...new Set(faults.map(({ code }) => code))] },
});
