import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import { changesTo } from '../../platform/events/changes.js';
import type { PublishedEvent } from '../../platform/events/event.js';
import type { EventHub, Resync } from '../../platform/events/hub.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { auditFailure, useCasesOf } from '../../platform/use-case.js';
import type { CampaignQueries } from './campaign.queries.js';

export const metricsEventKinds = ['CHANGED', 'RESYNC'] as const;

export interface CampaignMetricsEvent {
  /** Everything up to it is in the figures. */
  cursor: string;
  at: Date;
  kind: (typeof metricsEventKinds)[number];
  campaignId: string;
  metrics: PlainRow;
}

/** What can move a figure of some campaign. */
const types = [
  'CAMPAIGN_UPDATED',
  'CAMPAIGN_RESTORED',
  'CAMPAIGN_RECIPIENTS_ADDED',
  'CAMPAIGN_RECIPIENT_REMOVED',
  'CAMPAIGN_EXPENSE_RECORDED',
  'LEAD_CREATED',
  'LEAD_UPDATED',
  'LEAD_DELETED',
  'LEAD_RESTORED',
  'LEAD_CONVERTED',
  'LEAD_MERGED',
  'LEAD_UNMERGED',
  'LEAD_INTERACTION_ADDED',
] as const;

const subject = { operation: 'campaignMetrics', objectType: 'CAMPAIGN' } as const;
const useCase = useCasesOf(subject.objectType);

/** The least time between two events of one campaign, in milliseconds. */
export const metricsPause = 250;

/** The figures of a campaign as they change: always the latest, read from the ledger, never two in one pause. */
export class CampaignMetrics {
  constructor(
    private readonly ground: Ground,
    private readonly hub: EventHub,
    private readonly queries: CampaignQueries,
  ) {}

  /** @throws NotFoundError, ForbiddenError before anything is told. */
  async subscribe(
    ctx: RequestContext,
    campaignId: string,
    after: string | null | undefined,
  ): Promise<AsyncIterable<CampaignMetricsEvent>> {
    // Read before the hub listens, so that nothing that changes from then on goes untold.
    const now = await this.#start(ctx, campaignId);
    const id = campaignId.toLowerCase();
    const teller = new MetricsTeller(this.ground, ctx, id, this.hub, this.queries, after == null ? now : null);
    const subscribing = { ...subject, permission: 'campaign:read' as const, objectIds: [id], after, types };
    return changesTo(this.ground, this.hub, ctx, subscribing, event => teller.tell(event));
  }

  #start(ctx: RequestContext, campaignId: string): Promise<PlainRow> {
    const subscribing = useCase(subject.operation, 'campaign:read', 'SUBSCRIBE', campaignId);
    return auditFailure(this.ground, ctx, subscribing, async () => {
      assertMay(ctx.viewer, 'campaign:read');
      const figures = await this.queries.figures(ctx, campaignId);
      if (!figures) throw new NotFoundError('CAMPAIGN', ['campaignId']);
      return figures;
    });
  }
}

/** What one subscriber has been told so far, and what is left to tell. */
class MetricsTeller {
  /** Events up to it are in the figures told last. */
  #covered = 0n;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ground: Ground,
    private readonly ctx: RequestContext,
    private readonly campaignId: string,
    private readonly hub: EventHub,
    private readonly queries: CampaignQueries,
    /** The figures the subscriber has; null when it is behind. */
    private known: PlainRow | null,
  ) {}

  async tell(event: PublishedEvent | Resync): Promise<CampaignMetricsEvent | null> {
    if ('resync' in event) return this.#latest('RESYNC', this.ground.clock.now());
    const isOfOther = event.objectType === 'CAMPAIGN' && event.objectId !== this.campaignId;
    if (isOfOther || event.sequence <= this.#covered) return null;
    const rest = this.#toldAt + metricsPause - performance.now();
    if (rest > 0) await setTimeout(rest);
    return this.#latest('CHANGED', event.at);
  }

  /** The figures as they are; null when the subscriber has them, or the campaign is gone. */
  async #latest(kind: CampaignMetricsEvent['kind'], at: Date): Promise<CampaignMetricsEvent | null> {
    const { ctx, campaignId } = this;
    // First how far the events are, then the figures: what comes in between is told once more.
    const covered = await this.hub.latestSequence(ctx.practiceId);
    const metrics = await this.queries.figures(ctx, campaignId);
    this.#covered = covered;
    if (!metrics || (kind === 'CHANGED' && isDeepStrictEqual(metrics, this.known))) return null;
    this.known = metrics;
    this.#toldAt = performance.now();
    const read = { ...subject, action: 'READ', outcome: 'SUCCEEDED' } as const;
    await this.ground.audit.append(ctx, { ...read, objectIds: [campaignId] });
    return { cursor: String(covered), at, kind, campaignId, metrics };
  }
}
