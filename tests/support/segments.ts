import type { Caller, GraphqlAnswer } from './caller.js';

const fields = `id version name description appliesTo kind isSensitive rule fields count isCountSuppressed
  viewerCanUpdate viewerCanDelete viewerCanLookInto`;

export const createSegment = `mutation ($input: CreateSegmentInput!) {
  createSegment(input: $input) { segment { ${fields} } userErrors { code path message } } }`;

export const updateSegment = `mutation ($id: ID!, $input: UpdateSegmentInput!, $expectedVersion: Int) {
  updateSegment(id: $id, input: $input, expectedVersion: $expectedVersion) {
    segment { ${fields} } userErrors { code path message } } }`;

export const segmentById = `query ($id: ID!) { segment(id: $id) { ${fields} } }`;

export const previewRule = `query ($rule: SegmentRuleInput!, $appliesTo: RecipientType!) {
  segmentPreview(rule: $rule, appliesTo: $appliesTo) {
    count isSuppressed mailable skipped { reason count isSuppressed } sample { id type lead { id firstName phone } contact { id } } } }`;

export const addMembers = `mutation ($id: ID!, $members: [PersonInput!]!) {
  addSegmentMembers(segmentId: $id, members: $members) {
    added alreadyPresent rejected { type id code } segment { id count } userErrors { code path } } }`;

export const removeMembers = `mutation ($id: ID!, $members: [PersonInput!]!) {
  removeSegmentMembers(segmentId: $id, members: $members) {
    removed alreadyAbsent rejected { type id code } segment { id count } userErrors { code path } } }`;

export const explain = `query ($id: ID!, $person: PersonInput!) {
  explainMembership(segmentId: $id, person: $person) {
    isMember person { type id } rule { form holds path rules { form holds field } }
    questions { path field op value holds } } }`;

let names = 0;

/** A segment added by this caller. */
export async function addSegment(caller: Caller, input: Record<string, unknown> = {}) {
  const name = `Segment ${++names}`;
  const answer = await caller.graphql(createSegment, { input: { name, appliesTo: 'LEAD', ...input } });
  const segment = answer.data?.createSegment?.segment;
  if (!segment) throw new Error(`No segment was added: ${JSON.stringify(answer)}`);
  return segment;
}

export const codesOf = (answer: Pick<GraphqlAnswer, 'errors'>) => (answer.errors ?? []).map(e => e.extensions.code);

export const leaf = (field: string, op: string, value?: unknown) => ({
  field,
  op,
  ...(value !== undefined && { value }),
});
