import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { StaffQueries } from '../staff.queries.js';
import type { SecondFactor } from '../staff.second-factor.js';
import { ConfirmSecondFactorInput, EnrolSecondFactorInput } from './staff.inputs.js';
import { ConfirmSecondFactorPayload, EnrolSecondFactorPayload } from './staff.payloads.js';

/** The GraphQL door of the second factor. */
@Resolver()
export class SecondFactorResolver {
  constructor(
    readonly secondFactor: SecondFactor,
    readonly queries: StaffQueries,
  ) {}

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => EnrolSecondFactorPayload, {
    description: 'Makes a secret for an authenticator app; confirm it next.',
  })
  enrolSecondFactor(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => EnrolSecondFactorInput, { nullable: true, description: 'The code, where one is needed.' })
    input?: EnrolSecondFactorInput,
  ) {
    return payload(() => this.secondFactor.enrol(ctx, input));
  }

  @Extensions({ permission: 'signedIn' })
  @Mutation(() => ConfirmSecondFactorPayload, { description: 'From now on signing in takes a code as well.' })
  confirmSecondFactor(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => ConfirmSecondFactorInput, { description: 'The code, where one is needed.' })
    input: ConfirmSecondFactorInput,
  ) {
    return payload(async () => {
      await this.secondFactor.confirm(ctx, input);
      return { viewer: await this.queries.describe(ctx.signedIn) };
    });
  }
}
