import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { criteriaOf, type FilterRule } from '../../platform/reading/criteria.js';
import { is } from '../../platform/reading/filter-rules.js';
import type { ListArgs } from '../../platform/reading/listing.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import type { Statement } from '../../platform/reading/statement.js';
import { normalizeName } from '../../platform/reading/words.js';
import { parse } from '../../platform/validation.js';
import { type MailTopicFilterField, type MailTopicFilterInput, MailTopicFilterRules } from './mail-topic.rules.js';
import { mailTopicShape } from './mail-topic.shape.js';

const byName = [{ field: 'name', direction: 'ASC' }] as const;

const rules: Record<MailTopicFilterField, FilterRule<object>> = {
  name: { sql: (value: string, st: Statement) => `{t}.name_key = ${st.bind(normalizeName(value), 'text')}` },
  isRetired: is('is_retired'),
};

/** Reads the topics of mail. */
export class MailTopicQueries {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const reading = { operation: 'mailTopic', permission: 'mailTopic:read' } as const;
    return this.#reader.one(ctx, reading, mailTopicShape, id, selection);
  }

  /** A page of topics, by name unless told. */
  list(ctx: RequestContext, args: ListArgs<MailTopicFilterInput>, selection: Selection): Promise<Page> {
    const { filter, sort, search: _, ...page } = args;
    const wish = () => ({
      ...page,
      criteria: criteriaOf(rules, parse(MailTopicFilterRules, filter ?? {}), {}),
      sort: sort?.length ? sort : byName,
    });
    const reading = { operation: 'mailTopics', permission: 'mailTopic:read' } as const;
    return this.#reader.list(ctx, reading, mailTopicShape, wish, selection);
  }

  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'mailTopic', mailTopicShape, id, selection);
  }
}
