import 'reflect-metadata';
import { Arg, Ctx, Extensions, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../src/platform/context.js';
import type { Ground } from '../../src/platform/ground.js';
import type { Door } from '../../src/server/schema.js';
import { addTask, type Behaviour, errorsByName } from './probe-server.js';

@ObjectType('CreateThingPayload')
class CreateThingPayload {
  @Field(() => String)
  id!: string;
}

@Resolver()
class ThingResolver {
  constructor(
    private readonly ground: Ground,
    private readonly behaviour: Behaviour,
  ) {}

  @Query(() => String)
  @Extensions({ permission: 'task:read' })
  thing(): string {
    return 'thing';
  }

  @Mutation(() => CreateThingPayload, { nullable: true })
  @Extensions({ permission: 'task:create' })
  async createThing(@Arg('title', () => String) title: string, @Ctx() ctx: RequestContext) {
    return { id: await addTask(this.ground, ctx, title, this.behaviour) };
  }

  @Mutation(() => String, { nullable: true })
  @Extensions({ permission: 'task:create' })
  fail(@Arg('name', () => String) name: string): never {
    throw errorsByName[name]?.();
  }
}

/** The GraphQL twin of the probe routes. */
export const probeDoors = (ground: Ground, behaviour: Behaviour): readonly Door[] => [
  { type: ThingResolver, open: () => new ThingResolver(ground, behaviour) },
];
