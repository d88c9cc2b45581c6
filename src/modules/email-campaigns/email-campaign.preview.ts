import type { RequestContext } from '../../platform/context.js';
import type { RunSql } from '../../platform/database/transaction.js';
import { NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { type ShownCount, suppress } from '../../platform/statistics/privacy.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { PersonRules } from '../consents/consent.rules.js';
import { audienceStatement } from '../deliveries/delivery.freezing.js';
import type { SegmentAudience } from '../segments/segment.audience.js';
import { shownCount } from '../segments/segment.counts.js';
import { type SkipReason, skipReasons } from '../suppressions/suppression.vocabulary.js';
import type { RenderedMessage } from '../templates/message.preparation.js';
import type { MessagePreviews } from '../templates/template.preview.js';
import { audienceOf, type FoundAudience } from './email-campaign.audience.js';
import type { EmailCampaignChecks, ShownReadiness } from './email-campaign.checks.js';
import { isPlainSql } from './email-campaign.figure-sql.js';

/** Whom an email campaign would reach now, and why it would pass the others by. */
export interface AudiencePreview extends ShownCount {
  mailable: number | null;
  skipped: ({ reason: SkipReason } & ShownCount)[];
  isSensitive: boolean;
}

const useCase = useCasesOf('EMAIL_CAMPAIGN');

/** Shows what would be sent, to whom, and what stands in its way, before anything is. */
export class EmailCampaignPreviews {
  readonly #run: RunSql;

  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentAudience,
    private readonly checks: EmailCampaignChecks,
    private readonly messages: MessagePreviews,
  ) {
    this.#run = segments.reading();
  }

  /** The message as this person would get it, or somebody made up. @throws NotFoundError, ForbiddenError, ValidationError. */
  rendered(ctx: RequestContext, id: string, raw: unknown): Promise<RenderedMessage> {
    const reading = useCase('emailCampaignPreview', 'emailCampaign:read', 'READ', id);
    return observe(this.ground, ctx, reading, async () => {
      const { content, issues } = await this.checks.ofMessage(this.#run, ctx.practiceId, id);
      const standing = issues.filter(({ code }) => unreadable.has(code));
      if (standing.length > 0) throw new ValidationError(standing);
      const person = raw ? parse(PersonRules, raw) : null;
      const value = await this.messages.render(ctx, { ...content, purpose: content.purpose ?? 'COMMERCIAL' }, person);
      return { value, report: { ids: person ? [id, person.id] : [id] } };
    });
  }

  /** All that stands in its way. @throws NotFoundError */
  readiness(ctx: RequestContext, id: string): Promise<ShownReadiness> {
    const reading = useCase('emailCampaignReadiness', 'emailCampaign:read', 'READ', id);
    return observe(this.ground, ctx, reading, async () => {
      return { value: await this.checks.shown(ctx.practiceId, id), report: { ids: [id] } };
    });
  }

  /** Counts of its audience as it is now, as far as the viewer may know. @throws NotFoundError */
  audience(ctx: RequestContext, id: string): Promise<AudiencePreview> {
    const reading = useCase('emailCampaignAudience', 'emailCampaign:read', 'READ', id);
    return observe(this.ground, ctx, reading, async () => {
      const isPlain = await this.#isPlain(ctx.practiceId, id);
      const audience = await audienceOf(this.#run, this.segments, ctx.practiceId, id);
      const counts = await this.#counts(audience);
      const isRestricted = audience.isSensitive && !canKnowSensitiveMembers(ctx.signedIn);
      const value = { ...shown(counts, isRestricted, isPlain), isSensitive: audience.isSensitive };
      return { value, report: { ids: [id] } };
    });
  }

  async #isPlain(practiceId: string, id: string): Promise<boolean> {
    const text = `select ${isPlainSql('e')} as plain from email_campaigns e
      where e.practice_id = $1 and e.id = $2 and e.deleted_at is null`;
    const [row] = isId(id) ? await this.#run<{ plain: boolean }>(text, [practiceId, id]) : [];
    if (!row) throw new NotFoundError('EMAIL_CAMPAIGN');
    return row.plain;
  }

  async #counts(audience: FoundAudience): Promise<Map<string, number>> {
    const { text, values } = audienceStatement(audience);
    const counted = `select coalesce(a.reason, 'MAILABLE') as reason, count(*)::int as count from (${text}) a group by 1`;
    const rows = await this.#run<{ reason: string; count: number }>(counted, values);
    return new Map(rows.map(({ reason, count }) => [reason, count]));
  }
}

/** What a message can't be written out with. */
const unreadable = new Set([
  'CONTENT_MISSING',
  'TEMPLATE_NOT_PUBLISHED',
  'UNKNOWN_VARIABLE',
  'PROTECTED_FIELD',
  'INVALID',
]);

/** The parts give the whole away, so that where one is hidden another is too. */
function shown(
  counts: Map<string, number>,
  isRestricted: boolean,
  isPlain: boolean,
): Omit<AudiencePreview, 'isSensitive'> {
  const parts = ['MAILABLE' as const, ...skipReasons].map(reason => ({ reason, count: counts.get(reason) ?? 0 }));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  // Who adds people of their own, or leaves some out, could count any of them by the difference.
  const whole = isRestricted && !isPlain ? { count: null, isSuppressed: true } : shownCount(total, isRestricted);
  const hides = whole.isSuppressed ? () => true : isRestricted ? undefined : () => false;
  const [mailable, ...skipped] = suppress(parts, hides);
  return { ...whole, mailable: mailable!.count, skipped: skipped as ({ reason: SkipReason } & ShownCount)[] };
}
