import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import { type FrozenAudience, freezeAudience } from '../deliveries/delivery.freezing.js';
import { progressOf } from '../deliveries/delivery.ledger.js';
import type { SegmentAudience } from '../segments/segment.audience.js';
import { prepareMessage } from '../templates/message.preparation.js';
import { TrackedLinks } from '../tracking/tracking.links.js';
import { audienceOf } from './email-campaign.audience.js';
import { EmailCampaignContent } from './email-campaign.content.js';
import { EmailCampaign } from './email-campaign.entity.js';
import { type CampaignPlace, type SenderSteps, workerUseCase } from './email-campaign.sender-steps.js';

/** One worker at a time sees to one campaign; another one passes it by. */
const due = `select id, practice_id as "practiceId" from email_campaigns
  where status = 'SENDING' and frozen_at is null and deleted_at is null order by sending_since, id`;
const hold = `select id from email_campaigns
  where id = $1 and status = 'SENDING' and frozen_at is null and deleted_at is null for update skip locked`;

/** What keeps a campaign from being frozen; a person has to see to it. */
class UnfitContentError extends Error {}

/** Fixes, once sending begins, what is sent and to whom: in one transaction, so that there is all of it or nothing. */
export class EmailCampaignFreezing {
  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentAudience,
    private readonly steps: SenderSteps,
  ) {}

  /** Freezes what waits for it; answers how many email campaigns. */
  async run(): Promise<number> {
    const { rows } = await this.ground.database.query<CampaignPlace>(due);
    let count = 0;
    for (const campaign of rows) count += Number(await this.#freezeOrHold(campaign));
    return count;
  }

  async #freezeOrHold(campaign: CampaignPlace): Promise<boolean> {
    try {
      const frozen = await this.#freeze(campaign);
      // Without it the plans of the first claims would be those of an empty table.
      if (frozen && frozen.recipients > 1_000) await this.ground.database.query('analyze deliveries');
      return frozen !== null;
    } catch (error) {
      if (!(error instanceof UnfitContentError)) {
        this.ground.logger.error({ err: error, emailCampaignId: campaign.id }, 'an audience could not be frozen');
        return false;
      }
      return this.steps.hold(campaign, { code: 'CHECKS_FAILED', message: error.message });
    }
  }

  #freeze({ id, practiceId }: CampaignPlace): Promise<FrozenAudience | null> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const useCase = workerUseCase('freezeEmailCampaign', 'emailCampaign:send', 'UPDATE', id);
    return transact(this.ground, ctx, useCase, async unit => {
      if ((await unit.sql(hold, [id])).length === 0) return null;
      const campaign = await lockRow(unit, EmailCampaign, id);
      const audience = await audienceOf(unit.sql.bind(unit), this.segments, practiceId, id);
      await fixContent(unit, campaign!, audience.isSensitive, this.ground.clock.now());
      const frozen = await freezeAudience(unit.sql.bind(unit), { ...audience, purpose: campaign!.purpose! });
      unit.record(id, undefined, { details: { ...frozen } });
      unit.publish(progressOf(id));
      return frozen;
    });
  }
}

/**
 * Fixes what is sent. Tracking is off where who is in the audience tells of a protected field: clicks would name them.
 * @throws UnfitContentError
 */
export async function fixContent(
  unit: UnitOfWork,
  campaign: EmailCampaign,
  isSensitive: boolean,
  now: Date,
): Promise<void> {
  const run = unit.sql.bind(unit);
  const resolved = await EmailCampaignContent.resolve(run, campaign.practiceId, campaign.id);
  const { content, purpose, templateVersion, missing } = resolved;
  if (missing.length > 0 || !purpose) throw new UnfitContentError('It has no content or no purpose.');
  const tracking = isSensitive ? { opens: false, clicks: false } : campaign.tracking;
  Object.assign(campaign, { purpose, tracking, isSensitive, frozenAt: now, updatedAt: now });
  campaign.frozenContent = { ...content, templateVersion };
  const { links } = prepared({ content, purpose, tracking });
  await TrackedLinks.of(run, campaign.practiceId, campaign.id, links);
}

type Content = Pick<Parameters<typeof prepareMessage>[0], 'content' | 'purpose'> & {
  tracking: { opens: boolean; clicks: boolean };
};

/** The links of a content do not depend on who writes. */
function prepared({ content, purpose, tracking }: Content) {
  const practice = { name: '', phone: null, postalAddress: null };
  try {
    return prepareMessage({ content, purpose, practice, tracksLinks: tracking.clicks, tracksOpens: tracking.opens });
  } catch (error) {
    throw new UnfitContentError(`Its content can't be read: ${(error as Error).message}`);
  }
}
