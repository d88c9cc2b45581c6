import { Arg, Extensions, Field, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { FiguresEventType } from '../../../platform/graphql/figures-event.type.js';
import { openedBy } from '../../../platform/graphql/stream.js';
import { CampaignMetricsType } from '../../campaigns/graphql/campaign-parts.type.js';
import type { EmailCampaignMetrics, EmailCampaignMetricsEvent } from '../email-campaign.metrics.js';
import type { EmailCampaignStatus } from '../email-campaign.status.js';
import { EmailCampaignMetricsType } from './email-campaign-metrics.type.js';
import { EmailCampaignStatuses } from './email-campaign-words.type.js';

const description = 'What became of the mail of all its email campaigns together.';
Field(() => EmailCampaignMetricsType, { description })(CampaignMetricsType.prototype, 'mail');

@ObjectType('EmailCampaignMetricsEvent', {
  simpleResolvers: true,
  description: 'The figures of an email campaign after a change.',
})
export class EmailCampaignMetricsEventType extends FiguresEventType {
  @Field(() => ID, { description: 'Of which email campaign.' })
  emailCampaignId!: string;

  @Field(() => EmailCampaignStatuses, { description: 'Where it stands now.' })
  status!: EmailCampaignStatus;

  @Field(() => EmailCampaignMetricsType, { description: 'The figures, as they are now.' })
  metrics!: EmailCampaignMetricsType;
}

/** GraphQL door of what becomes of mail, as it does. */
@Resolver()
export class EmailCampaignMetricsResolver {
  constructor(private readonly metrics: EmailCampaignMetrics) {}

  @Extensions({ permission: 'emailCampaign:read' })
  @Subscription(() => EmailCampaignMetricsEventType, {
    subscribe: openedBy('openEmailCampaignMetrics'),
    description:
      'The figures and the status of an email campaign as they change, at most once in 250 milliseconds; with `after`, what was missed comes first.',
  })
  emailCampaignMetrics(
    @Root() event: EmailCampaignMetricsEvent,
    @Arg('emailCampaignId', () => ID) _: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that was seen.' })
    _after: string,
  ) {
    return event;
  }

  openEmailCampaignMetrics(ctx: RequestContext, args: { emailCampaignId: string; after?: string | null }) {
    return this.metrics.subscribe(ctx, args.emailCampaignId, args.after);
  }
}
