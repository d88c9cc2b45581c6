import type { RequestContext } from '../../../platform/context.js';
import type { PlainRow } from '../../../platform/reading/selection.js';
import { figures, noContent, type Presented, present } from '../../../platform/rest/answers.js';
import { type ListCall, listed, listSelection, pageArgs } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { SegmentExplanations } from '../segment.explanation.js';
import type { SegmentFieldList } from '../segment.field-list.js';
import type { SegmentMembers } from '../segment.members.js';
import type { SegmentPreviews } from '../segment.preview.js';
import type { SegmentQueries } from '../segment.queries.js';
import { PreviewSegment, SegmentPeople } from '../segment.rules.js';
import { ExplainQuery, FieldsQuery, MemberListQuery } from './segment.list-query.js';
import {
  AddedMembersAnswer,
  MembershipAnswer,
  memberSelection,
  RemovedMembersAnswer,
  SegmentFieldAnswer,
  SegmentMemberAnswer,
  SegmentPreviewAnswer,
} from './segment.presenter.js';

const tag = 'Segments';

/** A person in a segment, without what of it the caller may not see. */
function presentMember(row: PlainRow): Presented {
  const inner = Object.entries(present(row)).map(([key, value]) => {
    const isPerson = (key === 'lead' || key === 'contact') && value !== null;
    return [key, isPerson ? present(value as PlainRow) : value];
  });
  return Object.fromEntries(inner);
}

/** REST door of whom segments hold. */
export class SegmentPeopleRoutes {
  constructor(
    private readonly fields: SegmentFieldList,
    private readonly previews: SegmentPreviews,
    private readonly explanations: SegmentExplanations,
    private readonly people: SegmentMembers,
    private readonly queries: SegmentQueries,
  ) {}

  async listFields(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    return figures(await this.fields.list(ctx, query.appliesTo));
  }

  async preview(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { sample, ...preview } = await this.previews.preview(ctx, body, memberSelection);
    return figures({ ...preview, sample: sample.map(presentMember) });
  }

  async explain(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    return figures(await this.explanations.explain(ctx, params.id as string, query));
  }

  async members(ctx: RequestContext, { params, query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as ListCall;
    const args = { ...pageArgs(call), page: call.page ?? undefined };
    const page = await this.queries.members(ctx, params.id as string, args, listSelection(memberSelection));
    return listed(call, page, presentMember);
  }

  async add(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id: _, ...answer } = await this.people.add(ctx, params.id as string, body);
    return figures(answer);
  }

  async remove(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { id: _, ...answer } = await this.people.remove(ctx, params.id as string, body);
    return figures(answer);
  }

  async removeOne(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    await this.people.removeOne(ctx, params.id as string, { type: params.type, id: params.memberId });
    return noContent();
  }
}

export function segmentPeopleRoutes(door: SegmentPeopleRoutes): Route[] {
  const members = '/segments/:id/members';
  return [
    {
      ...{ method: 'get', path: '/segments/fields', operation: 'segmentFields', permission: 'segment:read', tag },
      summary: 'The fields that rules can ask by',
      query: FieldsQuery,
      answer: SegmentFieldAnswer.array(),
      handle: (ctx, request) => door.listFields(ctx, request),
    },
    {
      ...{ method: 'post', path: '/segments/preview', operation: 'segmentPreview', permission: 'segment:read', tag },
      summary: 'Tries a rule out: how many, some of them, and who gets no mail',
      body: PreviewSegment,
      answer: SegmentPreviewAnswer,
      handle: (ctx, request) => door.preview(ctx, request),
    },
    {
      ...{ method: 'get', path: '/segments/:id/explain', operation: 'explainMembership', tag },
      permission: 'segment:read',
      summary: 'Why a person is in a segment or is not',
      query: ExplainQuery,
      answer: MembershipAnswer,
      handle: (ctx, request) => door.explain(ctx, request),
    },
    {
      ...{ method: 'get', path: members, operation: 'segmentMembers', permission: 'segment:read', tag, isList: true },
      summary: 'The people in a segment, newest first',
      query: MemberListQuery,
      answer: SegmentMemberAnswer,
      handle: (ctx, request) => door.members(ctx, request),
    },
    {
      ...{ method: 'post', path: members, operation: 'addSegmentMembers', permission: 'segment:update', tag },
      summary: 'Puts people on a list; who is on it already stays',
      body: SegmentPeople,
      answer: AddedMembersAnswer,
      handle: (ctx, request) => door.add(ctx, request),
    },
    {
      ...{ method: 'delete', path: members, operation: 'removeSegmentMembers', permission: 'segment:update', tag },
      summary: 'Takes people off a list; who is not on it is counted',
      body: SegmentPeople,
      answer: RemovedMembersAnswer,
      handle: (ctx, request) => door.remove(ctx, request),
    },
    {
      ...{ method: 'delete', path: `${members}/:type/:memberId`, operation: 'removeSegmentMember', tag, status: 204 },
      permission: 'segment:update',
      summary: 'Takes one person off a list',
      handle: (ctx, request) => door.removeOne(ctx, request),
    },
  ];
}
