import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow, Selection } from '../../platform/reading/selection.js';
import { Statement } from '../../platform/reading/statement.js';
import { type ShownCount, suppress } from '../../platform/statistics/privacy.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { mailabilityOf } from '../suppressions/suppression.mailability.js';
import { type SkipReason, skipReasons } from '../suppressions/suppression.vocabulary.js';
import type { SegmentAudience } from './segment.audience.js';
import { seesOnlyLargeCounts, shownCount } from './segment.counts.js';
import { type Matching, presentRows, type RunSql, runOf, tableOf } from './segment.matching.js';
import { memberShapes } from './segment.member-shape.js';
import { canAskBy } from './segment.policy.js';
import { protectionOf } from './segment.protection.js';
import type { SegmentQueries } from './segment.queries.js';
import { parseRule } from './segment.rule.js';
import { PreviewSegment } from './segment.rules.js';
import type { RuleTools } from './segment.sql.js';

/** Whom a rule would hold, and how many of them commercial mail could reach now. */
export interface SegmentPreview extends ShownCount {
  mailable: number | null;
  skipped: ({ reason: SkipReason } & ShownCount)[];
  sample: PlainRow[];
}

interface Tally {
  count: number;
  byReason: Map<SkipReason | 'MAILABLE', number>;
}

const sampleSize = 10;
const useCase = useCasesOf('SEGMENT');

/** Tries a rule out without keeping it. */
export class SegmentPreviews {
  constructor(
    private readonly ground: Ground,
    private readonly audience: SegmentAudience,
    private readonly queries: SegmentQueries,
  ) {}

  /**
   * Counts of those a rule holds of, of the viewer's own people where its role reaches no further, and some of them.
   * @throws ForbiddenError for a rule by fields that the viewer may not read.
   */
  async preview(ctx: RequestContext, raw: unknown, selection: Selection | null): Promise<SegmentPreview> {
    const found = await observe(this.ground, ctx, useCase('segmentPreview', 'segment:read', 'READ'), async () => {
      const { appliesTo, rule: given } = parse(PreviewSegment, raw);
      const rule = parseRule(given, appliesTo);
      const { guards, fields } = protectionOf(rule, appliesTo);
      if (!canAskBy(ctx.signedIn, guards)) throw new ForbiddenError('You may not ask by a field you may not see.');
      const run = this.audience.reading();
      const tools = await this.audience.matching.tools(run, ctx.practiceId, appliesTo);
      const matching = await this.audience.matching.byRule(run, rule, tools);
      const isOwn = guards.some(permission => scopeOf(ctx.signedIn, permission) === 'OWN');
      const tally = await this.#tally(ctx, run, isOwn ? narrowed(matching) : matching, tools);
      const segment = { appliesTo, kind: 'DYNAMIC' as const, guards };
      const isRestricted = !isOwn && seesOnlyLargeCounts(ctx.signedIn, segment);
      const value = { ...shown(tally, isRestricted), matching, segment };
      return { value, report: { ids: [], details: { fields, count: tally.count } } };
    });
    const { matching, segment, ...counts } = found;
    const isShown = selection !== null && !counts.isSuppressed;
    return { ...counts, sample: isShown ? await this.#sample(ctx, { matching, segment }, selection) : [] };
  }

  async #sample(ctx: RequestContext, of: Parameters<SegmentQueries['matched']>[1], selection: Selection) {
    const args = { first: sampleSize, operation: 'segmentPreview' };
    return (await this.queries.matched(ctx, of, args, selection)).nodes;
  }

  /** One statement for all: addresses are told apart by hashing, which costs less than sorting the people. */
  async #tally(ctx: RequestContext, run: RunSql, matching: Matching, tools: RuleTools): Promise<Tally> {
    const st = new Statement();
    const at = { ...tools, viewerId: ctx.signedIn.id };
    const { reason, address } = mailabilityOf(tools.appliesTo, { purpose: 'COMMERCIAL' });
    const where = `${presentRows} and ${matching.write(st)}`;
    const text = `select reason, sum(n)::int as count, count(*)::int as addresses from (
        select reason, case when reason is null then address end as address, count(*) as n from (
          select ${reason} as reason, ${address} as address from ${tableOf[tools.appliesTo]} {t} where ${where}
        ) people group by 1, 2
      ) addresses group by 1`;
    const rows = await runOf<{ reason: SkipReason | null; count: number; addresses: number }>(run, at, text, st);
    const byReason: Tally['byReason'] = new Map(rows.map(row => [row.reason ?? 'MAILABLE', row.count]));
    const mailable = rows.find(row => row.reason === null);
    if (mailable) byReason.set('MAILABLE', mailable.addresses);
    byReason.set('DUPLICATE_ADDRESS', mailable ? mailable.count - mailable.addresses : 0);
    return { count: rows.reduce((sum, row) => sum + row.count, 0), byReason };
  }
}

/** The viewer's own people among them. */
const narrowed = ({ appliesTo, write }: Matching): Matching => ({
  appliesTo,
  write: st => `${write(st)} and ${memberShapes[appliesTo].DYNAMIC.own}`,
});

/** The parts give the whole away, so that where one is hidden another is too. */
function shown({ count, byReason }: Tally, isRestricted: boolean) {
  const parts = [...skipReasons, 'MAILABLE' as const].map(reason => ({ reason, count: byReason.get(reason) ?? 0 }));
  const whole = shownCount(count, isRestricted);
  const hidden = whole.isSuppressed
    ? suppress(parts, () => true)
    : suppress(parts, isRestricted ? undefined : () => false);
  const skipped = hidden.filter(part => part.reason !== 'MAILABLE') as ({ reason: SkipReason } & ShownCount)[];
  return { ...whole, mailable: hidden.at(-1)!.count, skipped };
}
