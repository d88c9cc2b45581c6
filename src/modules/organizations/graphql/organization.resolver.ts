import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { OrganizationQueries } from '../organization.queries.js';
import type { OrganizationService } from '../organization.service.js';
import { CreateOrganizationInput, OrganizationsArgs, UpdateOrganizationInput } from './organization.inputs.js';
import {
  CreateOrganizationPayload,
  DeleteOrganizationPayload,
  RestoreOrganizationPayload,
  UpdateOrganizationPayload,
} from './organization.payloads.js';
import { OrganizationConnection, OrganizationType } from './organization.type.js';

const expected = expectedVersion('organization');

/** GraphQL door of organizations. */
@Resolver()
export class OrganizationResolver {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly queries: OrganizationQueries,
  ) {}

  @Extensions({ permission: 'organization:read' })
  @Query(() => OrganizationType, {
    nullable: true,
    description: 'One organization; null when the practice has none with this id.',
  })
  organization(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'organization:read' })
  @Query(() => OrganizationConnection, { name: 'organizations', description: 'The organizations of the practice.' })
  list(
    @Args(() => OrganizationsArgs) args: OrganizationsArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'organization:create' })
  @Mutation(() => CreateOrganizationPayload, { description: 'Adds an organization.' })
  createOrganization(
    @Arg('input', () => CreateOrganizationInput) input: CreateOrganizationInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.organizations.create(ctx, input);
      return { organization: await this.queries.afterChange(ctx, id, selectionOf(info, 'organization')) };
    });
  }

  @Extensions({ permission: 'organization:update' })
  @Mutation(() => UpdateOrganizationPayload, { description: 'Changes the fields of an organization that are given.' })
  updateOrganization(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateOrganizationInput) input: UpdateOrganizationInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.organizations.update(ctx, id, input, expectedVersion);
      return { organization: await this.queries.afterChange(ctx, id, selectionOf(info, 'organization')) };
    });
  }

  @Extensions({ permission: 'organization:delete' })
  @Mutation(() => DeleteOrganizationPayload, {
    description: 'Deletes an organization that no contact belongs to; an owner can restore it for 30 days.',
  })
  deleteOrganization(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const organization = await this.queries.afterChange(ctx, id, selectionOf(info, 'organization'));
      const { id: deletedOrganizationId } = await this.organizations.delete(ctx, id, expectedVersion);
      return { organization, deletedOrganizationId };
    });
  }

  @Extensions({ permission: 'organization:restore' })
  @Mutation(() => RestoreOrganizationPayload, { description: 'Brings a deleted organization back, within 30 days.' })
  restoreOrganization(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.organizations.restore(ctx, id);
      return { organization: await this.queries.afterChange(ctx, id, selectionOf(info, 'organization')) };
    });
  }
}
