import type { Permission } from '../access/role-matrix.js';
import { type OwnedRow, scopeOf, type Viewer } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { type Page, type PlainRow, type Selection, select } from '../reading/selection.js';
import type { ReadReport } from '../use-case.js';
import { changesTo } from './changes.js';
import type { PublishedEvent } from './event.js';
import type { EventHub, Resync } from './hub.js';

/** The rows of one noun that a subscription tells of. Its table has assigned_to_id, created_by_id and deleted_at. */
export interface ChangingRows<Kind extends string> {
  /** `leadChanged`: the same word in the subscription and the audit log. */
  operation: string;
  permission: Permission;
  objectType: string;
  table: string;
  /** Types of the events, and RESYNC. */
  kinds: readonly Kind[];
  /** The one after which the row can't be read. */
  deletion: Kind;
  canSee(viewer: Viewer, row: OwnedRow): boolean;
  queries: {
    told(ctx: RequestContext, id: string, selection: Selection): Promise<{ row: PlainRow | null; report: ReadReport }>;
    list(ctx: RequestContext, args: { first: number }, selection: Selection): Promise<Page>;
  };
}

/** Something that happened to a row, and the row as its subscriber may see it now. */
export interface RowChange<Kind extends string> {
  cursor: string;
  at: Date;
  kind: Kind | 'RESYNC';
  id: string | null;
  row: PlainRow | null;
  /** Only of RESYNC: how many rows the viewer sees now. */
  totalCount: number | null;
}

/** What happens to rows, told to each subscriber as far as it may see the row when it is told. */
export class RowChanges<Kind extends string> {
  constructor(
    private readonly ground: Ground,
    private readonly hub: EventHub,
    private readonly rows: ChangingRows<Kind>,
  ) {}

  /** Events after a cursor, then those to come. Resolves once nothing from then on can be missed. */
  subscribe(
    ctx: RequestContext,
    after: string | null | undefined,
    selection: Selection,
  ): Promise<AsyncIterable<RowChange<Kind>>> {
    const { operation, permission, objectType, kinds: types } = this.rows;
    const wanted = { operation, permission, objectType, after, types };
    return changesTo(this.ground, this.hub, ctx, wanted, event => this.#tell(ctx, event, selection));
  }

  async #tell(
    ctx: RequestContext,
    event: PublishedEvent | Resync,
    selection: Selection,
  ): Promise<RowChange<Kind> | null> {
    if ('resync' in event) return this.#resync(ctx, event);
    const { type, objectId: id, at, sequence } = event;
    const change = { cursor: String(sequence), at, kind: type as Kind, id, row: null, totalCount: null };
    if (type === this.rows.deletion) return this.#mayHear(ctx, event) ? change : null;
    const wanted = selection.fields.size > 0 ? selection : select(['id']);
    const { row, report } = await this.rows.queries.told(ctx, id, wanted);
    if (!row) return (await this.#wasHeard(ctx, id)) ? change : null;
    const { operation, objectType } = this.rows;
    const { ids: objectIds, details, reason } = report;
    const read = { operation, objectType, action: 'READ', objectIds, details, reason, outcome: 'SUCCEEDED' } as const;
    await this.ground.audit.append(ctx, read);
    return { ...change, row };
  }

  /** Whether the viewer could see a row that is gone: by whose it was, which its event remembers. */
  #mayHear(ctx: RequestContext, { data }: PublishedEvent): boolean {
    const { permission, canSee } = this.rows;
    return scopeOf(ctx.signedIn, permission) === 'ALL' || canSee(ctx.signedIn, (data ?? {}) as OwnedRow);
  }

  /** Whether a row that is deleted by now was one that the viewer may hear of. */
  async #wasHeard(ctx: RequestContext, id: string): Promise<boolean> {
    const { rows } = await this.ground.database.query<{ assignedToId: string | null; createdById: string | null }>(
      `select assigned_to_id as "assignedToId", created_by_id as "createdById"
       from ${this.rows.table} where practice_id = $1 and id = $2 and deleted_at is not null`,
      [ctx.practiceId, id],
    );
    return rows[0] !== undefined && this.rows.canSee(ctx.signedIn, rows[0]);
  }

  async #resync(ctx: RequestContext, { sequence }: Resync): Promise<RowChange<Kind>> {
    const page = await this.rows.queries.list(ctx, { first: 1 }, select(['totalCount', { nodes: ['id'] }]));
    const totalCount = page.totalCount ?? 0;
    return { cursor: String(sequence), at: this.ground.clock.now(), kind: 'RESYNC', id: null, row: null, totalCount };
  }
}
