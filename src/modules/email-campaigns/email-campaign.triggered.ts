import { assertMay } from '../../platform/access/viewer.js';
import { lockRow } from '../../platform/database/rows.js';
import { NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { StepMail, StepSending } from '../campaigns/campaign.step-mail.js';
import { joinMailing } from '../deliveries/delivery.joining.js';
import { progressOf } from '../deliveries/delivery.ledger.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import type { EmailCampaignChecks } from './email-campaign.checks.js';
import { EmailCampaign } from './email-campaign.entity.js';
import { fixContent } from './email-campaign.freezing.js';

/** What a step needs to know of the email campaign that it sends. */
interface Mailing {
  status: string;
  isTriggered: boolean;
  isSensitive: boolean;
  isTracked: boolean;
  purpose: MailPurpose;
  topicKey: string | null;
}

const mailingText = `select status, is_triggered as "isTriggered", is_sensitive as "isSensitive", purpose,
    topic_key as "topicKey", (tracking ->> 'opens')::boolean or (tracking ->> 'clicks')::boolean as "isTracked"
  from email_campaigns where practice_id = $1 and id = $2 and deleted_at is null`;
const memberText = `select is_sensitive as "isSensitive" from campaign_recipients
  where practice_id = $1 and campaign_id = $2 and person_type = $3 and person_id = $4`;
const sensitiveText = `select 1 from campaign_sensitive_audiences where practice_id = $1 and campaign_id = $2 limit 1`;

const running = ['SENDING', 'PAUSED'];

/** Email campaigns that steps of a campaign send: to one member after the other, each by all rules of mail. */
export class TriggeredMail implements StepMail {
  constructor(
    private readonly ground: Ground,
    private readonly checks: EmailCampaignChecks,
  ) {}

  async assertSendable(unit: UnitOfWork, emailCampaignId: string, path: string[]): Promise<void> {
    assertMay(unit.ctx.viewer, 'emailCampaign:send');
    const mailing = await this.#known(unit, emailCampaignId, path);
    if (mailing.status === 'DRAFT' || (mailing.isTriggered && running.includes(mailing.status))) return;
    throw ValidationError.at(path, 'INVALID', 'Steps send a draft, or what steps send already.');
  }

  async assertKnown(unit: UnitOfWork, emailCampaignId: string, path: string[]): Promise<void> {
    await this.#known(unit, emailCampaignId, path);
  }

  async send(unit: UnitOfWork, { emailCampaignId, campaignId, person }: StepSending): Promise<string | null> {
    const { practiceId } = unit.ctx;
    let [mailing] = await unit.sql<Mailing>(mailingText, [practiceId, emailCampaignId]);
    if (mailing?.status === 'DRAFT') await this.#begin(unit, emailCampaignId, campaignId);
    // It must not end while somebody is put into it.
    [mailing] = await unit.sql<Mailing>(`${mailingText} for share`, [practiceId, emailCampaignId]);
    if (!mailing?.isTriggered || !running.includes(mailing.status)) return 'CLOSED';
    const values = [practiceId, campaignId, person.type, person.id];
    const [member] = await unit.sql<{ isSensitive: boolean }>(memberText, values);
    const isSensitive = member?.isSensitive ?? false;
    // Whoever became a member by a protected field after links were made is not followed by them.
    if (isSensitive && mailing.isTracked) return 'TRACKED';
    const run = unit.sql.bind(unit);
    const joined = await joinMailing(run, { ...mailing, practiceId, emailCampaignId, isSensitive }, person);
    unit.publish(progressOf(emailCampaignId));
    return joined === 'PENDING' ? null : joined === 'PRESENT' ? 'ALREADY_SENT' : 'NOT_MAILABLE';
  }

  async #known(unit: UnitOfWork, id: string, path: string[]): Promise<Mailing> {
    const [mailing] = await unit.sql<Mailing>(mailingText, [unit.ctx.practiceId, id]);
    if (!mailing) throw new NotFoundError('EMAIL_CAMPAIGN', path);
    return mailing;
  }

  /** Fixes what is sent as the first member's turn comes; from then on it goes to whomever a step names. */
  async #begin(unit: UnitOfWork, id: string, campaignId: string): Promise<void> {
    const campaign = await lockRow(unit, EmailCampaign, id);
    if (!campaign || campaign.deletedAt || campaign.status !== 'DRAFT') return;
    const { issues, content } = await this.checks.ofMessage(unit.sql.bind(unit), campaign.practiceId, id);
    const missing = content.purpose
      ? []
      : [{ path: ['purpose'], code: 'PURPOSE_MISSING', message: 'It has no purpose.' }];
    if (issues.length + missing.length > 0) throw new ValidationError([...issues, ...missing]);
    const isSensitive = (await unit.sql(sensitiveText, [campaign.practiceId, campaignId])).length > 0;
    const now = this.ground.clock.now();
    campaign.isTriggered = true;
    const changes = campaign.step('send', now);
    await fixContent(unit, campaign, isSensitive, now);
    await unit.em.flush();
    unit.record(id, changes, { objectType: 'EMAIL_CAMPAIGN' });
    const data = { from: 'DRAFT', to: 'SENDING' };
    unit.publish({ type: 'EMAIL_CAMPAIGN_STARTED', objectType: 'EMAIL_CAMPAIGN', objectId: id, data });
  }
}
