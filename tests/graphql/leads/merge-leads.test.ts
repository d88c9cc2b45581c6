import { describe, expect, test } from '@jest/globals';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const merge = `mutation ($input: MergeLeadsInput!) {
  mergeLeads(input: $input) {
    mergeId fields { field fromIds } movedInteractions movedTasks userErrors { code path }
    lead { id version firstName email phone tags okToEmail insurance { payer } status interactions { totalCount } tasks { totalCount } }
  }
}`;
const unmerge = `mutation ($mergeId: ID!) {
  unmergeLeads(mergeId: $mergeId) { lead { id } restoredIds keptFields userErrors { code path } }
}`;
const interact = `mutation ($id: ID!) { addLeadInteraction(id: $id, input: { kind: CALL, direction: OUTBOUND, summary: "said",
  followUp: { title: "again" } }) { interaction { id } } }`;

async function pair() {
  const { owner, practice } = await story.practice();
  const primary = await addLead(owner, {
    firstName: 'Kim',
    email: 'kim@example.org',
    tags: ['a'],
    address: { city: 'Bend' },
  });
  const duplicate = await addLead(owner, {
    firstName: 'Kimberly',
    email: 'kimberly@example.org',
    phone: '5035550142',
    tags: ['b'],
    okToEmail: false,
    insurance: { payer: 'Acme' },
    presentingConcern: 'worries',
  });
  await owner.graphql(interact, { id: duplicate });
  return { owner, practice, primary, duplicate };
}

/** Everything of the leads and what hangs on them that a reversal must bring back. */
async function state(practiceId: string) {
  const omitted = ['version', 'updated_at'];
  const leads = await story.database.query('select * from leads where practice_id = $1 order by id', [practiceId]);
  const rows = leads.map(row =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !omitted.includes(column))),
  );
  const interactions = await story.database.query(
    'select id, subject_id, sealed_summary from interactions where practice_id = $1 order by id',
    [practiceId],
  );
  const tasks = await story.database.query('select id, related_id from tasks where practice_id = $1 order by id', [
    practiceId,
  ]);
  return { rows, interactions, tasks };
}

describe('mergeLeads', () => {
  test('a preview changes nothing and equals the merge; values, interactions and tasks come together', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const input = { primaryId: primary, duplicateIds: [duplicate], take: [{ field: 'EMAIL', fromId: duplicate }] };
    const before = await state(practice.id);
    const preview = (await owner.graphql(merge, { input: { ...input, dryRun: true } })).data.mergeLeads;
    expect(await state(practice.id)).toEqual(before);
    const { data, errors } = await owner.graphql(merge, { input });
    expect(errors).toBeUndefined();
    const done = data.mergeLeads;
    expect(preview.mergeId).toBeNull();
    for (const key of ['fields', 'movedInteractions', 'movedTasks']) expect(preview[key]).toEqual(done[key]);
    expect(done).toMatchObject({ movedInteractions: 1, movedTasks: 1, userErrors: [] });
    expect(done.fields).toContainEqual({ field: 'PHONE', fromIds: [duplicate] });
    expect(done.fields).toContainEqual({ field: 'TAGS', fromIds: [primary, duplicate] });
    expect(done.lead).toMatchObject({
      id: primary,
      firstName: 'Kim',
      email: 'kimberly@example.org',
      phone: '+15035550142',
      tags: ['a', 'b'],
      okToEmail: false,
      insurance: { payer: 'Acme' },
      status: 'CONTACTED',
      interactions: { totalCount: 1 },
      tasks: { totalCount: 1 },
    });
    expect(await leadRow(story, duplicate)).toMatchObject({ merged_into_id: primary, deleted_at: expect.any(Date) });
    expect((await auditOf(story, duplicate)).at(-1)).toMatchObject({ operation: 'mergeLeads', action: 'MERGE' });
  });

  test('undone, both are as they were, byte for byte', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const before = await state(practice.id);
    const { mergeId } = (await owner.graphql(merge, { input: { primaryId: primary, duplicateIds: [duplicate] } })).data
      .mergeLeads;
    const { data } = await owner.graphql(unmerge, { mergeId });
    expect(data.unmergeLeads).toEqual({
      lead: { id: primary },
      restoredIds: [duplicate],
      keptFields: [],
      userErrors: [],
    });
    expect(await state(practice.id)).toEqual(before);
    const again = await owner.graphql(unmerge, { mergeId });
    expect(again.data.unmergeLeads.userErrors).toEqual([{ code: 'NOT_REVERSIBLE', path: ['mergeId'] }]);
  });

  test('what was changed since the merge stays when it is undone', async () => {
    const { owner, primary, duplicate } = await pair();
    const { mergeId } = (await owner.graphql(merge, { input: { primaryId: primary, duplicateIds: [duplicate] } })).data
      .mergeLeads;
    const update = 'mutation ($id: ID!) { updateLead(id: $id, input: { phone: "5035550199" }) { lead { id } } }';
    await owner.graphql(update, { id: primary });
    const { data } = await owner.graphql(unmerge, { mergeId });
    expect(data.unmergeLeads.keptFields).toEqual(['phone']);
    const { data: read } = await owner.graphql(
      'query ($id: ID!) { lead(id: $id) { phone tags insurance { payer } } }',
      { id: primary },
    );
    expect(read.lead).toEqual({ phone: '+15035550199', tags: ['a'], insurance: null });
  });

  test('refuses converted leads, itself, those merged already and those that are not there', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const { owner: stranger } = await story.practice();
    const foreign = await addLead(stranger);
    const errorsOf = async (input: object) => (await owner.graphql(merge, { input })).data.mergeLeads.userErrors;
    expect(await errorsOf({ primaryId: primary, duplicateIds: [primary] })).toMatchObject([
      { code: 'INVALID', path: ['duplicateIds'] },
    ]);
    for (const id of [foreign, randomId]) {
      expect(await errorsOf({ primaryId: primary, duplicateIds: [id] })).toEqual([
        { code: 'NOT_FOUND', path: ['duplicateIds', '0'] },
      ]);
    }
    await story.database.query("update leads set status = 'CONVERTED' where id = $1", [duplicate]);
    expect(await errorsOf({ primaryId: primary, duplicateIds: [duplicate] })).toMatchObject([
      { code: 'LEAD_CONVERTED' },
    ]);
    await story.database.query("update leads set status = 'NEW' where id = $1", [duplicate]);
    expect(await errorsOf({ primaryId: primary, duplicateIds: [duplicate] })).toEqual([]);
    const third = await addLead(owner);
    expect(await errorsOf({ primaryId: third, duplicateIds: [duplicate] })).toMatchObject([{ code: 'ALREADY_MERGED' }]);
    expect(await story.database.query('select 1 from lead_merges where practice_id = $1', [practice.id])).toHaveLength(
      1,
    );
    const { data } = await owner.graphql('mutation ($id: ID!) { restoreLead(id: $id) { userErrors { code } } }', {
      id: duplicate,
    });
    expect(data.restoreLead.userErrors).toEqual([{ code: 'NOT_RESTORABLE' }]);
  });

  test("another practice's merge can't be undone", async () => {
    const { owner, primary, duplicate } = await pair();
    const { owner: stranger } = await story.practice();
    const { mergeId } = (await owner.graphql(merge, { input: { primaryId: primary, duplicateIds: [duplicate] } })).data
      .mergeLeads;
    const theirs = await stranger.graphql(unmerge, { mergeId });
    expect(theirs.data).toEqual((await stranger.graphql(unmerge, { mergeId: randomId })).data);
    expect(theirs.data.unmergeLeads.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['mergeId'] }]);
  });

  test.each(['CLINICIAN', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { practice, primary, duplicate } = await pair();
    const before = await state(practice.id);
    const person = await story.person(practice, role);
    const input = { primaryId: primary, duplicateIds: [duplicate] };
    expect((await person.graphql(merge, { input })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await person.graphql(unmerge, { mergeId: randomId })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await state(practice.id)).toEqual(before);
  });
});

describe('leadDuplicates', () => {
  const query = 'query ($id: ID!) { leadDuplicates(id: $id) { id matchedOn lead { firstName } } }';

  test('names open leads with the same address or number', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, { email: 'x@example.org', phone: '5035550142' });
    const [byMail, byPhone, closed] = [
      await addLead(owner, { firstName: 'Mail', email: 'X@example.org' }),
      await addLead(owner, { firstName: 'Phone', phone: '+15035550142' }),
      await addLead(owner, { email: 'x@example.org' }),
    ];
    await story.database.query("update leads set status = 'LOST' where id = $1", [closed]);
    const { data } = await owner.graphql(query, { id });
    expect(data.leadDuplicates).toEqual([
      { id: byMail, matchedOn: ['EMAIL'], lead: { firstName: 'Mail' } },
      { id: byPhone, matchedOn: ['PHONE'], lead: { firstName: 'Phone' } },
    ]);
  });

  test('who may not see numbers does not learn that two leads share one; a clinician only of own leads', async () => {
    const { owner, practice } = await story.practice();
    const [marketer, clinician] = [await story.marketer(practice), await story.clinician(practice)];
    const id = await addLead(owner, { phone: '5035550142', assignedToId: clinician.id });
    await addLead(owner, { phone: '5035550142' });
    expect((await owner.graphql(query, { id })).data.leadDuplicates).toHaveLength(1);
    for (const person of [marketer, clinician])
      expect((await person.graphql(query, { id })).data.leadDuplicates).toEqual([]);
  });

  test("another practice's lead answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner);
    const [theirs, random] = [await stranger.graphql(query, { id }), await stranger.graphql(query, { id: randomId })];
    expect(theirs.errors?.[0]?.extensions.code).toBe(random.errors?.[0]?.extensions.code);
    expect(theirs.data).toEqual(random.data);
    expect(theirs.errors).toHaveLength(1);
  });
});
