import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { SegmentExplanations } from '../segment.explanation.js';
import type { SegmentFieldList } from '../segment.field-list.js';
import type { SegmentMembers } from '../segment.members.js';
import type { SegmentPreviews } from '../segment.preview.js';
import type { SegmentQueries } from '../segment.queries.js';
import type { RecipientType } from '../segment.vocabulary.js';
import { SegmentRuleInput } from './segment.inputs.js';
import { AddSegmentMembersPayload, RemoveSegmentMembersPayload } from './segment.payloads.js';
import { MembershipExplanationType, SegmentFieldType, SegmentPreviewType } from './segment-answers.type.js';

/** GraphQL door of whom segments hold: what rules can ask, trying one out, and why one is in. */
@Resolver()
export class SegmentPeopleResolver {
  constructor(
    private readonly fields: SegmentFieldList,
    private readonly previews: SegmentPreviews,
    private readonly explanations: SegmentExplanations,
    private readonly members: SegmentMembers,
    private readonly queries: SegmentQueries,
  ) {}

  @Extensions({ permission: 'segment:read' })
  @Query(() => [SegmentFieldType], { description: 'The fields that rules can ask by.' })
  segmentFields(@Arg('appliesTo', () => RecipientTypes) appliesTo: RecipientType, @Ctx() ctx: RequestContext) {
    return this.fields.list(ctx, appliesTo);
  }

  @Extensions({ permission: 'segment:read' })
  @Query(() => SegmentPreviewType, { description: 'Tries a rule out: how many, some of them, and who gets no mail.' })
  segmentPreview(
    @Arg('rule', () => SegmentRuleInput) rule: SegmentRuleInput,
    @Arg('appliesTo', () => RecipientTypes) appliesTo: RecipientType,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const sample = selectionOf(info, 'sample');
    return this.previews.preview(ctx, { rule, appliesTo }, sample.fields.size > 0 ? sample : null);
  }

  @Extensions({ permission: 'segment:read' })
  @Query(() => MembershipExplanationType, { description: 'Why a person is in a segment or is not.' })
  explainMembership(
    @Arg('segmentId', () => ID) segmentId: string,
    @Arg('person', () => PersonInput) person: PersonInput,
    @Ctx() ctx: RequestContext,
  ) {
    return this.explanations.explain(ctx, segmentId, person);
  }

  @Extensions({ permission: 'segment:update' })
  @Mutation(() => AddSegmentMembersPayload, { description: 'Puts people on a list; who is on it already stays.' })
  addSegmentMembers(
    @Arg('segmentId', () => ID) segmentId: string,
    @Arg('members', () => [PersonInput]) members: PersonInput[],
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id, ...answer } = await this.members.add(ctx, segmentId, { members });
      return { ...answer, segment: await this.queries.afterChange(ctx, id, selectionOf(info, 'segment')) };
    });
  }

  @Extensions({ permission: 'segment:update' })
  @Mutation(() => RemoveSegmentMembersPayload, { description: 'Takes people off a list; who is not on it is counted.' })
  removeSegmentMembers(
    @Arg('segmentId', () => ID) segmentId: string,
    @Arg('members', () => [PersonInput]) members: PersonInput[],
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id, ...answer } = await this.members.remove(ctx, segmentId, { members });
      return { ...answer, segment: await this.queries.afterChange(ctx, id, selectionOf(info, 'segment')) };
    });
  }
}
