import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion } from '../../platform/database/rows.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { ConsentService } from '../consents/consent.service.js';
import { assertMayTell } from './referral.policy.js';
import { ReferralProtection } from './referral.protected.js';
import { ShareReferralOutcome } from './referral.rules.js';
import { lockReferral, namesOf } from './referral.service.js';

const noConsent = 'What became of this person may be told only while the person agrees to OUTCOME_SHARING.';

/** Telling a contact what became of a person, which only that person can allow. */
export class ReferralOutcomes {
  readonly #protection: ReferralProtection;

  constructor(
    private readonly ground: Ground,
    private readonly consents: ConsentService,
  ) {
    this.#protection = new ReferralProtection(ground.cipher);
  }

  /** Notes that the outcome was told. @throws ConflictError CONSENT_REQUIRED, ValidationError REQUIRED without an outcome. */
  share(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    const sharing = useCasesOf('REFERRAL')('shareReferralOutcome', 'referral:update', 'UPDATE', id);
    return change(this.ground, ctx, sharing, async unit => {
      const input = parse(ShareReferralOutcome, raw);
      const referral = await lockReferral(unit, id);
      assertMayTell(ctx.signedIn, input);
      assertVersion(referral, expectedVersion);
      const { leadId, contactId } = referral;
      const isAllowed = leadId && (await this.consents.isLive(unit, { type: 'LEAD', id: leadId }, 'OUTCOME_SHARING'));
      if (!isAllowed) throw new ConflictError('CONSENT_REQUIRED', noConsent, ['id']);
      const changes = this.#protection.apply(referral, input);
      if (!this.#protection.open(referral).outcome) {
        throw ValidationError.at('outcome', 'REQUIRED', 'Say what became of it.');
      }
      const now = this.ground.clock.now();
      changes.outcomeSharedAt = { from: referral.outcomeSharedAt ?? null, to: now };
      Object.assign(referral, { outcomeSharedAt: now, outcomeSharedById: actorId(ctx), updatedAt: now });
      unit.record(namesOf(referral), changes, { details: { sharedWith: contactId } });
      const data = { contactId };
      unit.publish({ type: 'REFERRAL_OUTCOME_SHARED', objectType: 'REFERRAL', objectId: referral.id, data });
      return { id: referral.id };
    });
  }
}
