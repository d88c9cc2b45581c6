import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow } from '../../support/campaigns.js';
import { addContact, rowOf } from '../../support/contacts.js';
import { addLead, auditOf, leadRow } from '../../support/leads.js';
import { addSegment, leaf, segmentById } from '../../support/segments.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const tags =
  'query ($prefix: String, $appliesTo: RecipientType) { tags(prefix: $prefix, appliesTo: $appliesTo) { tag count } }';
const renameTag = `mutation ($input: RenameTagInput!) {
  renameTag(input: $input) { tag { tag count } leads contacts userErrors { code path } }
}`;

describe('tags', () => {
  test('counts the tags of leads and contacts of this practice, most used first, by prefix in any case', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    for (const list of [['evening', 'Waitlist'], ['evening']]) await addLead(owner, { tags: list });
    for (const list of [['Events'], ['evening', 'Events']]) await addContact(owner, { tags: list });
    const gone = await addContact(owner, { tags: ['gone'] });
    await owner.rest('DELETE', `/contacts/${gone}`);
    await addContact(stranger, { tags: ['secret'] });
    expect((await owner.graphql(tags)).data.tags).toEqual([
      { tag: 'evening', count: 3 },
      { tag: 'Events', count: 2 },
      { tag: 'Waitlist', count: 1 },
    ]);
    const some = async (variables: Record<string, unknown>) =>
      (await owner.graphql(tags, variables)).data.tags.map((row: { tag: string; count: number }) => [
        row.tag,
        row.count,
      ]);
    expect(await some({ prefix: 'EVE' })).toEqual([
      ['evening', 3],
      ['Events', 2],
    ]);
    expect(await some({ appliesTo: 'LEAD' })).toEqual([
      ['evening', 2],
      ['Waitlist', 1],
    ]);
    expect(await some({ appliesTo: 'CONTACT' })).toEqual([
      ['Events', 2],
      ['evening', 1],
    ]);
    const rest = await owner.rest('GET', '/tags?prefix=wait&appliesTo=lead');
    expect([rest.status, rest.body.data]).toEqual([200, [{ tag: 'Waitlist', count: 1 }]]);
  });

  test('a clinician counts own leads and all contacts; a program what it may read; strangers nothing', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    await addLead(owner, { tags: ['hers'], assignedToId: clinician.id });
    await addLead(owner, { tags: ['others'] });
    await addContact(owner, { tags: ['hers', 'school'] });
    expect((await clinician.graphql(tags)).data.tags).toEqual([
      { tag: 'hers', count: 2 },
      { tag: 'school', count: 1 },
    ]);
    const [forContacts, forNeither] = [
      await story.program(practice, 'contact:read'),
      await story.program(practice, 'staff:read'),
    ];
    expect((await forContacts.graphql(tags)).data.tags.map((row: { tag: string }) => row.tag)).toEqual([
      'hers',
      'school',
    ]);
    const refused = async (answer: ReturnType<typeof owner.graphql>) => (await answer).errors?.[0]?.extensions.code;
    expect(await refused(forContacts.graphql(tags, { appliesTo: 'LEAD' }))).toBe('FORBIDDEN');
    expect(await refused(forNeither.graphql(tags))).toBe('FORBIDDEN');
    expect(await refused(story.stranger().graphql(tags))).toBe('UNAUTHENTICATED');
    expect(await refused(owner.graphql(tags, { prefix: 'x'.repeat(51) }))).toBe('BAD_USER_INPUT');
  });
});

describe('renameTag', () => {
  test('on all leads and contacts, in its place, once each, deleted ones too', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const plain = await addLead(owner, { tags: ['a', 'vip', 'z'] });
    const both = await addContact(owner, { tags: ['VIP client', 'vip'] });
    const none = await addContact(owner, { tags: ['other'] });
    const gone = await addContact(owner, { tags: ['vip'] });
    await owner.rest('DELETE', `/contacts/${gone}`);
    const theirs = await addLead(stranger, { tags: ['vip'] });
    const { data, errors } = await owner.graphql(renameTag, { input: { from: 'vip', to: 'VIP client' } });
    expect(errors).toBeUndefined();
    expect(data.renameTag).toEqual({ tag: { tag: 'VIP client', count: 2 }, leads: 1, contacts: 1, userErrors: [] });
    expect(await leadRow(story, plain)).toMatchObject({ tags: ['a', 'VIP client', 'z'], version: 2 });
    expect(await rowOf(story, 'contacts', both)).toMatchObject({ tags: ['VIP client'], version: 2 });
    expect(await rowOf(story, 'contacts', gone)).toMatchObject({ tags: ['VIP client'] });
    expect(await rowOf(story, 'contacts', none)).toMatchObject({ tags: ['other'], version: 1 });
    expect(await leadRow(story, theirs)).toMatchObject({ tags: ['vip'], version: 1 });
    expect((await auditOf(story, plain)).at(-1)).toMatchObject({ operation: 'renameTag', outcome: 'SUCCEEDED' });
    const events = await story.database.query(
      "select type, object_id from outbox where practice_id = $1 and (data->'fields' ? 'tags' or type = 'TAG_RENAMED') order by sequence",
      [owner.practice.id],
    );
    expect(events.map(row => row.type)).toEqual(['LEAD_UPDATED', 'CONTACT_UPDATED', 'TAG_RENAMED']);
  });

  test('of another spelling too; and many at once', async () => {
    const { owner, practice } = await story.practice();
    const id = await addContact(owner, { tags: ['evening'] });
    expect(
      (await owner.graphql(renameTag, { input: { from: 'evening', to: 'Evening' } })).data.renameTag,
    ).toMatchObject({
      tag: { tag: 'Evening', count: 1 },
    });
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ tags: ['Evening'] });
    await story.database.query(
      `insert into contacts (id, practice_id, created_at, updated_at, first_name, last_name, name_key, tags)
       select gen_random_uuid(), $1, now(), now(), 'A', 'B', 'b a', array['many'] from generate_series(1, 2300)`,
      [practice.id],
    );
    const { data } = await owner.graphql(renameTag, { input: { from: 'many', to: 'Evening' } });
    expect(data.renameTag).toMatchObject({ tag: { tag: 'Evening', count: 2301 }, contacts: 2300 });
  });

  test('in the rules of segments, sealed ones too, and in what campaigns add', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner, { tags: ['vip'], interestedServices: ['PSYCHIATRY'] });
    const plain = { any: [leaf('tags', 'IN', ['vip', 'VIP client', 'x']), { not: leaf('tags', 'IS', 'vip') }] };
    const sealed = { all: [leaf('tags', 'CONTAINS', ['vip']), leaf('interestedServices', 'IN', ['PSYCHIATRY'])] };
    const other = leaf('source', 'IS', 'WEBSITE');
    const [open, secret, gone, unasked, theirs] = [
      await addSegment(owner, { rule: plain }),
      await addSegment(owner, { rule: sealed }),
      await addSegment(owner, { rule: sealed }),
      await addSegment(owner, { rule: { any: [leaf('tags', 'IS', 'VIP'), other] } }),
      await addSegment(stranger, { rule: plain }),
    ];
    await owner.rest('DELETE', `/segments/${gone.id}`);
    const campaign = await addCampaign(owner);
    const addTag = (tag: string) => ({ trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag } });
    await owner.rest('PUT', `/campaigns/${campaign}/automation`, { steps: [addTag('vip'), addTag('Vip')] });
    const { version } = await campaignRow(story, campaign);

    const { data } = await owner.graphql(renameTag, { input: { from: 'vip', to: 'VIP client' } });
    expect(data.renameTag).toMatchObject({ leads: 1, contacts: 0, userErrors: [] });

    const segment = async (caller: typeof owner, one: { id: string }) =>
      (await caller.graphql(segmentById, { id: one.id })).data.segment;
    expect(await segment(owner, open)).toMatchObject({
      version: 2,
      rule: { any: [leaf('tags', 'IN', ['VIP client', 'x']), { not: leaf('tags', 'IS', 'VIP client') }] },
    });
    const renamed = { all: [leaf('tags', 'CONTAINS', ['VIP client']), sealed.all[1]] };
    expect(await segment(owner, secret)).toMatchObject({ version: 2, isSensitive: true, rule: renamed, count: 1 });
    expect(await segment(owner, unasked)).toMatchObject({ version: 1, rule: unasked.rule });
    expect(await segment(stranger, theirs)).toMatchObject({ version: 1, rule: theirs.rule });
    await owner.rest('POST', `/segments/${gone.id}/restore`);
    expect(await segment(owner, gone)).toMatchObject({ rule: renamed });
    const [kept] = await story.database.query('select rule, sealed_rule from segments where id = $1', [secret.id]);
    expect([kept!.rule, kept!.sealed_rule]).toEqual([null, expect.stringMatching(/./)]);

    const steps = await story.database.query(
      'select action_details from campaign_steps where campaign_id = $1 order by position',
      [campaign],
    );
    expect(steps.map(row => row.action_details)).toEqual([{ tag: 'VIP client' }, { tag: 'Vip' }]);
    expect(await campaignRow(story, campaign)).toMatchObject({ version: (version as number) + 1 });
    const told = await story.database.query(
      `select type, object_id from outbox where practice_id = $1 and data->'fields' ?| array['rule', 'automation']
       and sequence > (select max(sequence) from outbox where type = 'CAMPAIGN_CREATED' and practice_id = $1)`,
      [practice.id],
    );
    expect(told.filter(row => row.type === 'SEGMENT_UPDATED').map(row => row.object_id)).toEqual([open.id, secret.id]);
    expect((await auditOf(story, secret.id)).at(-1)).toMatchObject({
      operation: 'renameTag',
      changes: '{"rule":true}',
    });
    expect((await leadRow(story, id)).tags).toEqual(['VIP client']);
  });

  test('of a tag that nobody has any more, but rules name', async () => {
    const { owner } = await story.practice();
    const { id } = await addSegment(owner, { appliesTo: 'CONTACT', rule: leaf('tags', 'IS', 'late') });
    const { data } = await owner.graphql(renameTag, { input: { from: 'late', to: 'later' } });
    expect(data.renameTag).toEqual({ tag: { tag: 'later', count: 0 }, leads: 0, contacts: 0, userErrors: [] });
    expect((await owner.graphql(segmentById, { id })).data.segment.rule).toEqual(leaf('tags', 'IS', 'later'));
  });

  test.each([
    [{ from: 'none', to: 'x' }, 'NOT_FOUND', ['from']],
    [{ from: 'here', to: 'here' }, 'INVALID', ['to']],
    [{ from: 'here', to: ' ' }, 'REQUIRED', ['to']],
    [{ from: 'here', to: 'x'.repeat(51) }, 'TOO_LONG', ['to']],
  ])('%j is refused through both doors, and nothing changes', async (input, code, path) => {
    const { owner } = await story.practice();
    const id = await addContact(owner, { tags: ['here'] });
    const { data } = await owner.graphql(renameTag, { input });
    expect(data.renameTag).toEqual({ tag: null, leads: null, contacts: null, userErrors: [{ code, path }] });
    const rest = await owner.rest('POST', '/tags/rename', input);
    expect([rest.status, rest.body.error.details[0].code]).toEqual([422, code]);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ tags: ['here'], version: 1 });
  });

  test.each(['CLINICIAN', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const id = await addContact(owner, { tags: ['here'] });
    const person = await story.person(practice, role);
    const { errors } = await person.graphql(renameTag, { input: { from: 'here', to: 'there' } });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await person.rest('POST', '/tags/rename', { from: 'here', to: 'there' })).status).toBe(403);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ tags: ['here'] });
  });
});
