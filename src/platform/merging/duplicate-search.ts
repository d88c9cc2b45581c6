import { type OwnedRow, scopeOf, type Viewer } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import { ForbiddenError, NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { Reader } from '../reading/reader.js';
import { type PlainRow, type Selection, select } from '../reading/selection.js';
import type { Shape } from '../reading/shape.js';
import type { Statement } from '../reading/statement.js';
import { observe, type UseCase } from '../use-case.js';
import { isId } from '../validation.js';
import { columnOf, type DuplicateMatch, type Identity, matchesOf, reasonsOf } from './duplicates.js';

/** What the search for duplicates of one noun goes by; `shape.noun` names the row in a candidate. */
export interface DuplicateNoun<Reason extends string> {
  useCase: UseCase;
  identity: Identity<Reason>;
  shape: Shape;
  /** Whether the viewer may look for the likes of this row. */
  canSee(viewer: Viewer, row: OwnedRow): boolean;
  /** Whether this row may be named to the viewer. */
  canName(viewer: Viewer, row: OwnedRow): boolean;
  /** Who may not see a sign may not learn that two rows share it. */
  maySeeSign(viewer: Viewer, reason: Reason): boolean;
}

/** Finds who may be the same person as a row, and reads them. */
export class DuplicateSearch<Reason extends string> {
  readonly #reader: Reader;

  constructor(
    private readonly ground: Ground,
    private readonly noun: DuplicateNoun<Reason>,
  ) {
    this.#reader = new Reader(ground);
  }

  /** Rows that share a sign with this one and that the viewer may see. */
  list(ctx: RequestContext, id: string): Promise<DuplicateMatch<Reason>[]> {
    const useCase = { ...this.noun.useCase, objectId: isId(id) ? id : undefined };
    return observe(this.ground, ctx, useCase, async () => {
      const value = await this.#matches(ctx.signedIn, id);
      return { value, report: { ids: [id, ...value.map(match => match.id)] } };
    });
  }

  /** The matches with their rows, all in one statement; one that the viewer may not see is left out. */
  async read(ctx: RequestContext, matches: DuplicateMatch[], selection: Selection): Promise<PlainRow[]> {
    const { shape, useCase } = this.noun;
    // A program may add rows without seeing any.
    if (matches.length === 0 || scopeOf(ctx.signedIn, useCase.permission) === 'NONE') return [];
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
    const { nodes } = await this.#reader.list(ctx, useCase, shape, wish, wanted);
    const byId = new Map(nodes.map(row => [row.id, row]));
    return matches.flatMap(match => (byId.has(match.id) ? [{ ...match, [shape.noun]: byId.get(match.id) }] : []));
  }

  async #matches(viewer: Viewer, id: string): Promise<DuplicateMatch<Reason>[]> {
    const { canName, canSee, identity, maySeeSign } = this.noun;
    const own = await this.#own(viewer.practiceId, id);
    if (!canSee(viewer, own)) throw new ForbiddenError();
    const signs = reasonsOf(identity).map((reason, at) =>
      maySeeSign(viewer, reason) ? (own.signs[at] as string | null) : null,
    );
    const query = async <Row>(text: string, values: unknown[]) =>
      (await this.ground.database.query(text, values)).rows as Row[];
    const found = await matchesOf(query, identity, viewer.practiceId, signs, id);
    return found.filter(row => canName(viewer, row)).map(row => ({ id: row.id, matchedOn: row.matchedOn }));
  }

  async #own(practiceId: string, id: string): Promise<OwnedRow & { signs: (string | null)[] }> {
    const { identity } = this.noun;
    if (!isId(id)) throw new NotFoundError(identity.objectType);
    const columns = Object.values(identity.signs).map(property => columnOf(property as string));
    const { rows } = await this.ground.database.query<OwnedRow & { signs: (string | null)[] }>(
      `select array[${columns.join(', ')}] as signs, assigned_to_id as "assignedToId", created_by_id as "createdById"
       from ${identity.table} where practice_id = $1 and id = $2 and deleted_at is null`,
      [practiceId, id],
    );
    if (!rows[0]) throw new NotFoundError(identity.objectType);
    return rows[0];
  }
}
