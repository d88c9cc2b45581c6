import { describe, expect, test } from '@jest/globals';
import { addContact, rowOf } from '../../support/contacts.js';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import type { Person, PracticeInStory } from '../../support/story.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const merge = `mutation ($input: MergeContactsInput!) {
  mergeContacts(input: $input) {
    mergeId fields { field fromIds } userErrors { code path }
    movedInteractions movedTasks movedReferrals movedLeads movedSegments movedCampaigns
    contact { id firstName email phone tags specialties okToEmail address { city line1 } interactions { totalCount } }
  }
}`;
const unmerge = `mutation ($mergeId: ID!) {
  unmergeContacts(mergeId: $mergeId) { contact { id } restoredIds keptFields userErrors { code path } }
}`;

interface Pair {
  owner: Person;
  practice: PracticeInStory;
  primary: string;
  duplicate: string;
}

/** Two contacts of which the second has something of each kind hanging on it; both are in one of two segments. */
async function pair(): Promise<Pair> {
  const { owner, practice } = await story.practice();
  const primary = await addContact(owner, { email: 'rosa@example.org', tags: ['a'], address: { line1: '1 Elm' } });
  const duplicate = await addContact(owner, {
    firstName: 'Rosalind',
    email: 'rosalind@example.org',
    phone: '5035550142',
    tags: ['b'],
    specialties: ['EMDR'],
    okToEmail: false,
    address: { city: 'Bend' },
  });
  const followUp = { title: 'Ring again' };
  const told = { kind: 'CALL', direction: 'OUTBOUND', summary: 'said', followUp };
  await owner.rest('POST', `/contacts/${duplicate}/interactions`, told);
  const sql = story.database;
  const lead = await addLead(owner);
  await sql.query('update leads set referred_by_id = $2 where id = $1', [lead, duplicate]);
  await sql.query(
    `insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, lead_id, received_at)
     values (gen_random_uuid(), $1, now(), now(), 'INBOUND', $2, $3, now())`,
    [practice.id, duplicate, lead],
  );
  for (const [name, members] of [
    ['one', [duplicate]],
    ['two', [primary, duplicate]],
  ] as const) {
    const [segment] = await sql.query(
      `insert into segments (id, practice_id, created_at, updated_at, name, name_key, applies_to, kind, guards)
       values (gen_random_uuid(), $1, now(), now(), $2, $2, 'CONTACT', 'STATIC', '{}') returning id`,
      [practice.id, name],
    );
    for (const id of members) {
      await sql.query(
        `insert into segment_members (practice_id, segment_id, person_type, person_id, added_at)
         values ($1, $2, 'CONTACT', $3, now())`,
        [practice.id, segment!.id, id],
      );
    }
  }
  const [campaign] = await sql.query(
    `insert into campaigns (id, practice_id, created_at, updated_at, name, name_key, type, currency)
     values (gen_random_uuid(), $1, now(), now(), 'c', 'c', 'EMAIL', 'USD') returning id`,
    [practice.id],
  );
  await sql.query(
    `insert into campaign_recipients (practice_id, campaign_id, person_type, person_id, origin, added_at)
     values ($1, $2, 'CONTACT', $3, 'HAND', now())`,
    [practice.id, campaign!.id, duplicate],
  );
  return { owner, practice, primary, duplicate };
}

/** Everything of the contacts and what hangs on them that a reversal must bring back. */
async function state(practiceId: string) {
  const read = (text: string) => story.database.query(text, [practiceId]);
  const contacts = await read(
    `select to_jsonb(c) - 'version' - 'updated_at' as row from contacts c where practice_id = $1 order by id`,
  );
  return {
    contacts,
    interactions: await read('select id, subject_id from interactions where practice_id = $1 order by id'),
    tasks: await read('select id, related_id from tasks where practice_id = $1 order by id'),
    leads: await read('select id, referred_by_id from leads where practice_id = $1 order by id'),
    referrals: await read('select id, contact_id from referrals where practice_id = $1 order by id'),
    places: await read('select segment_id, person_id from segment_members where practice_id = $1 order by 1, 2'),
    recipients: await read('select campaign_id, person_id from campaign_recipients where practice_id = $1'),
  };
}

const merging = async (who: Person, input: object) => (await who.graphql(merge, { input })).data.mergeContacts;
const moved = {
  movedInteractions: 1,
  movedTasks: 1,
  movedReferrals: 1,
  movedLeads: 1,
  movedSegments: 1,
  movedCampaigns: 1,
};

describe('mergeContacts', () => {
  test('a preview changes nothing; values and all that hangs on the duplicate come together', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const input = { primaryId: primary, duplicateIds: [duplicate], take: [{ field: 'EMAIL', fromId: duplicate }] };
    const before = await state(practice.id);
    const preview = await merging(owner, { ...input, dryRun: true });
    expect(await state(practice.id)).toEqual(before);
    expect(preview).toMatchObject({ ...moved, mergeId: null, userErrors: [] });
    const done = await merging(owner, input);
    expect(done).toMatchObject({ ...moved, userErrors: [] });
    expect(preview.fields).toEqual(done.fields);
    expect(done.fields).toContainEqual({ field: 'PHONE', fromIds: [duplicate] });
    expect(done.contact).toMatchObject({
      id: primary,
      firstName: 'Rosa',
      email: 'rosalind@example.org',
      phone: '+15035550142',
      tags: ['a', 'b'],
      specialties: ['EMDR'],
      okToEmail: false,
      address: { line1: '1 Elm', city: null },
      interactions: { totalCount: 1 },
    });
    expect(await rowOf(story, 'contacts', duplicate)).toMatchObject({
      merged_into_id: primary,
      deleted_at: expect.any(Date),
    });
    expect((await auditOf(story, duplicate)).at(-1)).toMatchObject({ operation: 'mergeContacts', action: 'MERGE' });
    const told = await story.database.query(
      `select type, object_id from outbox where practice_id = $1 and type in ('CONTACT_MERGED', 'CONTACT_DELETED') order by type`,
      [practice.id],
    );
    expect(told).toEqual([
      { type: 'CONTACT_DELETED', object_id: duplicate },
      { type: 'CONTACT_MERGED', object_id: primary },
    ]);
  });

  test('undone, both are as they were with all that hung on them', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const before = await state(practice.id);
    const { mergeId } = await merging(owner, { primaryId: primary, duplicateIds: [duplicate] });
    const { data } = await owner.graphql(unmerge, { mergeId });
    expect(data.unmergeContacts).toEqual({
      contact: { id: primary },
      restoredIds: [duplicate],
      keptFields: [],
      userErrors: [],
    });
    expect(await state(practice.id)).toEqual(before);
    const again = await owner.graphql(unmerge, { mergeId });
    expect(again.data.unmergeContacts.userErrors).toEqual([{ code: 'NOT_REVERSIBLE', path: ['mergeId'] }]);
  });

  test('what was changed since the merge stays when it is undone', async () => {
    const { owner, primary, duplicate } = await pair();
    const { mergeId } = await merging(owner, { primaryId: primary, duplicateIds: [duplicate] });
    await owner.rest('PUT', `/contacts/${primary}`, { phone: '5035550199' });
    const { data } = await owner.graphql(unmerge, { mergeId });
    expect(data.unmergeContacts.keptFields).toEqual(['phone']);
    expect(await rowOf(story, 'contacts', primary)).toMatchObject({ phone: '+15035550199', tags: ['a'] });
  });

  test('the same over REST', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const before = await state(practice.id);
    const done = await owner.rest('POST', '/contacts/merge', { primaryId: primary, duplicateIds: [duplicate] });
    expect(done.status).toBe(200);
    expect(done.body.data).toMatchObject({ ...moved, primaryId: primary });
    const undone = await owner.rest('POST', `/contacts/merges/${done.body.data.mergeId}/undo`);
    expect(undone.body.data).toEqual({ primaryId: primary, duplicateIds: [duplicate], keptFields: [] });
    expect(await state(practice.id)).toEqual(before);
    const again = await owner.rest('POST', `/contacts/merges/${done.body.data.mergeId}/undo`);
    expect([again.status, again.body.error.code]).toEqual([409, 'NOT_REVERSIBLE']);
  });

  test('of two merges of one pair at once, either way round, one is done', async () => {
    const { owner, practice, primary, duplicate } = await pair();
    const inputs = [
      { primaryId: primary, duplicateIds: [duplicate] },
      { primaryId: duplicate, duplicateIds: [primary] },
    ];
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => merging(owner, inputs[n % 2]!)));
    expect(answers.filter(answer => answer.mergeId)).toHaveLength(1);
    for (const { mergeId, userErrors } of answers) {
      if (!mergeId) expect(userErrors).toMatchObject([{ code: 'ALREADY_MERGED' }]);
    }
    const left = 'select 1 from contacts where practice_id = $1 and deleted_at is null';
    expect(await story.database.query(left, [practice.id])).toHaveLength(1);
  });

  test('refuses itself, those merged already and those that are not there; a merged one is not restored', async () => {
    const { owner, primary, duplicate } = await pair();
    const { owner: stranger } = await story.practice();
    const errorsOf = async (input: object) => (await merging(owner, input)).userErrors;
    expect(await errorsOf({ primaryId: primary, duplicateIds: [primary] })).toMatchObject([
      { code: 'INVALID', path: ['duplicateIds'] },
    ]);
    for (const id of [await addContact(stranger), randomId]) {
      expect(await errorsOf({ primaryId: primary, duplicateIds: [id] })).toEqual([
        { code: 'NOT_FOUND', path: ['duplicateIds', '0'] },
      ]);
    }
    expect(await errorsOf({ primaryId: primary, duplicateIds: [duplicate] })).toEqual([]);
    const third = await addContact(owner);
    expect(await errorsOf({ primaryId: third, duplicateIds: [duplicate] })).toMatchObject([{ code: 'ALREADY_MERGED' }]);
    expect((await owner.rest('POST', `/contacts/${duplicate}/restore`)).body.error.code).toBe('NOT_RESTORABLE');
  });

  test("another practice's merge can't be undone", async () => {
    const { owner, primary, duplicate } = await pair();
    const { owner: stranger } = await story.practice();
    const { mergeId } = await merging(owner, { primaryId: primary, duplicateIds: [duplicate] });
    const theirs = await stranger.graphql(unmerge, { mergeId });
    expect(theirs.data).toEqual((await stranger.graphql(unmerge, { mergeId: randomId })).data);
    expect(theirs.data.unmergeContacts.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['mergeId'] }]);
  });
});

test('merging leads takes referrals and places in segments and campaigns along, and gives them back', async () => {
  const { owner, practice } = await story.practice();
  const [primary, duplicate, contact] = [await addLead(owner), await addLead(owner), await addContact(owner)];
  await story.database.query(
    `insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, lead_id, received_at)
     values (gen_random_uuid(), $1, now(), now(), 'INBOUND', $2, $3, now())`,
    [practice.id, contact, duplicate],
  );
  const ofReferral = async () =>
    (await story.database.query('select lead_id from referrals where practice_id = $1', [practice.id]))[0]!.lead_id;
  const { body } = await owner.rest('POST', '/leads/merge', { primaryId: primary, duplicateIds: [duplicate] });
  expect(body.data).toMatchObject({ movedReferrals: 1, movedSegments: 0, movedCampaigns: 0 });
  expect(await ofReferral()).toBe(primary);
  await owner.rest('POST', `/leads/merges/${body.data.mergeId}/undo`);
  expect(await ofReferral()).toBe(duplicate);
  expect(await leadRow(story, duplicate)).toMatchObject({ deleted_at: null, merged_into_id: null });
});
