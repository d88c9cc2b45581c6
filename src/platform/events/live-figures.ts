import type { Permission } from '../access/role-matrix.js';
import { assertMay, type Viewer } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import { NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { auditFailure } from '../use-case.js';
import { isId } from '../validation.js';
import { FiguresTeller } from './figures-teller.js';
import type { EventHub } from './hub.js';

export const figuresEventKinds = ['CHANGED', 'RESYNC'] as const;
export type FiguresEventKind = (typeof figuresEventKinds)[number];

/** What is told of an object's figures. The same object goes to every subscriber that may see the same. */
export type FiguresEvent<Told extends object> = Told & {
  /** Everything up to it is in the figures. */
  cursor: string;
  at: Date;
  kind: FiguresEventKind;
};

/** Figures of one kind of object that a subscription tells of. */
export interface LiveSource<Told extends object> {
  /** `campaignMetrics`: the same word in the subscription and the audit log. */
  operation: string;
  permission: Permission;
  objectType: string;
  /** What the subscription calls the object's id. */
  argument: string;
  /** Types of events that can move a figure. */
  types: readonly string[];
  /** Viewers with the same answer are told the same, and their figures are read once for all. */
  classOf(viewer: Viewer): string;
  /** The figures now, as this viewer may see them; null when the object is not there. Audits nothing. */
  read(ctx: RequestContext, id: string): Promise<Told | null>;
}

/**
 * The figures of objects as they change: the latest ones, never two in one pause. Each object is read once for all
 * who listen to it in this process, so a subscriber costs little more than its messages.
 */
export class LiveFigures<Told extends object> {
  readonly #tellers = new Map<string, FiguresTeller<Told>>();

  constructor(
    private readonly ground: Ground,
    private readonly hub: EventHub,
    private readonly source: LiveSource<Told>,
  ) {}

  /**
   * Resolves once nothing from then on can be missed. Figures are those of many: they are audited here, and not
   * each time they are told. @throws NotFoundError, ForbiddenError before anything is told.
   */
  subscribe(ctx: RequestContext, id: string, after?: string | null): Promise<AsyncIterable<FiguresEvent<Told>>> {
    const { operation, objectType, permission, argument } = this.source;
    const subscribing = { operation, objectType, action: 'SUBSCRIBE' } as const;
    const objectId = isId(id) ? id.toLowerCase() : undefined;
    return auditFailure(this.ground, ctx, { ...subscribing, objectId }, async () => {
      assertMay(ctx.viewer, permission);
      // Read before it listens, so that nothing that changes from then on goes untold.
      const from = await this.hub.latestSequence(ctx.practiceId);
      const known = objectId ? await this.source.read(ctx, objectId) : null;
      if (!known || !objectId) throw new NotFoundError(objectType, [argument]);
      const listener = this.#tellerOf(ctx.practiceId, objectId).join(ctx, { known, from });
      try {
        await this.#catchUp(ctx, objectId, listener, { after: after ?? null, from });
        await this.ground.audit.append(ctx, { ...subscribing, objectIds: [objectId], outcome: 'SUCCEEDED' });
      } catch (error) {
        listener.leave();
        throw error;
      }
      return listener;
    });
  }

  /** Has told what the subscriber missed: since its cursor, or since its figures were read. */
  async #catchUp(
    { practiceId }: RequestContext,
    objectId: string,
    listener: ReturnType<FiguresTeller<Told>['join']>,
    { after, from }: { after: string | null; from: bigint },
  ): Promise<void> {
    await listener.ready;
    const { cursor, isResync } = await this.hub.begin(practiceId, after);
    if (isResync) return listener.want('RESYNC');
    if (after === null) {
      if (cursor > from) listener.want('LATEST');
      return;
    }
    const missed = await this.hub.newest(practiceId, cursor, { ...this.source, objectId });
    if (missed) listener.want('CHANGED', missed);
  }

  #tellerOf(practiceId: string, objectId: string): FiguresTeller<Told> {
    const key = `${practiceId}:${objectId}`;
    const known = this.#tellers.get(key);
    if (known) return known;
    const { hub, source } = this;
    const { clock, logger } = this.ground;
    const teller = new FiguresTeller<Told>({
      hub,
      clock,
      logger,
      source,
      practiceId,
      objectId,
      deserted: () => {
        if (this.#tellers.get(key) === teller) this.#tellers.delete(key);
      },
    });
    this.#tellers.set(key, teller);
    return teller;
  }
}
