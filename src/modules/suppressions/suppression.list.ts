import type { RequestContext } from '../../platform/context.js';
import { assertVersion } from '../../platform/database/rows.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { email as emailRules, isId, parse } from '../../platform/validation.js';
import type { MailTopics } from './mail-topic.service.js';
import { canLift } from './suppression.policy.js';
import { CreateSuppression, ImportSuppressions } from './suppression.rules.js';
import type { NewSuppression, SuppressionService } from './suppression.service.js';
import type { SuppressionReason } from './suppression.vocabulary.js';

const useCase = useCasesOf('SUPPRESSION');

export interface ImportedSuppressions {
  added: number;
  alreadyPresent: number;
  /** What is no mail address, by its place in the list. */
  rejected: { index: number; code: 'INVALID_FORMAT' }[];
}

interface Kept {
  id: string;
  version: number;
  address_index: string;
  reason: SuppressionReason;
  topic_key: string;
  lifted_at: Date | null;
}

/** What staff do with the list of those who get no more mail. */
export class SuppressionList {
  constructor(
    private readonly ground: Ground,
    private readonly suppressions: SuppressionService,
    private readonly topics: MailTopics,
  ) {}

  /** Puts an address on the list; one that stands there for this reason stays as it is. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createSuppression', 'suppression:create', 'CREATE'), async unit => {
      const news = this.#news(ctx, parse(CreateSuppression, raw).email, 'ADDED_BY_STAFF');
      await this.suppressions.suppress(unit, news);
      const [row] = await unit.sql<{ id: string }>(
        `select id from suppressions where practice_id = $1 and address_index = $2 and reason = $3 and topic_key = ''
           and lifted_at is null`,
        [ctx.practiceId, news.addressIndex, news.reason],
      );
      return { id: row!.id };
    });
  }

  /** Takes over opt-outs that were kept elsewhere; they are the people's own word, which staff can't take back. */
  import(ctx: RequestContext, raw: unknown): Promise<ImportedSuppressions> {
    return change(this.ground, ctx, useCase('importSuppressions', 'suppression:create', 'IMPORT'), async unit => {
      const { emails, topic } = parse(ImportSuppressions, raw);
      const topicKey = topic ? await this.topics.known(unit, topic) : null;
      const read = emails.map(text => emailRules.safeParse(text));
      const addresses = new Set(read.flatMap(({ data }) => data ?? []));
      const news = [...addresses].map(address => ({ ...this.#news(ctx, address, 'UNSUBSCRIBED'), topicKey }));
      const added = await this.suppressions.suppressAll(unit, news);
      const rejected = read.flatMap(({ success }, index) =>
        success ? [] : [{ index, code: 'INVALID_FORMAT' as const }],
      );
      unit.record([], undefined, { details: { added, rejected: rejected.length } });
      return { added, alreadyPresent: addresses.size - added, rejected };
    });
  }

  /** Takes an address off the list. @throws ConflictError OPT_OUT_STANDS of a person's own word or a dead address. */
  lift(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('liftSuppression', 'suppression:delete', 'UPDATE', id), async unit => {
      const kept = await lockKept(unit, id);
      assertVersion(kept, expectedVersion);
      if (!canLift(kept.reason)) throw new ConflictError('OPT_OUT_STANDS', standing[kept.reason] as string, ['id']);
      if (kept.lifted_at) throw new ConflictError('CONFLICT', 'This suppression is over already.', ['id']);
      const { address_index: addressIndex, reason, topic_key: topicKey } = kept;
      const at = this.ground.clock.now();
      await this.suppressions.lift(unit, { addressIndex, reasons: [reason], topicKey, at, by: 'STAFF' });
      return { id: kept.id };
    });
  }

  #news(ctx: RequestContext, address: string, reason: 'ADDED_BY_STAFF' | 'UNSUBSCRIBED'): NewSuppression {
    const addressIndex = addressIndexOf(this.ground.cipher, ctx.practiceId, address);
    const origin = reason === 'UNSUBSCRIBED' ? 'IMPORT' : 'STAFF';
    return { addressIndex, address, reason, origin, at: this.ground.clock.now() };
  }
}

const ownWord = 'Only a new consent by the person ends this.';
const standing: { [R in SuppressionReason]?: string } = {
  UNSUBSCRIBED: ownWord,
  COMPLAINED: ownWord,
  HARD_BOUNCED: 'Mail to this address comes back; a person who has another one is written to there.',
  ERASED: 'Whoever had this address was erased.',
};

async function lockKept(unit: UnitOfWork, id: string): Promise<Kept> {
  const text = `select id, version, address_index, reason, topic_key, lifted_at from suppressions
    where practice_id = $1 and id = $2 for update`;
  const [row] = isId(id) ? await unit.sql<Kept>(text, [unit.ctx.practiceId, id]) : [];
  if (!row) throw new NotFoundError('SUPPRESSION');
  return row;
}
