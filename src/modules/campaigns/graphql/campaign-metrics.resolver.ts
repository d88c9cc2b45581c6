import { Arg, Extensions, Field, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { FiguresEventType } from '../../../platform/graphql/figures-event.type.js';
import { openedBy } from '../../../platform/graphql/stream.js';
import type { CampaignMetrics, CampaignMetricsEvent } from '../campaign.metrics.js';
import { CampaignMetricsType } from './campaign-parts.type.js';

@ObjectType('CampaignMetricsEvent', { simpleResolvers: true, description: 'The figures of a campaign after a change.' })
export class CampaignMetricsEventType extends FiguresEventType {
  @Field(() => ID, { description: 'Of which campaign.' })
  campaignId!: string;

  @Field(() => CampaignMetricsType, { description: 'The figures, as they are now.' })
  metrics!: CampaignMetricsType;
}

/** GraphQL door of what comes of a campaign, as it comes. */
@Resolver()
export class CampaignMetricsResolver {
  constructor(private readonly metrics: CampaignMetrics) {}

  @Extensions({ permission: 'campaign:read' })
  @Subscription(() => CampaignMetricsEventType, {
    subscribe: openedBy('openCampaignMetrics'),
    description:
      'The figures of a campaign as they change, at most once in 250 milliseconds; with `after`, what was missed comes first.',
  })
  campaignMetrics(
    @Root() event: CampaignMetricsEvent,
    @Arg('campaignId', () => ID) _: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that was seen.' })
    _after: string,
  ) {
    return event;
  }

  openCampaignMetrics(ctx: RequestContext, args: { campaignId: string; after?: string | null }) {
    return this.metrics.subscribe(ctx, args.campaignId, args.after);
  }
}
