import type { RequestContext } from '../../../platform/context.js';
import { select } from '../../../platform/reading/selection.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { AddInteraction } from '../../interactions/interaction.rules.js';
import { InteractionAnswer, interactionSelection } from '../../interactions/rest/interaction.presenter.js';
import type { LeadDuplicates } from '../lead.duplicates.js';
import type { LeadInteractions } from '../lead.interactions.js';
import type { LeadQueries } from '../lead.queries.js';
import { CreateLead, UpdateLead } from '../lead.rules.js';
import type { LeadService } from '../lead.service.js';
import { LeadListQuery, leadListArgs } from './lead.list-query.js';
import { CreatedLeadAnswer, LeadAnswer, leadSelection } from './lead.presenter.js';

const tag = 'Leads';

/** REST door of leads: the documented addresses. */
export class LeadRoutes {
  constructor(
    private readonly leads: LeadService,
    private readonly queries: LeadQueries,
    private readonly interactions: LeadInteractions,
    private readonly duplicates: LeadDuplicates,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    return listed(call, await this.queries.list(ctx, leadListArgs(call), listSelection(leadSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, leadSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id, possibleDuplicates: found } = await this.leads.create(ctx, body);
    const lead = await this.queries.afterChange(ctx, id, leadSelection);
    const candidates = await this.duplicates.read(ctx, found, select(['id']));
    const possibleDuplicates = candidates.map(({ lead: _, ...match }) => match);
    return created({ ...present(lead ?? { id }), possibleDuplicates }, `/api/v1/leads/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.leads.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.leads.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.leads.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  async addInteraction(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id, leadId } = await this.interactions.add(ctx, params.id as string, body);
    const interaction = await this.interactions.read(ctx, id, interactionSelection);
    return created(present(interaction ?? { id }), `/api/v1/leads/${leadId}`);
  }

  /** A change may put the lead out of the caller's sight: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const lead = await this.queries.afterChange(ctx, id, leadSelection);
    return lead ? one(present(lead)) : noContent();
  }
}

export function leadRoutes(door: LeadRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/leads', operation: 'leads', permission: 'lead:read', tag, isList: true },
      summary: 'The leads that the caller may see, newest first',
      query: LeadListQuery,
      answer: LeadAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/leads', operation: 'createLead', permission: 'lead:create', tag, status: 201 },
      summary: 'Adds a lead and names others that may be the same person',
      body: CreateLead,
      answer: CreatedLeadAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/leads/:id', operation: 'lead', permission: 'lead:read', tag },
      summary: 'One lead',
      answer: LeadAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      // Each group of fields has its own permission; the core asks for those of the fields that change.
      ...{ method: 'put', path: '/leads/:id', operation: 'updateLead', permission: 'signedIn', tag },
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateLead,
      answer: LeadAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/leads/:id', operation: 'deleteLead', permission: 'lead:delete', tag, status: 204 },
      summary: 'Deletes a lead; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/leads/:id/restore', operation: 'restoreLead', permission: 'lead:restore', tag },
      summary: 'Brings a deleted lead back',
      answer: LeadAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'post', path: '/leads/:id/interactions', operation: 'addLeadInteraction', tag, status: 201 },
      permission: 'leadClinical:update',
      summary: 'Adds an interaction; the first outbound one answers a NEW lead',
      body: AddInteraction,
      answer: InteractionAnswer,
      handle: (ctx, request) => door.addInteraction(ctx, request),
    },
  ];
}
