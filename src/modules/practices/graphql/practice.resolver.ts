import { Arg, Ctx, Extensions, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { Payload, payload } from '../../../platform/graphql/payload.js';
import type { PracticeQueries } from '../practice.queries.js';
import type { PracticeService } from '../practice.service.js';
import { UpdatePracticeInput } from './practice.inputs.js';
import { PracticeType } from './practice.type.js';

@ObjectType('UpdatePracticePayload', { description: 'What came of `updatePractice`.', simpleResolvers: true })
export class UpdatePracticePayload extends Payload {
  @Field(() => PracticeType, { nullable: true, description: 'The practice as it is now.' })
  practice!: PracticeType | null;
}

/** The GraphQL door of practices. */
@Resolver()
export class PracticeResolver {
  constructor(
    readonly practices: PracticeService,
    readonly queries: PracticeQueries,
  ) {}

  @Extensions({ permission: 'practice:read' })
  @Query(() => PracticeType, { description: "The viewer's practice and its settings." })
  practice(@Ctx() ctx: RequestContext) {
    return this.queries.one(ctx);
  }

  @Extensions({ permission: 'practice:update' })
  @Mutation(() => UpdatePracticePayload, { description: "Changes settings of the viewer's practice." })
  updatePractice(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => UpdatePracticeInput, { description: 'The settings to change.' }) input: UpdatePracticeInput,
    @Arg('expectedVersion', () => Int, {
      nullable: true,
      description: 'Refuse when the practice has changed since this version.',
    })
    expectedVersion?: number,
  ) {
    return payload(async () => {
      await this.practices.update(ctx, input, expectedVersion);
      return { practice: await this.queries.ofViewer(ctx.signedIn) };
    });
  }
}
