import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { addReferral, recordReferral, referralRow } from '../../support/referrals.js';
import { useStory } from '../../support/story.js';

const story = useStory();

describe('recordReferral', () => {
  test('an inbound one names its contact as who referred the lead, and is due by the target of the practice', async () => {
    const { owner } = await story.practice();
    const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
    const input = { direction: 'INBOUND', contactId, leadId, receivedAt: '2026-03-02T10:00:00Z', note: 'Sleeps badly' };
    const { data } = await owner.graphql(recordReferral, { input });
    expect(data.recordReferral.userErrors).toEqual([]);
    expect(data.recordReferral.referral).toMatchObject({
      ...{ status: 'RECEIVED', contactId, leadId, note: 'Sleeps badly', version: 1 },
      acknowledgementDueAt: '2026-03-03T10:00:00.000Z',
    });
    expect(await leadRow(story, leadId)).toMatchObject({ referred_by_id: contactId, source: 'REFERRAL', version: 2 });
    const { id } = data.recordReferral.referral;
    expect(String((await referralRow(story, id)).sealed_details)).toMatch(/^v1:/);
    expect(await auditOf(story, id)).toMatchObject([{ operation: 'recordReferral', action: 'CREATE' }]);
    expect((await auditOf(story, leadId)).map(row => row.operation)).toContain('recordReferral');
  });

  test('a lead that names a referrer and a source keeps both, and an outbound one tells nothing', async () => {
    const { owner } = await story.practice();
    const [first, second] = [await addContact(owner), await addContact(owner)];
    const named = await addLead(owner, { referredById: first, source: 'WEBSITE' });
    await addReferral(owner, { contactId: second, leadId: named });
    expect(await leadRow(story, named)).toMatchObject({ referred_by_id: first, source: 'WEBSITE', version: 1 });
    const sent = await addLead(owner);
    const id = await addReferral(owner, { direction: 'OUTBOUND', contactId: second, leadId: sent });
    expect(await leadRow(story, sent)).toMatchObject({ referred_by_id: null, source: 'OTHER' });
    expect((await referralRow(story, id)).acknowledgement_due_at).toBeNull();
  });

  test.each([
    [{ contactId: randomId }, 'NOT_FOUND', ['contactId']],
    [{ leadId: randomId }, 'NOT_FOUND', ['leadId']],
    [{ status: 'CLOSED' }, 'INVALID_TRANSITION', ['status']],
    [{ note: 'x'.repeat(5001) }, 'TOO_LONG', ['note']],
  ])('%j is refused', async (wrong, code, path) => {
    const { owner, practice } = await story.practice();
    const contactId = await addContact(owner);
    const { data } = await owner.graphql(recordReferral, { input: { direction: 'INBOUND', contactId, ...wrong } });
    expect(data.recordReferral).toMatchObject({ referral: null, userErrors: [{ code, path }] });
    expect(await story.database.query('select 1 from referrals where practice_id = $1', [practice.id])).toEqual([]);
  });

  test("another practice's contact and lead answer like ones that are not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
    const ownContact = await addContact(stranger);
    const theirs = [
      { direction: 'INBOUND', contactId },
      { direction: 'INBOUND', contactId: ownContact, leadId },
    ];
    for (const input of theirs) {
      const { data } = await stranger.graphql(recordReferral, { input });
      expect(data.recordReferral.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect((await leadRow(story, leadId)).referred_by_id).toBeNull();
  });

  test('a lead can name any contact of its practice as referrer, and the contact lists its leads', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const [contactId, foreign] = [await addContact(owner, { lastName: 'Park' }), await addContact(stranger)];
    const id = await addLead(owner, { referredById: contactId });
    const { data } = await owner.graphql(
      `query ($id: ID!, $contact: ID!) { lead(id: $id) { referredBy { id lastName } }
        contact(id: $contact) { referredLeads(first: 5) { totalCount nodes { id } } referrals(first: 5) { totalCount } } }`,
      { id, contact: contactId },
    );
    expect(data).toEqual({
      lead: { referredBy: { id: contactId, lastName: 'Park' } },
      contact: { referredLeads: { totalCount: 1, nodes: [{ id }] }, referrals: { totalCount: 0 } },
    });
    const refused = await owner.graphql(
      'mutation ($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) { userErrors { code path } } }',
      { id, input: { referredById: foreign } },
    );
    expect(refused.data.updateLead.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['referredById'] }]);
  });
});
