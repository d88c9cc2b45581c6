import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { nameSegments } from '../campaigns/campaign.segments.js';
import type { MailTopics } from '../suppressions/mail-topic.service.js';
import { contentIssues } from '../templates/message.content.js';
import { EmailCampaign, type EmailCampaignDetails } from './email-campaign.entity.js';
import { isOver } from './email-campaign.policy.js';
import { nameRecipients, segmentPlace } from './email-campaign.recipients.js';
import { assertUnsent, lockEmailCampaign } from './email-campaign.rows.js';
import {
  CreateEmailCampaign,
  type CreateEmailCampaignInput,
  UpdateEmailCampaign,
  type UpdateEmailCampaignInput,
} from './email-campaign.rules.js';
import type { Tracking } from './email-campaign.vocabulary.js';

const useCase = useCasesOf('EMAIL_CAMPAIGN');
const eventOf = (type: string, objectId: string) => ({ type, objectType: 'EMAIL_CAMPAIGN', objectId });

/** The use cases of what an email campaign is; its states, its test and its figures stand beside it. */
export class EmailCampaignService {
  constructor(
    private readonly ground: Ground,
    private readonly topics: MailTopics,
  ) {}

  /** Adds an email campaign, as a draft. @throws ValidationError at its content, people, segments, template. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createEmailCampaign', 'emailCampaign:create', 'CREATE'), async unit => {
      const input = parse(CreateEmailCampaign, raw);
      const base = { ...newRow(ctx, this.ground.clock.now()), status: 'DRAFT', isOnLegalHold: false } as const;
      const flags = { isSensitive: false, isTriggered: false, tracking: await trackingOf(unit) };
      const campaign = Object.assign(new EmailCampaign(), { ...base, ...flags });
      await this.#describe(unit, campaign, input);
      unit.em.persist(campaign);
      await unit.em.flush();
      await this.#address(unit, campaign, input);
      unit.record(campaign.id);
      unit.publish(eventOf('EMAIL_CAMPAIGN_CREATED', campaign.id));
      return { id: campaign.id };
    });
  }

  /** Changes the fields that are present. @throws ConflictError EMAIL_CAMPAIGN_SENT, StaleVersionError, NotFoundError. */
  update(ctx: RequestContext, id: string, raw: unknown, expected?: number | null): Promise<{ id: string }> {
    const updating = useCase('updateEmailCampaign', 'emailCampaign:update', 'UPDATE', id);
    return change(this.ground, ctx, updating, async unit => {
      const input = parse(UpdateEmailCampaign, raw);
      const campaign = await lockEmailCampaign(unit, id);
      assertVersion(campaign, expected);
      await assertUnsent(unit, campaign);
      const changes = {
        ...(await this.#describe(unit, campaign, input)),
        ...(await this.#address(unit, campaign, input)),
      };
      unit.record(campaign.id, changes);
      const fields = Object.keys(changes);
      if (fields.length === 0) return { id: campaign.id };
      campaign.updatedAt = this.ground.clock.now();
      unit.publish({ ...eventOf('EMAIL_CAMPAIGN_UPDATED', campaign.id), data: { fields } });
      return { id: campaign.id };
    });
  }

  /** Takes an email campaign out of sight. @throws ConflictError EMAIL_CAMPAIGN_SENT. */
  delete(ctx: RequestContext, id: string, expected?: number | null): Promise<{ id: string }> {
    const deleting = useCase('deleteEmailCampaign', 'emailCampaign:delete', 'DELETE', id);
    return change(this.ground, ctx, deleting, async unit => {
      const campaign = await lockEmailCampaign(unit, id);
      assertVersion(campaign, expected);
      await assertUnsent(unit, campaign);
      campaign.remove(actorId(ctx), this.ground.clock.now());
      unit.record(campaign.id);
      unit.publish(eventOf('EMAIL_CAMPAIGN_DELETED', campaign.id));
      return { id: campaign.id };
    });
  }

  /** Brings a deleted email campaign back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    const restoring = useCase('restoreEmailCampaign', 'emailCampaign:restore', 'RESTORE', id);
    return change(this.ground, ctx, restoring, async unit => {
      const now = this.ground.clock.now();
      const campaign = await lockRestorable(unit, EmailCampaign, id, now);
      unit.record(campaign.id, campaign.comeBack(now));
      unit.publish(eventOf('EMAIL_CAMPAIGN_RESTORED', campaign.id));
      return { id: campaign.id };
    });
  }

  /** Puts away an email campaign that is over, or takes it out again. @throws ConflictError CONFLICT. */
  archive(ctx: RequestContext, id: string, isArchived: boolean, expected?: number | null): Promise<{ id: string }> {
    const word = isArchived ? 'archiveEmailCampaign' : 'unarchiveEmailCampaign';
    return change(this.ground, ctx, useCase(word, 'emailCampaign:update', 'UPDATE', id), async unit => {
      const campaign = await lockEmailCampaign(unit, id);
      assertVersion(campaign, expected);
      if (!isOver(campaign.status)) {
        throw new ConflictError('CONFLICT', 'Only an email campaign that is SENT or CANCELLED is put away.', [
          'status',
        ]);
      }
      const changes = campaign.putAway(isArchived, this.ground.clock.now());
      unit.record(campaign.id, changes);
      const data = { fields: Object.keys(changes) };
      if (data.fields.length > 0) unit.publish({ ...eventOf('EMAIL_CAMPAIGN_UPDATED', campaign.id), data });
      return { id: campaign.id };
    });
  }

  /** What it says, and of what it is part. */
  async #describe(
    unit: UnitOfWork,
    campaign: EmailCampaign,
    input: UpdateEmailCampaignInput | CreateEmailCampaignInput,
  ) {
    const { segmentIds: _s, excludeSegmentIds: _x, recipients: _r, tracking, topic, ...plain } = input;
    const details: EmailCampaignDetails = {
      ...(plain as EmailCampaignDetails),
      tracking: tracking === undefined ? undefined : await mergedTracking(unit, campaign.tracking, tracking),
      topicKey: typeof topic === 'string' ? await this.topics.known(unit, topic) : topic,
    };
    const issues = contentIssues(plain);
    if (issues.length > 0) throw new ValidationError(issues);
    const { topicKey, ...changes } = campaign.applyDetails(details);
    if (changes.campaignId) await assertThere(unit, 'campaigns', campaign.campaignId, 'campaignId', 'campaign');
    if (changes.templateId) await assertThere(unit, 'email_templates', campaign.templateId, 'templateId', 'template');
    return { ...withoutBodies(changes), ...(topicKey ? { topic: topicKey } : {}) };
  }

  /** Whom it is for. */
  async #address(unit: UnitOfWork, { id }: EmailCampaign, input: UpdateEmailCampaignInput): Promise<AuditChanges> {
    const segments = await nameSegments(unit, id, input, segmentPlace);
    return { ...segments, ...(await nameRecipients(unit, id, input.recipients)) };
  }
}

/** The log hears that a body changed, and not every word of both. */
function withoutBodies(changes: AuditChanges): AuditChanges {
  const bodies = ['html', 'text'].filter(part => part in changes);
  return { ...changes, ...Object.fromEntries(bodies.map(part => [part, true])) };
}

async function trackingOf(unit: UnitOfWork): Promise<Tracking> {
  const [practice] = await unit.sql<{ tracking: Tracking }>(
    'select tracking_default as tracking from practices where id = $1',
    [unit.ctx.practiceId],
  );
  return practice!.tracking;
}

/** What is not said of tracking stays; null goes back to what the practice does. */
async function mergedTracking(
  unit: UnitOfWork,
  before: Tracking,
  given: { [K in keyof Tracking]?: boolean | null } | null,
) {
  if (given === null) return trackingOf(unit);
  return { opens: given.opens ?? before.opens, clicks: given.clicks ?? before.clicks };
}

async function assertThere(unit: UnitOfWork, table: string, id: string | null, field: string, word: string) {
  if (id === null) return;
  const rows = await unit.sql(
    `select 1 from ${table} where practice_id = $1 and id = $2 and deleted_at is null for key share`,
    [unit.ctx.practiceId, id],
  );
  if (rows.length === 0) throw ValidationError.at(field, 'NOT_FOUND', `There is no such ${word}.`);
}
