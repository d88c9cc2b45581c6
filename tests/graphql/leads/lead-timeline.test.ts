import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead } from '../../support/leads.js';
import { addReferral } from '../../support/referrals.js';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();
const timeline = `query ($id: ID!, $first: Int, $after: String) { lead(id: $id) {
  timeline(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { kind at
    interaction { summary } task { title } consent { purpose isGiven } referral { note contact { id } }
    statusChange { kind from to otherLeadId actor { id } } } } } }`;
const interact = `mutation ($id: ID!) { addLeadInteraction(id: $id, input: { kind: CALL, direction: OUTBOUND,
  summary: "said", followUp: { title: "again" } }) { userErrors { code } } }`;
const consent = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code } } }`;
const update = `mutation ($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) {
  userErrors { code } } }`;
const merge = `mutation ($input: MergeLeadsInput!) { mergeLeads(input: $input) { mergeId userErrors { code } } }`;

/** A lead with which everything happened that can. */
async function eventful(owner: Person, input: Record<string, unknown> = {}): Promise<string> {
  const id = await addLead(owner, input);
  await owner.graphql(interact, { id });
  await owner.graphql(consent, { input: { person: { type: 'LEAD', id }, channel: 'EMAIL', purpose: 'SERVICE' } });
  await addReferral(owner, { contactId: await addContact(owner), leadId: id, note: 'Sleeps badly' });
  return id;
}

const kindsOf = (data: { lead: { timeline: { nodes: { kind: string }[] } } }) =>
  data.lead.timeline.nodes.map(node => node.kind).sort();

describe('the timeline of a lead', () => {
  test('tells what was said, done, agreed to, who sent the person and where the lead stood', async () => {
    const { owner } = await story.practice();
    const id = await eventful(owner);
    const { data, errors } = await owner.graphql(timeline, { id });
    expect(errors).toBeUndefined();
    const { nodes, totalCount } = data.lead.timeline;
    expect(totalCount).toBe(6);
    const entry = (kind: string) => nodes.filter((node: { kind: string }) => node.kind === kind);
    expect(entry('INTERACTION')).toMatchObject([{ interaction: { summary: 'said' }, task: null }]);
    expect(entry('TASK')).toMatchObject([{ task: { title: 'again' } }]);
    expect(entry('CONSENT')).toMatchObject([{ consent: { purpose: 'SERVICE', isGiven: true } }]);
    expect(entry('REFERRAL')).toMatchObject([{ referral: { note: 'Sleeps badly' } }]);
    const moves = entry('STATUS_CHANGE').map((node: { statusChange: unknown }) => node.statusChange);
    expect(moves).toMatchObject([
      { kind: 'STATUS', from: 'NEW', to: 'CONTACTED', actor: { id: owner.id } },
      { kind: 'CREATED', from: null, to: 'NEW', actor: { id: owner.id } },
    ]);
  });

  test('conversion, merging and parting stand in it', async () => {
    const { owner } = await story.practice();
    const [primaryId, duplicateId] = [await addLead(owner), await addLead(owner)];
    const merged = await owner.graphql(merge, { input: { primaryId, duplicateIds: [duplicateId] } });
    const { mergeId } = merged.data.mergeLeads;
    await owner.graphql('mutation ($id: ID!) { unmergeLeads(mergeId: $id) { userErrors { code } } }', { id: mergeId });
    for (const status of ['CONTACTED', 'QUALIFIED']) await owner.graphql(update, { id: primaryId, input: { status } });
    await owner.graphql('mutation ($id: ID!) { convertLead(id: $id) { userErrors { code } } }', { id: primaryId });
    const { data } = await owner.graphql(timeline, { id: primaryId });
    const moves = data.lead.timeline.nodes.flatMap((node: { statusChange: object | null }) => node.statusChange ?? []);
    expect(moves).toMatchObject([
      { kind: 'STATUS', from: 'QUALIFIED', to: 'CONVERTED' },
      { kind: 'STATUS', from: 'CONTACTED', to: 'QUALIFIED' },
      { kind: 'STATUS', from: 'NEW', to: 'CONTACTED' },
      { kind: 'UNMERGED', otherLeadId: duplicateId, actor: { id: owner.id } },
      { kind: 'MERGED', otherLeadId: duplicateId, actor: { id: owner.id } },
      { kind: 'CREATED', to: 'NEW' },
    ]);
  });

  test('pages through all of it, each entry once', async () => {
    const { owner } = await story.practice();
    const id = await eventful(owner);
    const kinds: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await owner.graphql(timeline, { id, first: 2, after });
      kinds.push(...kindsOf(data));
      const { hasNextPage, endCursor } = data.lead.timeline.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after);
    expect(kinds.sort()).toEqual(['CONSENT', 'INTERACTION', 'REFERRAL', 'STATUS_CHANGE', 'STATUS_CHANGE', 'TASK']);
  });

  test('is closed to who may not see clinical fields, and keeps what each viewer may not know', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const id = await eventful(owner, { assignedToId: clinician.id });
    const colleague = await story.clinician(practice);
    const follow = `mutation ($input: CreateTaskInput!) { createTask(input: $input) { userErrors { code } } }`;
    const relatedTo = { type: 'LEAD', id };
    await owner.graphql(follow, { input: { title: 'not yours', assignedToId: colleague.id, relatedTo } });
    for (const role of ['MARKETING', 'BILLING', 'AUDITOR'] as const) {
      const person = await story.person(practice, role);
      const { data, errors } = await person.graphql(timeline, { id });
      expect(data.lead?.timeline ?? null).toBeNull();
      expect(errors?.map(error => error.extensions.code)).toEqual(['FORBIDDEN']);
    }
    const { data } = await clinician.graphql(timeline, { id });
    expect(kindsOf(data)).toEqual(['CONSENT', 'INTERACTION', 'REFERRAL', 'STATUS_CHANGE', 'STATUS_CHANGE', 'TASK']);
    const program = await story.program(practice, 'lead:read', 'leadClinical:read');
    expect(kindsOf((await program.graphql(timeline, { id })).data)).toEqual([
      'INTERACTION',
      'STATUS_CHANGE',
      'STATUS_CHANGE',
    ]);
  });
});
