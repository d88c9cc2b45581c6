import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { skipReasons } from '../../suppressions/suppression.vocabulary.js';
import { recipientTypes, segmentKinds, segmentOperators, segmentValueTypes } from '../segment.vocabulary.js';

/** What REST shows of a segment. */
export const segmentSelection: Selection = select([
  ...recordFields,
  'name',
  'description',
  'appliesTo',
  'kind',
  'isSensitive',
  'rule',
  'fields',
  'count',
  'isCountSuppressed',
  'viewerCanUpdate',
  'viewerCanDelete',
  'viewerCanLookInto',
]);

const person = ['id', 'firstName', 'lastName', 'email'];

/** What REST shows of a person in a segment. */
export const memberSelection: Selection = select(['id', 'type', 'addedAt', { lead: person }, { contact: person }]);

/** Any JSON, as the rule's own reader checks it. */
const json = z.unknown().optional();
const count = z.int().nullable();
const type = z.enum(recipientTypes);

export const SegmentAnswer = z
  .object({
    ...record,
    name: z.string(),
    description: text,
    appliesTo: type,
    kind: z.enum(segmentKinds),
    isSensitive: z.boolean(),
    rule: json,
    fields: z.array(z.string()).optional(),
    count,
    isCountSuppressed: z.boolean(),
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
    viewerCanLookInto: z.boolean(),
  })
  .meta({ id: 'Segment' });

const somebody = z.object({ id: z.guid(), firstName: text, lastName: text, email: text }).nullable();

export const SegmentMemberAnswer = z
  .object({ id: z.guid(), type, addedAt: time, lead: somebody, contact: somebody })
  .meta({ id: 'SegmentMember' });

export const SegmentFieldAnswer = z
  .object({
    field: z.string(),
    type: z.enum(segmentValueTypes),
    description: z.string(),
    operators: z.array(z.enum(segmentOperators)),
    values: z.array(z.string()).nullable(),
    isProtected: z.boolean(),
    viewerCanUse: z.boolean(),
  })
  .meta({ id: 'SegmentField' });

export const SegmentPreviewAnswer = z
  .object({
    count,
    isSuppressed: z.boolean(),
    mailable: count,
    skipped: z.array(z.object({ reason: z.enum(skipReasons), count, isSuppressed: z.boolean() })),
    sample: z.array(SegmentMemberAnswer),
  })
  .meta({ id: 'SegmentPreview' });

const Explained = z.object({
  form: z.enum(['ALL', 'ANY', 'NOT', 'FIELD']),
  path: z.string(),
  holds: z.boolean(),
  field: text,
  op: text,
  value: json,
  rules: z.array(z.unknown()),
});

export const MembershipAnswer = z
  .object({
    segmentId: z.guid(),
    person: z.object({ type, id: z.guid() }),
    isMember: z.boolean(),
    rule: Explained.nullable(),
    questions: z.array(Explained),
  })
  .meta({ id: 'MembershipExplanation' });

const rejected = z.array(z.object({ type, id: z.string(), code: z.enum(['NOT_FOUND', 'INVALID']) }));

export const AddedMembersAnswer = z
  .object({ added: z.int(), alreadyPresent: z.int(), rejected })
  .meta({ id: 'AddedSegmentMembers' });

export const RemovedMembersAnswer = z
  .object({ removed: z.int(), alreadyAbsent: z.int(), rejected })
  .meta({ id: 'RemovedSegmentMembers' });
