import 'reflect-metadata';
import { EventEmitter, on } from 'node:events';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Extensions,
  Field,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { assertMay } from '../../../src/platform/access/viewer.js';
import type { RequestContext } from '../../../src/platform/context.js';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
  ValidationError,
} from '../../../src/platform/errors/errors.js';
import { connectionOf, PageArgs } from '../../../src/platform/graphql/connection.js';
import { enumOf } from '../../../src/platform/graphql/enums.js';
import { orNull, Payload, payload } from '../../../src/platform/graphql/payload.js';
import { DateTime, LocalDate } from '../../../src/platform/graphql/scalars.js';
import { selectionOf } from '../../../src/platform/graphql/selection.js';
import { openedBy } from '../../../src/platform/graphql/stream.js';
import type { Selection } from '../../../src/platform/reading/selection.js';

const Genres = enumOf('Genre', ['NOVEL', 'ESSAY', 'POEM'], 'Kind of book.');

@ObjectType('Author', { description: 'Who wrote it.' })
class AuthorType {
  @Field(() => String, { nullable: true })
  name!: string;

  @Field(() => [BookType], { nullable: true })
  books!: BookType[];
}

@ObjectType('Book', { description: 'A book.' })
export class BookType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  title!: string | null;

  @Field(() => Genres, { nullable: true })
  genre!: keyof typeof Genres;

  @Field(() => DateTime, { nullable: true })
  printedAt!: string;

  @Field(() => LocalDate, { nullable: true })
  boughtOn!: string;

  @Field(() => String, { nullable: true })
  price!: string | Error;

  @Field(() => AuthorType, { nullable: true })
  author!: AuthorType;

  @Field(() => BookConnectionType, { nullable: true })
  sequels(@Args(() => PageArgs) _page: PageArgs): unknown {
    return null;
  }
}

@ObjectType('Sequel', { description: 'A later book.' })
class SequelType {
  @Field(() => ID)
  id!: string;
}
const BookConnectionType = connectionOf(SequelType, 'Sequel');
const BooksType = connectionOf(BookType, 'Book');

@ObjectType('CreateBookPayload', { description: 'A book, or why not.' })
class CreateBookPayload extends Payload {
  @Field(() => BookType, { nullable: true })
  book!: BookType | null;
}

@InputType('CreateBookInput')
class CreateBookInput {
  @Field(() => String)
  title!: string;

  @Field(() => Genres, { nullable: true })
  genre?: keyof typeof Genres;

  @Field(() => DateTime, { nullable: true })
  printedAt?: string;
}

@ObjectType('BookEvent', { description: 'What happened.' })
class BookEvent {
  @Field(() => Int)
  cursor!: number;
}

/** What the resolver under test stands on. */
export class Shelf {
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly inputs: unknown[] = [];
  readonly selections: Selection[] = [];
  calls = 0;
  opened = 0;
  ended = 0;
  book: Record<string, unknown> = {
    id: 'b1',
    title: 'One',
    genre: 'NOVEL',
    price: new ForbiddenError(),
    author: { name: 'A' },
  };
  failure: Error | null = null;
}

@Resolver()
export class BookResolver {
  constructor(private readonly shelf: Shelf) {}

  @Query(() => BookType, { nullable: true })
  @Extensions({ permission: 'lead:read' })
  book(@Arg('id', () => ID) id: string, @Info() info: GraphQLResolveInfo): unknown {
    this.shelf.calls++;
    this.shelf.selections.push(selectionOf(info));
    if (this.shelf.failure) throw this.shelf.failure;
    return orNull(async () => {
      if (id === 'missing') throw new NotFoundError('BOOK');
      return this.shelf.book;
    });
  }

  @Query(() => BooksType)
  @Extensions({ permission: 'lead:read' })
  books(
    @Args(() => PageArgs) _page: PageArgs,
    @Arg('genre', () => Genres, { nullable: true }) _genre: string,
  ): unknown {
    this.shelf.calls++;
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    return { edges: [], nodes: [this.shelf.book], pageInfo, totalCount: 1 };
  }

  @Query(() => String)
  @Extensions({ permission: 'public' })
  greeting(): string {
    return 'hello';
  }

  @Query(() => String, { nullable: true })
  @Extensions({ permission: 'signedIn' })
  me(@Ctx() ctx: RequestContext): string {
    return ctx.signedIn.id;
  }

  @Mutation(() => CreateBookPayload)
  @Extensions({ permission: 'lead:create' })
  createBook(
    @Arg('input', () => CreateBookInput) input: CreateBookInput,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    this.shelf.inputs.push(input);
    this.shelf.selections.push(selectionOf(info, 'book'));
    return payload(async () => {
      if (input.title === 'taken') throw new ConflictError('DUPLICATE', 'Taken.', ['title']);
      if (input.title === 'invalid') throw ValidationError.at(['title'], 'NO_SUCH_CODE', 'Not this one.');
      if (input.title === 'slow down') throw new RateLimitedError(7);
      if (input.title === 'down') throw new UnavailableError();
      return { book: this.shelf.book };
    });
  }

  @Subscription(() => BookEvent, { subscribe: openedBy('openBookChanged') })
  @Extensions({ permission: 'lead:create' })
  bookChanged(@Root() event: BookEvent): BookEvent {
    return event;
  }

  openBookChanged(ctx: RequestContext): AsyncIterable<BookEvent> {
    assertMay(ctx.viewer, 'lead:read');
    this.shelf.opened++;
    const events = on(this.shelf.events, 'event');
    const end = async () => {
      this.shelf.ended++;
      await events.return?.();
      return { done: true as const, value: undefined };
    };
    const next = async () => {
      const { done, value } = await events.next();
      return done ? { done, value: undefined } : { done, value: value[0] as BookEvent };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) } as AsyncIterable<BookEvent>;
  }
}
