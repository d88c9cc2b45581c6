import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import type { MessagePreviews } from '../template.preview.js';
import type { TemplateQueries } from '../template.queries.js';
import type { TemplateService } from '../template.service.js';
import { RenderedEmailType } from './rendered-email.type.js';
import { CreateEmailTemplateInput, EmailTemplatesArgs, UpdateEmailTemplateInput } from './template.inputs.js';
import {
  CreateEmailTemplatePayload,
  DeleteEmailTemplatePayload,
  PublishEmailTemplatePayload,
  RestoreEmailTemplatePayload,
  UpdateEmailTemplatePayload,
} from './template.payloads.js';
import { EmailTemplateConnection, EmailTemplateType } from './template.type.js';

const expected = expectedVersion('template');

/** GraphQL door of templates. */
@Resolver()
export class TemplateResolver {
  constructor(
    private readonly templates: TemplateService,
    private readonly queries: TemplateQueries,
    private readonly previews: MessagePreviews,
  ) {}

  @Extensions({ permission: 'emailTemplate:read' })
  @Query(() => EmailTemplateType, {
    nullable: true,
    description: 'One template; null when the practice has none with this id.',
  })
  emailTemplate(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'emailTemplate:read' })
  @Query(() => EmailTemplateConnection, { name: 'emailTemplates', description: 'The templates of the practice.' })
  list(
    @Args(() => EmailTemplatesArgs) args: EmailTemplatesArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'emailTemplate:read' })
  @Query(() => RenderedEmailType, { description: 'The draft of a template as a person would get it.' })
  emailTemplatePreview(
    @Arg('templateId', () => ID) templateId: string,
    @Arg('person', () => PersonInput, { nullable: true, description: 'Who reads it; sample names unless given.' })
    person: PersonInput | null,
    @Ctx() ctx: RequestContext,
  ) {
    return this.previews.ofTemplate(ctx, templateId, person);
  }

  @Extensions({ permission: 'emailTemplate:create' })
  @Mutation(() => CreateEmailTemplatePayload, { description: 'Adds a draft; it is sent once it is published.' })
  createEmailTemplate(
    @Arg('input', () => CreateEmailTemplateInput) input: CreateEmailTemplateInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.templates.create(ctx, input);
      return { emailTemplate: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailTemplate')) };
    });
  }

  @Extensions({ permission: 'emailTemplate:update' })
  @Mutation(() => UpdateEmailTemplatePayload, {
    description: 'Changes the fields of a draft that are given; what was published stays.',
  })
  updateEmailTemplate(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateEmailTemplateInput) input: UpdateEmailTemplateInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.templates.update(ctx, id, input, expectedVersion);
      return { emailTemplate: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailTemplate')) };
    });
  }

  @Extensions({ permission: 'emailTemplate:publish' })
  @Mutation(() => PublishEmailTemplatePayload, {
    description: 'Makes a version of the draft, compiled and made harmless, which stays as it is.',
  })
  publishEmailTemplate(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { number: publishedNumber } = await this.templates.publish(ctx, id, expectedVersion);
      const emailTemplate = await this.queries.afterChange(ctx, id, selectionOf(info, 'emailTemplate'));
      return { emailTemplate, publishedNumber };
    });
  }

  @Extensions({ permission: 'emailTemplate:delete' })
  @Mutation(() => DeleteEmailTemplatePayload, {
    description: 'Deletes a template that nothing is to be sent from; an owner can restore it for 30 days.',
  })
  deleteEmailTemplate(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const emailTemplate = await this.queries.afterChange(ctx, id, selectionOf(info, 'emailTemplate'));
      const { id: deletedEmailTemplateId } = await this.templates.delete(ctx, id, expectedVersion);
      return { emailTemplate, deletedEmailTemplateId };
    });
  }

  @Extensions({ permission: 'emailTemplate:restore' })
  @Mutation(() => RestoreEmailTemplatePayload, { description: 'Brings a deleted template back, within 30 days.' })
  restoreEmailTemplate(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.templates.restore(ctx, id);
      return { emailTemplate: await this.queries.afterChange(ctx, id, selectionOf(info, 'emailTemplate')) };
    });
  }
}
