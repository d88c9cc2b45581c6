import { describe, expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { addLead } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

describe('/referrals', () => {
  test('is written down, read, listed, changed, acknowledged and deleted', async () => {
    const { owner } = await story.practice();
    const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
    const made = await owner.rest('POST', '/referrals', { direction: 'inbound', contactId, leadId, note: 'By fax' });
    expect(made.status).toBe(201);
    const { id } = made.body.data;
    expect([made.headers.get('location'), made.headers.get('etag')]).toEqual([`/api/v1/referrals/${id}`, '"1"']);
    expect(made.body.data).toMatchObject({
      direction: 'INBOUND',
      status: 'RECEIVED',
      note: 'By fax',
      leadId,
      isOverdue: false,
    });
    expect((await owner.rest('GET', `/referrals/${id}`)).body.data).toEqual(made.body.data);
    const listed = await owner.rest(
      'GET',
      `/referrals?status=received&contactId=${contactId}&sort=-receivedAt&limit=1`,
    );
    expect(listed.body).toMatchObject({ data: [{ id }], pagination: { total: 1, totalPages: 1, nextCursor: null } });
    const stale = await owner.rest('PUT', `/referrals/${id}`, { note: 'New' }, { 'if-match': '"9"' });
    expect([stale.status, stale.body.error.code]).toEqual([412, 'STALE_VERSION']);
    const put = await owner.rest('PUT', `/referrals/${id}`, { note: 'New' }, { 'if-match': '"1"' });
    expect([put.status, put.headers.get('etag'), put.body.data.note]).toEqual([200, '"2"', 'New']);
    const acknowledged = await owner.rest('POST', `/referrals/${id}/acknowledge`);
    expect([acknowledged.status, acknowledged.body.data.status]).toEqual([200, 'ACKNOWLEDGED']);
    const closed = await owner.rest('PUT', `/referrals/${id}`, { status: 'received' });
    expect([closed.status, closed.body.error.code]).toEqual([409, 'INVALID_TRANSITION']);
    const shared = await owner.rest('POST', `/referrals/${id}/share-outcome`, { outcome: 'Came' });
    expect([shared.status, shared.body.error.code]).toEqual([409, 'CONSENT_REQUIRED']);
    expect((await owner.rest('DELETE', `/referrals/${id}`)).status).toBe(204);
    expect((await owner.rest('GET', `/referrals/${id}`)).status).toBe(404);
  });

  test('leaves out what the caller may not see, and refuses what is not known', async () => {
    const { owner, practice } = await story.practice();
    const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
    const { body } = await owner.rest('POST', '/referrals', {
      direction: 'INBOUND',
      contactId,
      leadId,
      note: 'By fax',
    });
    const biller = await story.biller(practice);
    const { data } = (await biller.rest('GET', `/referrals/${body.data.id}`)).body;
    expect(data).toMatchObject({ status: 'RECEIVED', contactId });
    for (const field of ['note', 'outcome', 'leadId']) expect(data).not.toHaveProperty(field);
    const unknown = await owner.rest('POST', '/referrals', {
      direction: 'INBOUND',
      contactId,
      acknowledgedAt: '2026-01-01',
    });
    expect([unknown.status, unknown.body.error.details[0].code]).toEqual([422, 'UNKNOWN_FIELD']);
    expect((await owner.rest('GET', '/referrals?status=LOST')).status).toBe(400);
    expect((await story.stranger().rest('GET', '/referrals')).status).toBe(401);
  });
});

describe('/consents', () => {
  test('are noted, listed newest first, and asked for as they stand', async () => {
    const { owner } = await story.practice();
    const person = { type: 'LEAD', id: await addLead(owner) };
    const given = await owner.rest('POST', '/consents', { person, channel: 'email', purpose: 'marketing' });
    expect([given.status, given.body.data]).toMatchObject([201, { person, channel: 'EMAIL', isGiven: true }]);
    const taken = await owner.rest('POST', '/consents/withdraw', { person, channel: 'EMAIL', purpose: 'MARKETING' });
    expect([taken.status, taken.body.data.isGiven]).toEqual([201, false]);
    const query = `personType=LEAD&personId=${person.id}`;
    const page = await owner.rest('GET', `/consents?${query}&limit=1`);
    expect(page.body).toMatchObject({ data: [{ isGiven: false }], pagination: { total: 2, totalPages: 2 } });
    const status = await owner.rest('GET', `/consents/status?${query}`);
    expect(status.body.data).toMatchObject([{ channel: 'EMAIL', purpose: 'MARKETING', isGiven: false }]);
    const before = await owner.rest('GET', `/consents/status?${query}&at=2026-01-01T00:00:00Z`);
    expect(before.body.data).toEqual([]);
  });
});
