import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { mergedGroup } from '../../platform/database/fields.js';
import { actorId, assertVersion, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import type { CampaignAudience } from './campaign.audience.js';
import { Campaign, type CampaignDetails } from './campaign.entity.js';
import { lockCampaign } from './campaign.rows.js';
import {
  CreateCampaign,
  type CreateCampaignInput,
  UpdateCampaign,
  type UpdateCampaignInput,
} from './campaign.rules.js';
import { nameSegments } from './campaign.segments.js';

const useCase = useCasesOf('CAMPAIGN');
const eventOf = (type: string, objectId: string) => ({ type, objectType: 'CAMPAIGN', objectId });

/** Something of a noun above that left by a campaign, so that it can't be deleted any more. */
export interface CampaignMail {
  isSent(unit: UnitOfWork, campaignId: string): Promise<boolean>;
}

/** The use cases of one campaign; its states, recipients and expenses stand beside it. */
export class CampaignService {
  constructor(
    private readonly ground: Ground,
    private readonly audience: CampaignAudience,
    private readonly mail: CampaignMail,
  ) {}

  /** Adds a campaign, as a draft. @throws ConflictError DUPLICATE when another one has its code. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createCampaign', 'campaign:create', 'CREATE'), async unit => {
      const input = parse(CreateCampaign, raw);
      const campaign = await this.#draft(unit, input);
      await assertActiveStaff(unit, campaign.ownerId, ['ownerId']);
      await assertFreeCode(unit, campaign);
      unit.em.persist(campaign);
      await unit.em.flush();
      await nameSegments(unit, campaign.id, input);
      unit.record(campaign.id);
      unit.publish(eventOf('CAMPAIGN_CREATED', campaign.id));
      return { id: campaign.id };
    });
  }

  async #draft(unit: UnitOfWork, input: CreateCampaignInput): Promise<Campaign> {
    const { ctx } = unit;
    const now = this.ground.clock.now();
    const base = { ...newRow(ctx, now), status: 'DRAFT', isOnLegalHold: false } as const;
    const campaign = Object.assign(new Campaign(), base);
    const mine = ctx.signedIn.kind === 'STAFF' ? ctx.signedIn.id : null;
    const details: CampaignDetails = {
      ...detailsOf(input, null),
      type: input.type ?? 'MULTI_CHANNEL',
      channels: input.channels ?? [],
      hasLiveAudience: input.hasLiveAudience ?? false,
      goals: input.goals ?? [],
      currency: input.budget?.currency ?? (await currencyOf(unit)),
      ownerId: input.ownerId === undefined ? mine : input.ownerId,
    };
    campaign.applyDetails(details, now);
    return campaign;
  }

  /** Changes the fields that are present. @throws StaleVersionError, NotFoundError, ConflictError. */
  update(ctx: RequestContext, id: string, raw: unknown, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateCampaign', 'campaign:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateCampaign, raw);
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      const changes = await this.#revise(unit, campaign, input);
      unit.record(campaign.id, changes);
      const fields = Object.keys(changes);
      if (fields.length === 0) return { id: campaign.id };
      campaign.updatedAt = this.ground.clock.now();
      unit.publish({ ...eventOf('CAMPAIGN_UPDATED', campaign.id), data: { fields } });
      return { id: campaign.id };
    });
  }

  async #revise(unit: UnitOfWork, campaign: Campaign, input: UpdateCampaignInput): Promise<AuditChanges> {
    const details = detailsOf(input, campaign);
    const changes = campaign.applyDetails(details, this.ground.clock.now());
    if ('ownerId' in changes) await assertActiveStaff(unit, campaign.ownerId, ['ownerId']);
    if ('utmCampaign' in changes) await assertFreeCode(unit, campaign);
    if ('currency' in changes) await assertNothingSpent(unit, campaign);
    const segments = await nameSegments(unit, campaign.id, input);
    // Whom an active campaign is to reach besides joins at once, as at its start.
    if (campaign.status === 'ACTIVE' && Object.keys(segments).length > 0) await this.audience.freeze(unit, campaign.id);
    return { ...changes, ...segments };
  }

  /** Takes a campaign out of sight. @throws ConflictError CAMPAIGN_ACTIVE, CAMPAIGN_HAS_SENT_MAIL. */
  delete(ctx: RequestContext, id: string, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteCampaign', 'campaign:delete', 'DELETE', id), async unit => {
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      campaign.remove(actorId(ctx), this.ground.clock.now());
      if (await this.mail.isSent(unit, campaign.id)) throw hasSentMail();
      unit.record(campaign.id);
      unit.publish(eventOf('CAMPAIGN_DELETED', campaign.id));
      return { id: campaign.id };
    });
  }

  /** Puts away a campaign that is not under way, or takes it out again. @throws ConflictError CAMPAIGN_ACTIVE. */
  archive(ctx: RequestContext, id: string, isArchived: boolean, expected?: number | null): Promise<{ id: string }> {
    const word = isArchived ? 'archiveCampaign' : 'unarchiveCampaign';
    return change(this.ground, ctx, useCase(word, 'campaign:update', 'UPDATE', id), async unit => {
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      const changes = campaign.putAway(isArchived, this.ground.clock.now());
      unit.record(campaign.id, changes);
      const fields = Object.keys(changes);
      if (fields.length > 0) unit.publish({ ...eventOf('CAMPAIGN_UPDATED', campaign.id), data: { fields } });
      return { id: campaign.id };
    });
  }

  /** Brings a deleted campaign back within its days. @throws ConflictError NOT_RESTORABLE, DUPLICATE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreCampaign', 'campaign:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const campaign = await lockRestorable(unit, Campaign, id, now);
      await assertFreeCode(unit, campaign);
      unit.record(campaign.id, campaign.comeBack(now));
      unit.publish(eventOf('CAMPAIGN_RESTORED', campaign.id));
      return { id: campaign.id };
    });
  }
}

const hasSentMail = () =>
  new ConflictError('CAMPAIGN_HAS_SENT_MAIL', 'Mail of this campaign was sent: it can only be archived.', ['id']);

/** The columns that an input asks for; what is absent stays, null empties. */
function detailsOf(input: UpdateCampaignInput | CreateCampaignInput, before: Campaign | null): CampaignDetails {
  const { segmentIds: _, excludeSegmentIds: _x, budget, content, channels, goals, ...plain } = input;
  return {
    ...(plain as CampaignDetails),
    channels: channels === null ? [] : channels,
    goals: goals === null ? [] : goals,
    content: content === undefined ? undefined : mergedGroup(before?.content ?? null, content),
    budgetMinor: budget === null ? null : budget?.amountMinor,
    currency: budget?.currency ?? undefined,
  };
}

async function currencyOf(unit: UnitOfWork): Promise<string> {
  const [practice] = await unit.sql<{ currency: string }>('select currency from practices where id = $1', [
    unit.ctx.practiceId,
  ]);
  return practice!.currency;
}

/** Refuses a code that another campaign has: a lead could not be told apart by it. */
async function assertFreeCode(unit: UnitOfWork, { id, practiceId, utmCampaign }: Campaign): Promise<void> {
  if (!utmCampaign) return;
  await unit.sql("select pg_advisory_xact_lock(hashtextextended('campaignCode:' || $1::text || lower($2::text), 0))", [
    practiceId,
    utmCampaign,
  ]);
  const others = await unit.sql(
    `select 1 from campaigns where practice_id = $1 and lower(utm_campaign) = lower($2) and id <> $3 and deleted_at is null`,
    [practiceId, utmCampaign, id],
  );
  if (others.length > 0) throw new ConflictError('DUPLICATE', 'Another campaign has this code.', ['utmCampaign']);
}

/** Refuses to call amounts by another currency than they were spent in. */
async function assertNothingSpent(unit: UnitOfWork, { id, practiceId }: Campaign): Promise<void> {
  const spent = await unit.sql('select 1 from campaign_expenses where practice_id = $1 and campaign_id = $2 limit 1', [
    practiceId,
    id,
  ]);
  if (spent.length === 0) return;
  throw new ConflictError('IN_USE', 'The campaign has expenses in its currency.', ['budget', 'currency']);
}
