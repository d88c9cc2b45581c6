import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { ConsentQueries } from '../consent.queries.js';
import type { ConsentService } from '../consent.service.js';
import { RecordConsentInput, WithdrawConsentInput } from './consent.inputs.js';
import { ConsentEventType, ConsentStateType, RecordConsentPayload, WithdrawConsentPayload } from './consent.type.js';
import { PersonInput } from './person.inputs.js';

const howMany = { nullable: true, defaultValue: 100, description: 'How many entries, at most 100.' };
const asOf = { nullable: true, description: 'As of when; now unless given.' };

/** GraphQL door of the ledger of consents. */
@Resolver()
export class ConsentResolver {
  constructor(
    private readonly consents: ConsentService,
    private readonly queries: ConsentQueries,
  ) {}

  @Extensions({ permission: 'consent:read' })
  @Query(() => [ConsentEventType], { description: 'What a person agreed to and took back, newest first.' })
  async consentHistory(
    @Arg('person', () => PersonInput) person: PersonInput,
    @Arg('first', () => Int, howMany) first: number,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return (await this.queries.history(ctx, person, { first }, selectionOf(info))).nodes;
  }

  @Extensions({ permission: 'consentStatus:read' })
  @Query(() => [ConsentStateType], { description: 'What a person agrees to at an instant, by channel and purpose.' })
  consentStatus(
    @Arg('person', () => PersonInput) person: PersonInput,
    @Arg('at', () => DateTime, asOf) at: Date | null,
    @Ctx() ctx: RequestContext,
  ) {
    return this.queries.status(ctx, { person, at });
  }

  @Extensions({ permission: 'consent:create' })
  @Mutation(() => RecordConsentPayload, { description: 'Notes in the ledger that a person agrees to something.' })
  recordConsent(
    @Arg('input', () => RecordConsentInput) input: RecordConsentInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.consents.record(ctx, input);
      return { consent: await this.queries.afterChange(ctx, id, selectionOf(info, 'consent')) };
    });
  }

  @Extensions({ permission: 'consent:create' })
  @Mutation(() => WithdrawConsentPayload, { description: 'Notes in the ledger that a person no longer agrees.' })
  withdrawConsent(
    @Arg('input', () => WithdrawConsentInput) input: WithdrawConsentInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.consents.withdraw(ctx, input);
      return { consent: await this.queries.afterChange(ctx, id, selectionOf(info, 'consent')) };
    });
  }
}
