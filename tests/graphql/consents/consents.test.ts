import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const record = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) {
  consent { id at person { type id } channel purpose isGiven method wordingVersion actor { id } } userErrors { code path } } }`;
const withdraw = `mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
  consent { isGiven } userErrors { code path } } }`;
const history = 'query ($person: PersonInput!) { consentHistory(person: $person) { channel purpose isGiven } }';
const status = `query ($person: PersonInput!, $at: DateTime) {
  consentStatus(person: $person, at: $at) { channel purpose isGiven since } }`;
const newsletter = { channel: 'EMAIL', purpose: 'NEWSLETTER' };

describe('the ledger of consents', () => {
  test('keeps what was given and withdrawn, and tells what held at any instant', async () => {
    const { owner } = await story.practice();
    const person = { type: 'LEAD', id: await addLead(owner) };
    const given = await owner.graphql(record, {
      input: { person, ...newsletter, method: 'PAPER', wordingVersion: '2026-01' },
    });
    expect(given.data.recordConsent).toMatchObject({
      consent: {
        person,
        ...newsletter,
        isGiven: true,
        method: 'PAPER',
        wordingVersion: '2026-01',
        actor: { id: owner.id },
      },
      userErrors: [],
    });
    const between = given.data.recordConsent.consent.at;
    story.clock.advance({ seconds: 1 });
    const taken = await owner.graphql(withdraw, { input: { person, ...newsletter } });
    expect(taken.data.withdrawConsent).toMatchObject({ consent: { isGiven: false }, userErrors: [] });
    expect((await owner.graphql(history, { person })).data.consentHistory).toEqual([
      { ...newsletter, isGiven: false },
      { ...newsletter, isGiven: true },
    ]);
    expect((await owner.graphql(status, { person })).data.consentStatus).toMatchObject([
      { ...newsletter, isGiven: false },
    ]);
    expect((await owner.graphql(status, { person, at: between })).data.consentStatus).toMatchObject([
      { ...newsletter, isGiven: true, since: between },
    ]);
    expect((await owner.graphql(status, { person, at: '2026-01-01T00:00:00Z' })).data.consentStatus).toEqual([]);
    expect((await auditOf(story, person.id)).map(row => row.operation)).toEqual([
      'createLead',
      'recordConsent',
      'withdrawConsent',
    ]);
  });

  test('is of contacts too, and of what was merged into a lead', async () => {
    const { owner } = await story.practice();
    const contact = { type: 'CONTACT', id: await addContact(owner) };
    await owner.graphql(record, { input: { person: contact, ...newsletter } });
    expect((await owner.graphql(history, { person: contact })).data.consentHistory).toHaveLength(1);
    const [primaryId, duplicateId] = [await addLead(owner), await addLead(owner)];
    await owner.graphql(record, { input: { person: { type: 'LEAD', id: duplicateId }, ...newsletter } });
    await owner.graphql('mutation ($input: MergeLeadsInput!) { mergeLeads(input: $input) { userErrors { code } } }', {
      input: { primaryId, duplicateIds: [duplicateId] },
    });
    const merged = await owner.graphql(status, { person: { type: 'LEAD', id: primaryId } });
    expect(merged.data.consentStatus).toMatchObject([{ ...newsletter, isGiven: true }]);
  });

  test('can only grow: the application may neither change nor remove an entry', async () => {
    for (const text of ['update consent_records set is_given = false', 'delete from consent_records']) {
      await expect(story.services.ground.database.query(text)).rejects.toThrow(/permission denied/);
    }
  });

  test('a person of another practice answers like one that is not there', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const theirs = { type: 'LEAD', id: await addLead(owner) };
    for (const person of [theirs, { type: 'LEAD', id: randomId }, { type: 'CONTACT', id: theirs.id }]) {
      const { data } = await stranger.graphql(record, { input: { person, ...newsletter } });
      expect(data.recordConsent).toEqual({
        consent: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['person', 'id'] }],
      });
      const seen = await stranger.graphql(history, { person });
      expect(seen.errors).toHaveLength(1);
    }
    expect(await story.database.query('select 1 from consent_records where person_id = $1', [theirs.id])).toEqual([]);
  });
});
