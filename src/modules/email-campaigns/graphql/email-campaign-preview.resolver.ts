import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import { RenderedEmailType } from '../../templates/graphql/rendered-email.type.js';
import type { EmailCampaignPreviews } from '../email-campaign.preview.js';
import type { EmailCampaignQueries } from '../email-campaign.queries.js';
import type { EmailCampaignTests } from '../email-campaign.test-mail.js';
import { SendTestEmailInput } from './email-campaign.inputs.js';
import { SendTestEmailPayload } from './email-campaign.payloads.js';
import { EmailCampaignAudienceType, EmailCampaignReadinessType } from './email-campaign-preview.type.js';

/** GraphQL door of what can be seen of an email campaign before it is sent. */
@Resolver()
export class EmailCampaignPreviewResolver {
  constructor(
    private readonly previews: EmailCampaignPreviews,
    private readonly tests: EmailCampaignTests,
    private readonly queries: EmailCampaignQueries,
  ) {}

  @Extensions({ permission: 'emailCampaign:read' })
  @Query(() => RenderedEmailType, {
    nullable: true,
    description:
      'The message as a person would get it, or somebody made up; null when there is no such email campaign.',
  })
  emailCampaignPreview(
    @Arg('id', () => ID) id: string,
    @Arg('person', () => PersonInput, { nullable: true }) person: PersonInput | null,
    @Ctx() ctx: RequestContext,
  ) {
    return orNull(() => this.previews.rendered(ctx, id, person));
  }

  @Extensions({ permission: 'emailCampaign:read' })
  @Query(() => EmailCampaignAudienceType, {
    nullable: true,
    description: 'Whom an email campaign would reach now; null when there is no such one.',
  })
  emailCampaignAudience(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext) {
    return orNull(() => this.previews.audience(ctx, id));
  }

  @Extensions({ permission: 'emailCampaign:read' })
  @Query(() => EmailCampaignReadinessType, {
    nullable: true,
    description: 'What stands in the way of sending an email campaign; null when there is no such one.',
  })
  emailCampaignReadiness(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext) {
    return orNull(() => this.previews.readiness(ctx, id));
  }

  @Extensions({ permission: 'emailCampaign:test' })
  @Mutation(() => SendTestEmailPayload, {
    description: 'Sends the message to at most 10 addresses to look at; no figure counts it.',
  })
  sendTestEmail(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => SendTestEmailInput) input: SendTestEmailInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { results } = await this.tests.send(ctx, id, input);
      return { results, emailCampaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailCampaign')) };
    });
  }
}
