import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { AddInteractionInput } from '../../interactions/graphql/interaction.inputs.js';
import type { ContactDuplicates } from '../contact.duplicates.js';
import type { ContactInteractions } from '../contact.interactions.js';
import type { ContactQueries } from '../contact.queries.js';
import type { ContactService } from '../contact.service.js';
import { CreateContactInput, UpdateContactInput } from './contact.inputs.js';
import {
  AddContactInteractionPayload,
  CreateContactPayload,
  DeleteContactPayload,
  RestoreContactPayload,
  UpdateContactPayload,
} from './contact.payloads.js';
import { ContactConnection, ContactType } from './contact.type.js';
import { ContactsArgs } from './contact-list.inputs.js';

const expected = expectedVersion('contact');

/** GraphQL door of contacts: one, many, and their changes. */
@Resolver()
export class ContactResolver {
  constructor(
    private readonly contacts: ContactService,
    private readonly queries: ContactQueries,
    private readonly interactions: ContactInteractions,
    private readonly duplicates: ContactDuplicates,
  ) {}

  @Extensions({ permission: 'contact:read' })
  @Query(() => ContactType, {
    nullable: true,
    description: 'One contact; null when the practice has none with this id.',
  })
  contact(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'contact:read' })
  @Query(() => ContactConnection, { name: 'contacts', description: 'The contacts of the practice.' })
  list(@Args(() => ContactsArgs) args: ContactsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'contact:create' })
  @Mutation(() => CreateContactPayload, { description: 'Adds a contact and names others that may be the same person.' })
  createContact(
    @Arg('input', () => CreateContactInput) input: CreateContactInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id, possibleDuplicates: found } = await this.contacts.create(ctx, input);
      const contact = await this.queries.afterChange(ctx, id, selectionOf(info, 'contact'));
      const wanted = selectionOf(info, 'possibleDuplicates', 'contact');
      return { contact, possibleDuplicates: await this.duplicates.read(ctx, found, wanted) };
    });
  }

  @Extensions({ permission: 'contact:update' })
  @Mutation(() => UpdateContactPayload, { description: 'Changes the fields of a contact that are given.' })
  updateContact(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateContactInput) input: UpdateContactInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.contacts.update(ctx, id, input, expectedVersion);
      return { contact: await this.queries.afterChange(ctx, id, selectionOf(info, 'contact')) };
    });
  }

  @Extensions({ permission: 'contact:delete' })
  @Mutation(() => DeleteContactPayload, { description: 'Deletes a contact; an owner can restore it for 30 days.' })
  deleteContact(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const contact = await this.queries.afterChange(ctx, id, selectionOf(info, 'contact'));
      const { id: deletedContactId } = await this.contacts.delete(ctx, id, expectedVersion);
      return { contact, deletedContactId };
    });
  }

  @Extensions({ permission: 'contact:restore' })
  @Mutation(() => RestoreContactPayload, { description: 'Brings a deleted contact back, within 30 days.' })
  restoreContact(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.contacts.restore(ctx, id);
      return { contact: await this.queries.afterChange(ctx, id, selectionOf(info, 'contact')) };
    });
  }

  @Extensions({ permission: 'contact:update' })
  @Mutation(() => AddContactInteractionPayload, {
    description:
      'Adds an interaction. All who see the contact see it: what is about a person in care belongs to the lead.',
  })
  addContactInteraction(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => AddInteractionInput) input: AddInteractionInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const added = await this.interactions.add(ctx, id, input);
      const interaction = await this.interactions.read(ctx, added.id, selectionOf(info, 'interaction'));
      return { interaction, contact: await this.queries.afterChange(ctx, id, selectionOf(info, 'contact')) };
    });
  }
}
