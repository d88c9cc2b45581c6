import type { RequestContext } from '../../../platform/context.js';
import { created, figures, noContent, one, present } from '../../../platform/rest/answers.js';
import { noBody } from '../../../platform/rest/body.js';
import { type ListCall, listed, listSelection, pageArgs } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { MessagePreviews } from '../template.preview.js';
import type { TemplateQueries } from '../template.queries.js';
import { CreateEmailTemplate, UpdateEmailTemplate } from '../template.rules.js';
import type { TemplateService } from '../template.service.js';
import { PreviewQuery, TemplateListQuery, templateListArgs, VersionListQuery } from './template.list-query.js';
import {
  RenderedEmailAnswer,
  TemplateAnswer,
  TemplateVersionAnswer,
  templateSelection,
  versionSelection,
} from './template.presenter.js';

const tag = 'Email templates';
/** REST door of templates. */
export class TemplateRoutes {
  constructor(
    private readonly templates: TemplateService,
    private readonly queries: TemplateQueries,
    private readonly previews: MessagePreviews,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const wanted = listSelection(templateSelection);
    return listed(call, await this.queries.list(ctx, templateListArgs(call), wanted), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, templateSelection)));
  }

  async preview(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    return figures(await this.previews.ofTemplate(ctx, params.id as string, query.id ? query : null));
  }

  async versions(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const args = { ...pageArgs(call), page: call.page ?? undefined };
    const page = await this.queries.versions(ctx, params.id as string, args, listSelection(versionSelection));
    return listed(call, page, present);
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.templates.create(ctx, body);
    const template = await this.queries.afterChange(ctx, id, templateSelection);
    return created(present(template ?? { id }), `/api/v1/email-templates/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.templates.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async publish(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.templates.publish(ctx, params.id as string, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.templates.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.templates.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  /** Who may change a template need not see it: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const template = await this.queries.afterChange(ctx, id, templateSelection);
    return template ? one(present(template)) : noContent();
  }
}

export function templateRoutes(door: TemplateRoutes): Route[] {
  const [all, row] = ['/email-templates', '/email-templates/:id'];
  const read = { method: 'get', permission: 'emailTemplate:read', tag } as const;
  return [
    {
      ...{ ...read, path: all, operation: 'emailTemplates', isList: true },
      summary: 'The templates of the practice, newest first',
      query: TemplateListQuery,
      answer: TemplateAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: all, operation: 'createEmailTemplate', tag, status: 201 },
      permission: 'emailTemplate:create',
      summary: 'Adds a draft',
      body: CreateEmailTemplate,
      answer: TemplateAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ ...read, path: row, operation: 'emailTemplate' },
      summary: 'One template',
      answer: TemplateAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: row, operation: 'updateEmailTemplate', permission: 'emailTemplate:update', tag },
      summary: 'Changes the fields of the draft that are given and leaves the rest',
      body: UpdateEmailTemplate,
      answer: TemplateAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: row, operation: 'deleteEmailTemplate', tag, status: 204 },
      permission: 'emailTemplate:delete',
      summary: 'Deletes a template that nothing is to be sent from; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: `${row}/restore`, operation: 'restoreEmailTemplate', tag },
      permission: 'emailTemplate:restore',
      summary: 'Brings a deleted template back',
      answer: TemplateAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'post', path: `${row}/publish`, operation: 'publishEmailTemplate', tag },
      permission: 'emailTemplate:publish',
      summary: 'Makes a version of the draft, which stays as it is',
      body: noBody,
      answer: TemplateAnswer,
      handle: (ctx, request) => door.publish(ctx, request),
    },
    {
      ...{ ...read, path: `${row}/versions`, operation: 'emailTemplateVersions', isList: true },
      summary: 'What was published of a template, latest first',
      query: VersionListQuery,
      answer: TemplateVersionAnswer,
      handle: (ctx, request) => door.versions(ctx, request),
    },
    {
      ...{ ...read, path: `${row}/preview`, operation: 'emailTemplatePreview' },
      summary: 'The draft as a person would get it; with sample names unless one is named',
      query: PreviewQuery,
      answer: RenderedEmailAnswer,
      handle: (ctx, request) => door.preview(ctx, request),
    },
  ];
}
