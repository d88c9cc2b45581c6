import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { Reader } from '../../platform/reading/reader.js';
import { type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import type { Statement } from '../../platform/reading/statement.js';
import type { DuplicateMatch } from './lead.duplicates.js';
import { leadShape } from './lead.shape.js';

const reading = { operation: 'leadDuplicates', permission: 'lead:read' } as const;

/** Reads the leads that seem to be one person with another, all in one statement. */
export class LeadCandidates {
  readonly #reader: Reader;

  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** The matches with their leads; one that the viewer may not see is left out. */
  async read(ctx: RequestContext, matches: DuplicateMatch[], selection: Selection): Promise<PlainRow[]> {
    // A program may add leads without seeing any.
    if (matches.length === 0 || scopeOf(ctx.signedIn, 'lead:read') === 'NONE') return [];
    const ids = matches.map(match => match.id);
    const wish = () => ({
      first: ids.length,
      sort: [{ field: 'createdAt', direction: 'ASC' }] as const,
      criteria: {
        groups: new Set<string>(),
        fields: [],
        write: (st: Statement) => [`{t}.id = any(${st.bind(ids, 'uuid[]')})`],
      },
    });
    const wanted = selection.fields.size > 0 ? selection : select(['id']);
    const { nodes } = await this.#reader.list(ctx, reading, leadShape, wish, wanted);
    const byId = new Map(nodes.map(row => [row.id, row]));
    return matches.flatMap(match => (byId.has(match.id) ? [{ ...match, lead: byId.get(match.id) }] : []));
  }
}
