import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Extensions, Field, ID, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { openedBy } from '../../../platform/graphql/stream.js';
import { type LeadChange, type LeadChangeKind, type LeadChanges, leadChangeKinds } from '../lead.changes.js';
import { LeadType } from './lead.type.js';

const LeadChangeKinds = enumOf('LeadChangeKind', leadChangeKinds, 'What happened to a lead.', {
  RESYNC: 'What was missed is no longer kept: read everything anew, then go on from this cursor.',
});

@ObjectType('LeadChangedEvent', { simpleResolvers: true, description: 'Something that happened to a lead.' })
export class LeadChangedEventType {
  @Field(() => String, { description: 'Increasing; `after` takes it to go on from here.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => LeadChangeKinds, { description: 'What happened.' })
  kind!: LeadChangeKind;

  @Field(() => ID, { nullable: true, description: 'To which lead; to none of RESYNC.' })
  leadId!: string | null;

  @Field(() => LeadType, { nullable: true, description: 'The lead as it is now; null when it is gone.' })
  lead!: LeadType | null;

  @Field(() => Int, { nullable: true, description: 'Of RESYNC: how many leads the viewer sees now.' })
  totalCount!: number | null;
}

/** GraphQL door of what happens to leads. */
@Resolver()
export class LeadChangesResolver {
  constructor(private readonly changes: LeadChanges) {}

  @Extensions({ permission: 'lead:read' })
  @Subscription(() => LeadChangedEventType, {
    subscribe: openedBy('openLeadChanged'),
    description: 'What happens to the leads the viewer may see; with `after`, what was missed comes first.',
  })
  leadChanged(
    @Root() event: LeadChange,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that was seen.' }) _: string,
  ) {
    return { ...event, leadId: event.id, lead: event.row };
  }

  openLeadChanged(ctx: RequestContext, args: { after?: string | null }, info: GraphQLResolveInfo) {
    return this.changes.subscribe(ctx, args.after, selectionOf(info, 'lead'));
  }
}
