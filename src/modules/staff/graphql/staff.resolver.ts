import { Arg, Ctx, Extensions, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { StaffQueries } from '../staff.queries.js';
import type { StaffService } from '../staff.service.js';
import { CreateStaffMemberInput, UpdateStaffMemberInput } from './staff.inputs.js';
import { CreateStaffMemberPayload, DeactivateStaffMemberPayload, UpdateStaffMemberPayload } from './staff.payloads.js';
import { StaffMemberType } from './staff.type.js';

/** The GraphQL door of accounts. */
@Resolver()
export class StaffResolver {
  constructor(
    readonly staffService: StaffService,
    readonly queries: StaffQueries,
  ) {}

  @Extensions({ permission: 'staff:read' })
  @Query(() => [StaffMemberType], {
    description: 'Everyone with an account at the practice, closed ones too; at most 1000.',
  })
  staff(@Ctx() ctx: RequestContext) {
    return this.queries.staff(ctx);
  }

  @Extensions({ permission: 'staff:create' })
  @Mutation(() => CreateStaffMemberPayload, { description: 'Opens an account.' })
  createStaffMember(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => CreateStaffMemberInput, { description: 'What to set.' }) input: CreateStaffMemberInput,
  ) {
    return payload(async () => {
      const id = await this.staffService.create(ctx, input);
      return { staffMember: await this.queries.member(ctx, id) };
    });
  }

  @Extensions({ permission: 'staff:update' })
  @Mutation(() => UpdateStaffMemberPayload, {
    description: 'Changes an account. New roles, a new password or closing it ends its tokens within seconds.',
  })
  updateStaffMember(
    @Ctx() ctx: RequestContext,
    @Arg('id', () => ID, { description: 'Whose account.' }) id: string,
    @Arg('input', () => UpdateStaffMemberInput, { description: 'What to set.' }) input: UpdateStaffMemberInput,
    @Arg('expectedVersion', () => Int, {
      nullable: true,
      description: 'Refuse when the account has changed since this version.',
    })
    expectedVersion?: number,
  ) {
    return payload(async () => {
      await this.staffService.update(ctx, id, input, expectedVersion);
      return { staffMember: await this.queries.member(ctx, id) };
    });
  }

  @Extensions({ permission: 'staff:delete' })
  @Mutation(() => DeactivateStaffMemberPayload, {
    description: 'Closes an account: its tokens end within seconds, and so do the API keys its holder made.',
  })
  deactivateStaffMember(
    @Ctx() ctx: RequestContext,
    @Arg('id', () => ID, { description: 'Whose account.' }) id: string,
    @Arg('expectedVersion', () => Int, {
      nullable: true,
      description: 'Refuse when the account has changed since this version.',
    })
    expectedVersion?: number,
  ) {
    return payload(async () => {
      await this.staffService.deactivate(ctx, id, expectedVersion);
      return { staffMember: await this.queries.member(ctx, id) };
    });
  }
}
