import { Field, ObjectType } from 'type-graphql';
import { count, figure } from '../../../platform/graphql/statistics.type.js';
import type { EngagementFigures, Figures, Rates } from '../email-campaign.figures.js';

@ObjectType('MailEngagement', {
  simpleResolvers: true,
  description: 'Opens or clicks. Opens prove little: some mail programs load every picture by themselves.',
})
export class MailEngagementType implements EngagementFigures {
  @count('How many there were.')
  total!: number | null;

  @count('By how many people, or programs in their place.')
  unique!: number | null;

  @count('People of whom one is judged their own.')
  human!: number | null;

  @count("People of whom one is judged a program's.")
  scanner!: number | null;
}

@ObjectType('MailRates', {
  simpleResolvers: true,
  description: 'Shares from 0 to 1; null of nothing, and where a part is hidden.',
})
export class MailRatesType implements Rates {
  @figure('Of those that the provider took, those that arrived.')
  delivered!: number | null;

  @figure('Of those that the provider took, those that came back for good.')
  bounced!: number | null;

  @figure('Of those that the provider took, those that were reported as spam.')
  complained!: number | null;

  @figure('Of those that arrived, those by which somebody unsubscribed.')
  unsubscribed!: number | null;

  @figure('Of those that arrived, those that were opened, by whatever opened them.')
  opens!: number | null;

  @figure('Of those that arrived, those that a person opened, as far as that can be told.')
  humanOpens!: number | null;

  @figure('Of those that arrived, those of which a link was followed, by whatever followed it.')
  clicks!: number | null;

  @figure('Of those that arrived, those of which a person followed a link.')
  humanClicks!: number | null;
}

@ObjectType('EmailCampaignMetrics', {
  simpleResolvers: true,
  description:
    'What became of an email campaign, as its ledger has it. The states from pending to unknown add up to recipients. For who may not see clinical fields of leads, figures of an audience by protected fields are null where they could point at somebody.',
})
export class EmailCampaignMetricsType implements Figures {
  @count('Everyone in its audience, those too who get no mail.')
  recipients!: number | null;

  @count('They wait.')
  pending!: number | null;

  @count('A worker has them.')
  claimed!: number | null;

  @count('They are being handed to the provider.')
  sending!: number | null;

  @count('The provider took them.')
  accepted!: number | null;

  @count('The provider did not take them.')
  rejected!: number | null;

  @count('They were not sent: each with its reason.')
  suppressed!: number | null;

  @count('They were not sent, since the email campaign was cancelled.')
  cancelled!: number | null;

  @count('Nobody knows yet whether the provider took them.')
  unknown!: number | null;

  @count('They arrived.')
  delivered!: number | null;

  @count('They came back for good.')
  bounced!: number | null;

  @count('They came back, and may arrive yet.')
  softBounced!: number | null;

  @count('They were reported as spam.')
  complained!: number | null;

  @count('By them somebody unsubscribed.')
  unsubscribed!: number | null;

  @Field(() => MailEngagementType, { description: 'How they were opened.' })
  opens!: MailEngagementType;

  @Field(() => MailEngagementType, { description: 'How their links were followed.' })
  clicks!: MailEngagementType;

  @Field(() => MailRatesType, { description: 'The figures as shares.' })
  rates!: MailRatesType;
}
