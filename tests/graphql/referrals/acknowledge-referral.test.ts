import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, randomId } from '../../support/leads.js';
import { addReferral, referralRow, tasksOf } from '../../support/referrals.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const acknowledge = `mutation ($id: ID!, $expectedVersion: Int) {
  acknowledgeReferral(id: $id, expectedVersion: $expectedVersion) {
    referral { status version acknowledgedAt acknowledgedBy { id } viewerCanAcknowledge } userErrors { code path message } } }`;
const past = '2026-01-05T09:00:00Z';

describe('acknowledgeReferral', () => {
  test('twenty at once acknowledge it once', async () => {
    const { owner } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.graphql(acknowledge, { id })));
    for (const { data } of answers) {
      expect(data.acknowledgeReferral).toMatchObject({
        referral: { status: 'ACKNOWLEDGED', version: 2, acknowledgedBy: { id: owner.id }, viewerCanAcknowledge: false },
        userErrors: [],
      });
    }
    const events = await story.database.query(
      "select 1 from outbox where object_id = $1 and type = 'REFERRAL_ACKNOWLEDGED'",
      [id],
    );
    expect(events).toHaveLength(1);
  });

  test('what went on or ended is refused, naming both states', async () => {
    const { owner } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner), status: 'SCHEDULED' });
    const { data } = await owner.graphql(acknowledge, { id });
    const [refusal] = data.acknowledgeReferral.userErrors;
    expect(refusal).toMatchObject({ code: 'INVALID_TRANSITION' });
    expect(refusal.message).toMatch(/SCHEDULED.*ACKNOWLEDGED/);
    expect(await referralRow(story, id)).toMatchObject({ status: 'SCHEDULED', version: 1 });
  });

  test('a stale version is refused', async () => {
    const { owner } = await story.practice();
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    const { data } = await owner.graphql(acknowledge, { id, expectedVersion: 7 });
    expect(data.acknowledgeReferral.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    expect((await referralRow(story, id)).status).toBe('RECEIVED');
  });

  test('those who only read may not; another practice has no such referral', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addReferral(owner, { contactId: await addContact(owner) });
    for (const role of ['CLINICIAN', 'BILLING', 'AUDITOR'] as const) {
      const person = await story.person(practice, role);
      expect((await person.graphql(acknowledge, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const theirs = await stranger.graphql(acknowledge, { id });
    expect(theirs.data).toEqual((await stranger.graphql(acknowledge, { id: randomId })).data);
    expect((await referralRow(story, id)).status).toBe('RECEIVED');
  });
});

describe('the task of an inbound referral that nobody acknowledges', () => {
  test('two workers raise it once, for whoever has the contact; acknowledging does it', async () => {
    const { owner, practice } = await story.practice();
    const intake = await story.intake(practice);
    const contactId = await addContact(owner, { assignedToId: intake.id });
    const id = await addReferral(owner, { contactId, acknowledgementDueAt: past });
    const { referralRaisedTasks } = story.services;
    await Promise.all([referralRaisedTasks.raiseDue(), referralRaisedTasks.raiseDue()]);
    await referralRaisedTasks.raiseDue();
    expect(await tasksOf(story, contactId)).toMatchObject([
      { status: 'PENDING', priority: 'HIGH', assigned_to_id: intake.id, related_type: 'CONTACT' },
    ]);
    expect(await referralRow(story, id)).toMatchObject({ version: 1 });
    await owner.graphql(acknowledge, { id });
    expect(await tasksOf(story, contactId)).toMatchObject([{ status: 'COMPLETED', completed_by_id: owner.id }]);
    await referralRaisedTasks.raiseDue();
    expect(await tasksOf(story, contactId)).toHaveLength(1);
  });

  test('another due time moves the open task; declining the referral cancels it', async () => {
    const { owner } = await story.practice();
    const contactId = await addContact(owner);
    const id = await addReferral(owner, { contactId, acknowledgementDueAt: past });
    await story.services.referralRaisedTasks.raiseDue();
    expect(await tasksOf(story, contactId)).toMatchObject([{ assigned_to_id: owner.id }]);
    const update = `mutation ($id: ID!, $input: UpdateReferralInput!) {
      updateReferral(id: $id, input: $input) { referral { version } userErrors { code } } }`;
    const later = '2026-01-06T09:00:00.000Z';
    await owner.graphql(update, { id, input: { acknowledgementDueAt: later } });
    await story.services.referralRaisedTasks.raiseDue();
    const [moved, ...more] = await tasksOf(story, contactId);
    expect([new Date(moved!.due_at as string).toISOString(), more]).toEqual([later, []]);
    await owner.graphql(update, { id, input: { status: 'DECLINED' } });
    expect(await tasksOf(story, contactId)).toMatchObject([{ status: 'CANCELLED' }]);
  });

  test('none for an outbound one, for one acknowledged in time, or one whose time has not come', async () => {
    const { owner } = await story.practice();
    const contactId = await addContact(owner);
    await addReferral(owner, { contactId, direction: 'OUTBOUND', acknowledgementDueAt: past });
    await addReferral(owner, { contactId, status: 'ACKNOWLEDGED', acknowledgementDueAt: past });
    await addReferral(owner, { contactId, leadId: await addLead(owner) });
    await story.services.referralRaisedTasks.raiseDue();
    expect(await tasksOf(story, contactId)).toEqual([]);
  });
});
