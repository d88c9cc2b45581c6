import type { RequestContext } from '../../platform/context.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf, type FilterRule } from '../../platform/reading/criteria.js';
import { oneOfIds, oneOfText, within } from '../../platform/reading/filter-rules.js';
import type { ListArgs } from '../../platform/reading/listing.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import { normalizeName } from '../../platform/reading/words.js';
import { parse } from '../../platform/validation.js';
import {
  type SuppressionFilterField,
  type SuppressionFilterInput,
  SuppressionFilterRules,
} from './suppression.rules.js';
import { suppressionShape } from './suppression.shape.js';

const newestFirst = [{ field: 'suppressedAt', direction: 'DESC' }] as const;

interface Tools {
  indexOf(email: string): string;
}

const rules: Record<SuppressionFilterField, FilterRule<Tools>> = {
  reason: oneOfText('reason'),
  origin: oneOfText('origin'),
  emailCampaignId: oneOfIds('email_campaign_id'),
  suppressedAt: within('suppressed_at'),
  isLive: { sql: (value: boolean) => `{t}.lifted_at is ${value ? 'null' : 'not null'}` },
  email: { sql: (value: string, st, { indexOf }) => `{t}.address_index = ${st.bind(indexOf(value), 'text')}` },
  topic: {
    sql: (value: string, st) =>
      `{t}.topic_key = coalesce((select m.key from mail_topics m where m.practice_id = {practice}
        and m.name_key = ${st.bind(normalizeName(value), 'text')}), ${st.bind(normalizeName(value), 'text')})`,
  },
};

/** Reads who gets no more mail. */
export class SuppressionQueries {
  readonly #reader: Reader;

  constructor(private readonly ground: Ground) {
    this.#reader = new Reader(ground);
  }

  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const reading = { operation: 'suppression', permission: 'suppression:read' } as const;
    return this.#reader.one(ctx, reading, suppressionShape, id, selection);
  }

  /** A page of suppressions, newest first unless told; those that were lifted too. */
  list(ctx: RequestContext, args: ListArgs<SuppressionFilterInput>, selection: Selection): Promise<Page> {
    const { filter, sort, search: _, ...page } = args;
    const tools = { indexOf: (email: string) => addressIndexOf(this.ground.cipher, ctx.practiceId, email) };
    const wish = () => ({
      ...page,
      criteria: criteriaOf(rules, parse(SuppressionFilterRules, filter ?? {}), tools),
      sort: sort?.length ? sort : newestFirst,
    });
    const reading = { operation: 'suppressions', permission: 'suppression:read' } as const;
    return this.#reader.list(ctx, reading, suppressionShape, wish, selection);
  }

  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'suppression', suppressionShape, id, selection);
  }
}
