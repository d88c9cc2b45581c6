import type { GraphQLResolveInfo } from 'graphql';
import { Args, ArgsType, type ClassType, Field, Info, Int, ObjectType } from 'type-graphql';
import { defaultPageSize, maxPageSize } from '../reading/page-size.js';

@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether rows follow this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether rows precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row, for `before`.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last row, for `after`.' })
  endCursor!: string | null;
}

/** The page arguments of every list; a list's own arguments class extends it. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Rows of a page from its start; ${defaultPageSize} unless told, at most ${maxPageSize}.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor after which the page starts.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `Rows of a page from its end; at most ${maxPageSize}.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor before which the page ends.' })
  before?: string | null;
}

export interface Connection<Node extends object> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: PageInfoType;
  totalCount: number;
}

/** The connection type of a noun: `connectionOf(LeadType, 'Lead')` is `LeadConnection`. */
export function connectionOf<Node extends object>(
  NodeType: ClassType<Node>,
  name: string,
): ClassType<Connection<Node>> {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${words} in a list and its place there.` })
  class Edge {
    @Field(() => String, { description: 'Opaque place of this row in this order.' })
    cursor!: string;

    @Field(() => NodeType, { description: 'The row.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${words} rows.` })
  class ConnectionType implements Connection<Node> {
    @Field(() => [Edge], { description: 'The rows with their cursors.' })
    edges!: Edge[];

    @Field(() => [NodeType], { description: 'The rows.' })
    nodes!: Node[];

    @Field(() => PageInfoType, { description: 'Where this page stands.' })
    pageInfo!: PageInfoType;

    @Field(() => Int, { description: 'How many rows the whole list has; counted only when asked for.' })
    totalCount!: number;
  }
  return ConnectionType;
}

/**
 * Adds a nested list to a type: `addConnection(ContactType, 'tasks', () => TaskConnection, 'What is to be done.')`.
 * An upper noun adds its rows to a lower one in this way, which needs no import of it.
 */
export function addConnection(
  type: ClassType<object>,
  name: string,
  connection: () => ClassType<object>,
  description: string,
): void {
  const method = `pageOf ${name}`;
  const descriptor = {
    // A page with arguments stands in the row under its response key, so that two pages of one list don't collide.
    value(this: Record<string, unknown>, _: PageArgs, info: GraphQLResolveInfo) {
      return this[info.path.key];
    },
    configurable: true,
    writable: true,
  };
  Object.defineProperty(type.prototype, method, descriptor);
  Args(() => PageArgs)(type.prototype, method, 0);
  Info()(type.prototype, method, 1);
  Field(connection, { name, nullable: true, description })(type.prototype, method, descriptor);
}
