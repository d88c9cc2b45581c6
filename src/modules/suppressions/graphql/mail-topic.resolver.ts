import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { MailTopicQueries } from '../mail-topic.queries.js';
import type { MailTopics } from '../mail-topic.service.js';
import {
  CreateMailTopicInput,
  CreateMailTopicPayload,
  DeleteMailTopicPayload,
  MailTopicConnection,
  MailTopicsArgs,
  MailTopicType,
  UpdateMailTopicInput,
  UpdateMailTopicPayload,
} from './mail-topic.type.js';

const expected = expectedVersion('topic');

/** GraphQL door of the topics of mail. */
@Resolver()
export class MailTopicResolver {
  constructor(
    private readonly topics: MailTopics,
    private readonly queries: MailTopicQueries,
  ) {}

  @Extensions({ permission: 'mailTopic:read' })
  @Query(() => MailTopicType, {
    nullable: true,
    description: 'One topic of mail; null when the practice has none with this id.',
  })
  mailTopic(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'mailTopic:read' })
  @Query(() => MailTopicConnection, { name: 'mailTopics', description: 'What the practice writes about.' })
  list(@Args(() => MailTopicsArgs) args: MailTopicsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'mailTopic:create' })
  @Mutation(() => CreateMailTopicPayload, {
    description: 'Adds a topic; one that an email campaign names is added too.',
  })
  createMailTopic(
    @Arg('input', () => CreateMailTopicInput) input: CreateMailTopicInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.topics.create(ctx, input);
      return { mailTopic: await this.queries.afterChange(ctx, id, selectionOf(info, 'mailTopic')) };
    });
  }

  @Extensions({ permission: 'mailTopic:update' })
  @Mutation(() => UpdateMailTopicPayload, { description: 'Changes the fields of a topic that are given.' })
  updateMailTopic(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateMailTopicInput) input: UpdateMailTopicInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.topics.update(ctx, id, input, expectedVersion);
      return { mailTopic: await this.queries.afterChange(ctx, id, selectionOf(info, 'mailTopic')) };
    });
  }

  @Extensions({ permission: 'mailTopic:delete' })
  @Mutation(() => DeleteMailTopicPayload, { description: 'Deletes a topic that no email campaign is about.' })
  deleteMailTopic(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(async () => ({ deletedMailTopicId: (await this.topics.delete(ctx, id, expectedVersion)).id }));
  }
}
