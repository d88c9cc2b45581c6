import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import type { CampaignExpenses } from '../campaign.expenses.js';
import type { CampaignQueries } from '../campaign.queries.js';
import type { CampaignRecipients } from '../campaign.recipients.js';
import { AddCampaignRecipientsInput, RecordCampaignExpenseInput } from './campaign.inputs.js';
import {
  AddCampaignRecipientsPayload,
  RecordCampaignExpensePayload,
  RemoveCampaignRecipientPayload,
} from './campaign.payloads.js';

/** GraphQL door of whom a campaign reaches and what it costs. */
@Resolver()
export class CampaignLedgerResolver {
  constructor(
    private readonly recipients: CampaignRecipients,
    private readonly expenses: CampaignExpenses,
    private readonly queries: CampaignQueries,
  ) {}

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => AddCampaignRecipientsPayload, { description: 'Adds people, and all who are in segments now.' })
  addCampaignRecipients(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => AddCampaignRecipientsInput) input: AddCampaignRecipientsInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const came = await this.recipients.add(ctx, id, input);
      return { ...came, campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => RemoveCampaignRecipientPayload, {
    description: 'Takes somebody out of a campaign; no segment brings them back.',
  })
  removeCampaignRecipient(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => PersonInput) input: PersonInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.recipients.remove(ctx, id, input);
      return { campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }

  @Extensions({ permission: 'campaign:update' })
  @Mutation(() => RecordCampaignExpensePayload, { description: 'Records money spent, or taken back.' })
  recordCampaignExpense(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => RecordCampaignExpenseInput) input: RecordCampaignExpenseInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const recorded = await this.expenses.record(ctx, id, input);
      const expense = await this.queries.expense(ctx, recorded.id, selectionOf(info, 'expense'));
      return { expense, campaign: await this.queries.afterChange(ctx, id, selectionOf(info, 'campaign')) };
    });
  }
}
