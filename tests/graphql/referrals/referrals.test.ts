import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, auditOf } from '../../support/leads.js';
import { addReferral, referralRow } from '../../support/referrals.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const list = `query ($first: Int, $after: String, $filter: ReferralFilter, $search: String, $sort: [ReferralSort!]) {
  referrals(first: $first, after: $after, filter: $filter, search: $search, sort: $sort) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;
const update = `mutation ($id: ID!, $input: UpdateReferralInput!, $expectedVersion: Int) {
  updateReferral(id: $id, input: $input, expectedVersion: $expectedVersion) {
    referral { status version note outcome acknowledgedAt } userErrors { code path message } } }`;
const share = `mutation ($id: ID!, $input: ShareReferralOutcomeInput) { shareReferralOutcome(id: $id, input: $input) {
  referral { outcome outcomeSharedAt outcomeSharedBy { id } } userErrors { code path } } }`;
const consent = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code } } }';
const one = 'query ($id: ID!) { referral(id: $id) { id status leadId lead { id } note outcome contact { id } } }';
const idsOf = (data: { referrals: { nodes: { id: string }[] } }) => data.referrals.nodes.map(({ id }) => id);

describe('referrals', () => {
  test('page in order, filter, sort and are found by the name of the contact', async () => {
    const { owner } = await story.practice();
    const [park, stone] = [await addContact(owner), await addContact(owner, { lastName: 'Stone' })];
    const lead = await addLead(owner);
    const first = await addReferral(owner, { contactId: park, receivedAt: '2026-01-05T09:00:00Z' });
    const second = await addReferral(owner, { contactId: stone, leadId: lead, receivedAt: '2026-01-06T09:00:00Z' });
    const third = await addReferral(owner, { contactId: stone, direction: 'OUTBOUND' });
    const sort = [{ field: 'RECEIVED_AT', direction: 'ASC' }];
    const page = (await owner.graphql(list, { first: 2, sort })).data;
    expect([idsOf(page), page.referrals.totalCount]).toEqual([[first, second], 3]);
    const next = await owner.graphql(list, { first: 2, sort, after: page.referrals.pageInfo.endCursor });
    expect(idsOf(next.data)).toEqual([third]);
    const found = async (variables: object) => idsOf((await owner.graphql(list, { sort, ...variables })).data);
    expect(await found({ search: 'sto' })).toEqual([second, third]);
    expect(await found({ filter: { leadId: [lead] } })).toEqual([second]);
    expect(await found({ filter: { direction: ['OUTBOUND'] } })).toEqual([third]);
    expect(await found({ filter: { isOverdue: true, not: { contactId: [park] } } })).toEqual([second]);
  });

  test('whom it is about and what is said of the person show as far as that lead does', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const contactId = await addContact(owner);
    const [own, other] = [await addLead(owner, { assignedToId: clinician.id }), await addLead(owner)];
    const ids = {
      own: await addReferral(owner, { contactId, leadId: own, note: 'Sleeps badly' }),
      other: await addReferral(owner, { contactId, leadId: other, note: 'Eats badly' }),
    };
    const mine = await clinician.graphql(one, { id: ids.own });
    expect(mine.data.referral).toMatchObject({ leadId: own, lead: { id: own }, note: 'Sleeps badly' });
    const foreign = await clinician.graphql(one, { id: ids.other });
    expect(foreign.data.referral).toMatchObject({ status: 'RECEIVED', leadId: null, lead: null, note: null });
    expect(foreign.errors?.map(error => error.path?.[1]).sort()).toEqual(['lead', 'leadId', 'note', 'outcome']);
    const marketer = await story.marketer(practice);
    const open = await marketer.graphql(one, { id: ids.other });
    expect(open.data.referral).toMatchObject({
      leadId: other,
      lead: { id: other },
      note: null,
      contact: { id: contactId },
    });
    expect(open.errors?.map(error => [error.path?.[1], error.extensions.code]).sort()).toEqual([
      ['note', 'FORBIDDEN'],
      ['outcome', 'FORBIDDEN'],
    ]);
    const told = await marketer.graphql(update, { id: ids.other, input: { note: 'Guessed' } });
    expect(told.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const filtered = await clinician.graphql(list, { filter: { leadId: [other] } });
    expect(idsOf(filtered.data)).toEqual([]);
  });
});

describe('updateReferral', () => {
  test('follows the machine, and says when it was acknowledged', async () => {
    const { owner } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    const early = await owner.graphql(update, { id, input: { status: 'CLOSED' } });
    const [refusal] = early.data.updateReferral.userErrors;
    expect(refusal).toMatchObject({ code: 'INVALID_TRANSITION', path: ['status'] });
    expect(refusal.message).toMatch(/RECEIVED to CLOSED/);
    expect(await referralRow(story, id)).toMatchObject({ status: 'RECEIVED', version: 1 });
    const wanted = { status: 'ACKNOWLEDGED', outcome: 'Came' };
    const { data } = await owner.graphql(update, { id, input: wanted });
    expect(data.updateReferral.referral).toMatchObject({ ...wanted, version: 2, acknowledgedAt: expect.any(String) });
    const stale = await owner.graphql(update, { id, input: { status: 'SCHEDULED' }, expectedVersion: 1 });
    expect(stale.data.updateReferral.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    const changes = (await auditOf(story, id)).at(-2)?.changes;
    expect(JSON.parse(changes as string)).toMatchObject({
      outcome: true,
      status: { from: 'RECEIVED', to: 'ACKNOWLEDGED' },
    });
  });
});

describe('shareReferralOutcome', () => {
  test('only while the person agrees, and only what there is to tell', async () => {
    const { owner } = await story.practice();
    const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
    const id = await addReferral(owner, { contactId, leadId });
    const input = { outcome: 'Began therapy' };
    const refused = await owner.graphql(share, { id, input });
    expect(refused.data.shareReferralOutcome).toMatchObject({
      referral: null,
      userErrors: [{ code: 'CONSENT_REQUIRED' }],
    });
    expect(await referralRow(story, id)).toMatchObject({ outcome_shared_at: null, sealed_details: null, version: 1 });
    const agreed = { person: { type: 'LEAD', id: leadId }, channel: 'PHONE', purpose: 'OUTCOME_SHARING' };
    await owner.graphql(consent, { input: agreed });
    const empty = await owner.graphql(share, { id });
    expect(empty.data.shareReferralOutcome.userErrors).toEqual([{ code: 'REQUIRED', path: ['outcome'] }]);
    const { data } = await owner.graphql(share, { id, input });
    expect(data.shareReferralOutcome.referral).toMatchObject({ ...input, outcomeSharedBy: { id: owner.id } });
    const withdrawn =
      'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } } }';
    await owner.graphql(withdrawn, { input: agreed });
    const again = await owner.graphql(share, { id, input });
    expect(again.data.shareReferralOutcome.userErrors).toMatchObject([{ code: 'CONSENT_REQUIRED' }]);
  });

  test('of nobody in particular there is nothing that could be agreed to', async () => {
    const { owner } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    const { data } = await owner.graphql(share, { id, input: { outcome: 'Came' } });
    expect(data.shareReferralOutcome.userErrors).toMatchObject([{ code: 'CONSENT_REQUIRED' }]);
  });
});

describe('deleteReferral', () => {
  test('takes it out of sight; an owner brings it back, and it goes for good after its days', async () => {
    const { owner, practice } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    expect((await (await story.intake(practice)).rest('DELETE', `/referrals/${id}`)).status).toBe(403);
    expect((await owner.rest('DELETE', `/referrals/${id}`)).status).toBe(204);
    expect((await owner.graphql(one, { id })).data.referral).toBeNull();
    expect(idsOf((await owner.graphql(list, { filter: { isDeleted: true } })).data)).toEqual([id]);
    expect((await owner.rest('POST', `/referrals/${id}/restore`)).status).toBe(200);
    await owner.rest('DELETE', `/referrals/${id}`);
    await story.database.query("update referrals set deleted_at = now() - interval '31 days' where id = $1", [id]);
    const { purgeDeletedReferrals } = await import('../../../src/modules/referrals/referral.purge.js');
    expect(await purgeDeletedReferrals(story.services.ground)).toBe(1);
    expect(await referralRow(story, id)).toBeUndefined();
  });
});
