import type { Ground } from '../../platform/ground.js';
import type { CampaignPlace, SenderSteps } from './email-campaign.sender-steps.js';
import type { PauseReason } from './email-campaign.vocabulary.js';

/** Figures since the campaign was last stopped for them: whoever resumed it took those into account. */
const figures = `
  select e.id, e.practice_id as "practiceId", e.complaints_warned_at is not null as "isWarned",
    c.accepted - coalesce((e.reputation_base ->> 'accepted')::int, 0) as accepted,
    c.bounced - coalesce((e.reputation_base ->> 'bounced')::int, 0) as bounced,
    c.complained - coalesce((e.reputation_base ->> 'complained')::int, 0) as complained
  from email_campaigns e join email_campaign_counters c on c.email_campaign_id = e.id
  where e.status = 'SENDING' and e.deleted_at is null and (c.bounced > 0 or c.complained > 0)`;

const rememberBase = `
  update email_campaigns e set reputation_base = jsonb_build_object(
    'accepted', c.accepted, 'bounced', c.bounced, 'complained', c.complained)
  from email_campaign_counters c where e.id = $1 and c.email_campaign_id = e.id`;

const warn = 'update email_campaigns set complaints_warned_at = now() where id = $1 and complaints_warned_at is null';

interface Figures extends CampaignPlace {
  isWarned: boolean;
  accepted: number;
  bounced: number;
  complained: number;
}

const percent = (part: number, whole: number) => (part / whole) * 100;
const shown = (value: number) => Number(value.toFixed(2));

/** Stops a campaign that harms the name of its sender: too many bounces, or too many people complain. */
export class EmailCampaignReputation {
  constructor(
    private readonly ground: Ground,
    private readonly steps: SenderSteps,
  ) {}

  /** Answers how many email campaigns were stopped. */
  async run(): Promise<number> {
    const { rows } = await this.ground.database.query<Figures>(figures);
    let stopped = 0;
    for (const row of rows) {
      const why = this.#reasonToStop(row);
      const remember = (unit: { sql: (text: string, values: unknown[]) => Promise<unknown> }) =>
        unit.sql(rememberBase, [row.id]);
      if (why) stopped += Number(await this.steps.hold(row, why, remember));
      else await this.#warn(row);
    }
    return stopped;
  }

  #reasonToStop({ accepted, bounced, complained }: Figures): PauseReason | null {
    const { reputationMinimum, maxBouncePercent, maxComplaintPercent } = this.ground.config.send;
    if (accepted < reputationMinimum) return null;
    const [bounces, complaints] = [percent(bounced, accepted), percent(complained, accepted)];
    if (complaints >= maxComplaintPercent) {
      return {
        code: 'COMPLAINT_RATE',
        message: `${complained} of ${accepted} people complained (${shown(complaints)}%; the limit is ${maxComplaintPercent}%).`,
        details: { accepted, complained, percent: shown(complaints), limit: maxComplaintPercent },
      };
    }
    if (bounces < maxBouncePercent) return null;
    return {
      code: 'BOUNCE_RATE',
      message: `${bounced} of ${accepted} messages bounced (${shown(bounces)}%; the limit is ${maxBouncePercent}%).`,
      details: { accepted, bounced, percent: shown(bounces), limit: maxBouncePercent },
    };
  }

  async #warn({ id, accepted, complained, isWarned }: Figures): Promise<void> {
    const { reputationMinimum, warnComplaintPercent } = this.ground.config.send;
    if (isWarned || accepted < reputationMinimum || percent(complained, accepted) < warnComplaintPercent) return;
    await this.ground.database.query(warn, [id]);
    this.ground.logger.warn({ emailCampaignId: id, accepted, complained }, 'many people complain of an email campaign');
  }
}
