import type { RequestContext } from '../../../platform/context.js';
import { select } from '../../../platform/reading/selection.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { AddInteraction } from '../../interactions/interaction.rules.js';
import { InteractionAnswer, interactionSelection } from '../../interactions/rest/interaction.presenter.js';
import type { ContactDuplicates } from '../contact.duplicates.js';
import type { ContactInteractions } from '../contact.interactions.js';
import type { ContactQueries } from '../contact.queries.js';
import { CreateContact, UpdateContact } from '../contact.rules.js';
import type { ContactService } from '../contact.service.js';
import { ContactListQuery, contactListArgs } from './contact.list-query.js';
import { ContactAnswer, CreatedContactAnswer, contactSelection } from './contact.presenter.js';

const tag = 'Contacts';

/** REST door of contacts: the documented addresses. */
export class ContactRoutes {
  constructor(
    private readonly contacts: ContactService,
    private readonly queries: ContactQueries,
    private readonly interactions: ContactInteractions,
    private readonly duplicates: ContactDuplicates,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    return listed(call, await this.queries.list(ctx, contactListArgs(call), listSelection(contactSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, contactSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id, possibleDuplicates: found } = await this.contacts.create(ctx, body);
    const contact = await this.queries.afterChange(ctx, id, contactSelection);
    const candidates = await this.duplicates.read(ctx, found, select(['id']));
    const possibleDuplicates = candidates.map(({ contact: _, ...match }) => match);
    return created({ ...present(contact ?? { id }), possibleDuplicates }, `/api/v1/contacts/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.contacts.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.contacts.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.contacts.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  async addInteraction(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id, contactId } = await this.interactions.add(ctx, params.id as string, body);
    const interaction = await this.interactions.read(ctx, id, interactionSelection);
    return created(present(interaction ?? { id }), `/api/v1/contacts/${contactId}`);
  }

  /** Who may change a contact need not see it: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const contact = await this.queries.afterChange(ctx, id, contactSelection);
    return contact ? one(present(contact)) : noContent();
  }
}

export function contactRoutes(door: ContactRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/contacts', operation: 'contacts', permission: 'contact:read', tag, isList: true },
      summary: 'The contacts of the practice, newest first',
      query: ContactListQuery,
      answer: ContactAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{
        method: 'post',
        path: '/contacts',
        operation: 'createContact',
        permission: 'contact:create',
        tag,
        status: 201,
      },
      summary: 'Adds a contact',
      body: CreateContact,
      answer: CreatedContactAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/contacts/:id', operation: 'contact', permission: 'contact:read', tag },
      summary: 'One contact',
      answer: ContactAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/contacts/:id', operation: 'updateContact', permission: 'contact:update', tag },
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateContact,
      answer: ContactAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/contacts/:id', operation: 'deleteContact', tag, status: 204 },
      permission: 'contact:delete',
      summary: 'Deletes a contact; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/contacts/:id/restore', operation: 'restoreContact', tag },
      permission: 'contact:restore',
      summary: 'Brings a deleted contact back',
      answer: ContactAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'post', path: '/contacts/:id/interactions', operation: 'addContactInteraction', tag, status: 201 },
      permission: 'contact:update',
      summary: 'Adds an interaction, which all who see the contact see; the task that follows it up comes with it',
      body: AddInteraction,
      answer: InteractionAnswer,
      handle: (ctx, request) => door.addInteraction(ctx, request),
    },
  ];
}
