import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { record, recordFields, text } from '../../../platform/rest/answer-parts.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { type ListCall, listArgs, listed, listQuery, listSelection } from '../../../platform/rest/paging.js';
import { flag, single } from '../../../platform/rest/query.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { MailTopicQueries } from '../mail-topic.queries.js';
import { CreateMailTopic, topicName, UpdateMailTopic } from '../mail-topic.rules.js';
import type { MailTopics } from '../mail-topic.service.js';
import { mailTopicSortFields } from '../mail-topic.shape.js';

const tag = 'Mail topics';

const topicSelection: Selection = select([
  ...recordFields,
  'name',
  'description',
  'isRetired',
  'viewerCanUpdate',
  'viewerCanDelete',
]);

const MailTopicAnswer = z
  .object({
    ...record,
    name: z.string(),
    description: text,
    isRetired: z.boolean(),
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
  })
  .meta({ id: 'MailTopic' });

/** REST door of the topics of mail. */
export class MailTopicRoutes {
  constructor(
    private readonly topics: MailTopics,
    private readonly queries: MailTopicQueries,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    return listed(call, await this.queries.list(ctx, listArgs(call, {}), listSelection(topicSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, topicSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.topics.create(ctx, body);
    const topic = await this.queries.afterChange(ctx, id, topicSelection);
    return created(present(topic ?? { id }), `/api/v1/mail-topics/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.topics.update(ctx, params.id as string, body, expectedVersion);
    const topic = await this.queries.afterChange(ctx, id, topicSelection);
    return topic ? one(present(topic)) : noContent();
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.topics.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }
}

export function mailTopicRoutes(door: MailTopicRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/mail-topics', operation: 'mailTopics', permission: 'mailTopic:read', tag },
      isList: true,
      summary: 'What the practice writes about, by name',
      query: listQuery({ name: single(topicName), isRetired: single(flag) }, mailTopicSortFields),
      answer: MailTopicAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/mail-topics', operation: 'createMailTopic', permission: 'mailTopic:create', tag },
      status: 201,
      summary: 'Adds a topic; one that an email campaign names is added too',
      body: CreateMailTopic,
      answer: MailTopicAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/mail-topics/:id', operation: 'mailTopic', permission: 'mailTopic:read', tag },
      summary: 'One topic',
      answer: MailTopicAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/mail-topics/:id', operation: 'updateMailTopic', permission: 'mailTopic:update', tag },
      summary: 'Changes the fields that are given and leaves the rest',
      body: UpdateMailTopic,
      answer: MailTopicAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/mail-topics/:id', operation: 'deleteMailTopic', tag, status: 204 },
      permission: 'mailTopic:delete',
      summary: 'Deletes a topic that no email campaign is about',
      handle: (ctx, request) => door.delete(ctx, request),
    },
  ];
}
