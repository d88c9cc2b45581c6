import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { OrganizationQueries } from '../organization.queries.js';
import { CreateOrganization, UpdateOrganization } from '../organization.rules.js';
import type { OrganizationService } from '../organization.service.js';
import { OrganizationListQuery, organizationListArgs } from './organization.list-query.js';
import { OrganizationAnswer, organizationSelection } from './organization.presenter.js';

const tag = 'Organizations';

/** REST door of organizations. */
export class OrganizationRoutes {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly queries: OrganizationQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    const wanted = listSelection(organizationSelection);
    return listed(call, await this.queries.list(ctx, organizationListArgs(call), wanted), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, organizationSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.organizations.create(ctx, body);
    const organization = await this.queries.afterChange(ctx, id, organizationSelection);
    return created(present(organization ?? { id }), `/api/v1/organizations/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.organizations.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.organizations.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.organizations.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  /** Who may change an organization need not see it: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const organization = await this.queries.afterChange(ctx, id, organizationSelection);
    return organization ? one(present(organization)) : noContent();
  }
}

export function organizationRoutes(door: OrganizationRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/organizations', operation: 'organizations', tag, isList: true },
      permission: 'organization:read',
      summary: 'The organizations that the practice knows, newest first',
      query: OrganizationListQuery,
      answer: OrganizationAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/organizations', operation: 'createOrganization', tag, status: 201 },
      permission: 'organization:create',
      summary: 'Adds an organization',
      body: CreateOrganization,
      answer: OrganizationAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/organizations/:id', operation: 'organization', tag },
      permission: 'organization:read',
      summary: 'One organization',
      answer: OrganizationAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/organizations/:id', operation: 'updateOrganization', tag },
      permission: 'organization:update',
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateOrganization,
      answer: OrganizationAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/organizations/:id', operation: 'deleteOrganization', tag, status: 204 },
      permission: 'organization:delete',
      summary: 'Deletes an organization that no contact belongs to; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/organizations/:id/restore', operation: 'restoreOrganization', tag },
      permission: 'organization:restore',
      summary: 'Brings a deleted organization back',
      answer: OrganizationAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
  ];
}
