import { describe, expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';

const story = useStory();

const createLead = `mutation ($input: CreateLeadInput!) {
  createLead(input: $input) {
    lead {
      id version firstName lastName fullName email phone dateOfBirth status stage source tags okToEmail okToText
      address { line1 city } utm { source } interestedServices presentingConcern preferences { modality days }
      insurance { payer memberId verificationStatus } assignedToId assignedTo { id name } viewerCanUpdate viewerCanDelete
    }
    possibleDuplicates { id matchedOn lead { id firstName } }
    userErrors { code path message }
  }
}`;

const whole = {
  firstName: ' Ana  ',
  lastName: 'Núñez',
  email: ' Ana.Nunez@Example.ORG ',
  phone: '(503) 555-0142',
  dateOfBirth: '1990-02-28',
  address: { line1: '1 Main St', city: 'Portland' },
  timeZone: 'America/Los_Angeles',
  source: 'REFERRAL',
  utm: { source: 'newsletter' },
  landingPage: 'https://example.org/start',
  tags: ['Evening', 'evening'],
  interestedServices: ['INDIVIDUAL_THERAPY', 'ASSESSMENT'],
  presentingConcern: 'Sleeps badly\nsince spring',
  preferences: { modality: 'TELEHEALTH', days: ['MON'] },
  insurance: { payer: 'Acme', memberId: 'A1' },
  nextFollowUpAt: '2026-12-01T09:00:00-08:00',
  isSelfPay: false,
};

const leadsOf = async (practiceId: string) =>
  story.database.query('select * from leads where practice_id = $1 order by id', [practiceId]);

describe('createLead', () => {
  test('keeps every field and answers it in normal form', async () => {
    const { owner } = await story.practice();
    const { data, errors } = await owner.graphql(createLead, { input: { ...whole, assignedToId: owner.id } });
    expect(errors).toBeUndefined();
    expect(data.createLead.userErrors).toEqual([]);
    expect(data.createLead.lead).toMatchObject({
      version: 1,
      firstName: 'Ana',
      lastName: 'Núñez',
      fullName: 'Ana Núñez',
      email: 'ana.nunez@example.org',
      phone: '+15035550142',
      dateOfBirth: '1990-02-28',
      status: 'NEW',
      stage: 'INQUIRY',
      source: 'REFERRAL',
      tags: ['Evening'],
      okToEmail: true,
      okToText: false,
      address: { line1: '1 Main St', city: 'Portland' },
      utm: { source: 'newsletter' },
      interestedServices: ['INDIVIDUAL_THERAPY', 'ASSESSMENT'],
      presentingConcern: 'Sleeps badly\nsince spring',
      preferences: { modality: 'TELEHEALTH', days: ['MON'] },
      insurance: { payer: 'Acme', memberId: 'A1', verificationStatus: 'NOT_STARTED' },
      assignedToId: owner.id,
      assignedTo: { id: owner.id },
      viewerCanUpdate: true,
      viewerCanDelete: true,
    });
  });

  test('writes the row, its audit row and its event together, and no protected value in clear', async () => {
    const { owner, practice } = await story.practice();
    const { data } = await owner.graphql(createLead, { input: whole });
    const { id } = data.createLead.lead;
    const [row] = await leadsOf(practice.id);
    expect(row).toMatchObject({ id, created_by_id: owner.id, name_key: 'nunez ana' });
    expect(JSON.stringify(row)).not.toMatch(/example\.org"|5550142|Sleeps|Acme|1 Main|1990-02-28/i);
    const audit = await story.database.query(
      `select operation, action, outcome, channel, actor_id from audit_log where practice_id = $1 and $2 = any(object_ids)`,
      [practice.id, id],
    );
    expect(audit).toEqual([
      { operation: 'createLead', action: 'CREATE', outcome: 'SUCCEEDED', channel: 'graphql', actor_id: owner.id },
    ]);
    const events = await story.database.query('select type from outbox where object_id = $1', [id]);
    expect(events).toEqual([{ type: 'LEAD_CREATED' }]);
  });

  test('R10: the same address or number is named, or refused when asked to', async () => {
    const { owner, practice } = await story.practice();
    const first = (await owner.graphql(createLead, { input: whole })).data.createLead.lead;
    const second = await owner.graphql(createLead, {
      input: { firstName: 'Anna', lastName: 'N', email: 'ANA.nunez@example.org', phone: '+1 503 555 0142' },
    });
    expect(second.data.createLead.possibleDuplicates).toEqual([
      { id: first.id, matchedOn: ['EMAIL', 'PHONE'], lead: { id: first.id, firstName: 'Ana' } },
    ]);
    const third = await owner.graphql(createLead, {
      input: { firstName: 'A', lastName: 'N', phone: '5035550142', onDuplicate: 'REJECT' },
    });
    expect(third.data.createLead).toMatchObject({ lead: null, userErrors: [{ code: 'DUPLICATE', path: ['phone'] }] });
    expect(await leadsOf(practice.id)).toHaveLength(2);
  });

  test('R10: twenty at once with REJECT make one lead', async () => {
    const { owner, practice } = await story.practice();
    const input = { firstName: 'Bo', lastName: 'Li', email: 'bo@example.org', onDuplicate: 'REJECT' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.graphql(createLead, { input })));
    const codes = answers.flatMap(({ data }) =>
      data.createLead.userErrors.map((error: { code: string }) => error.code),
    );
    expect(codes).toEqual(Array.from({ length: 19 }, () => 'DUPLICATE'));
    expect(await leadsOf(practice.id)).toHaveLength(1);
  });

  test.each([
    ['CONVERTED', 'INVALID_TRANSITION', ['status']],
    ['LOST', 'INVALID_TRANSITION', ['status']],
    ['UNQUALIFIED', 'INVALID_TRANSITION', ['status']],
  ])('no lead begins as %s', async (status, code, path) => {
    const { owner, practice } = await story.practice();
    const input = { firstName: 'A', lastName: 'B', status, lostReason: 'gone' };
    const { data } = await owner.graphql(createLead, { input });
    expect(data.createLead).toMatchObject({ lead: null, userErrors: [{ code, path }] });
    expect(await leadsOf(practice.id)).toEqual([]);
  });

  test.each(['CLINICIAN', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { practice } = await story.practice();
    const person = await story.person(practice, role);
    const { data, errors } = await person.graphql(createLead, { input: { firstName: 'A', lastName: 'B' } });
    expect(data?.createLead ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await leadsOf(practice.id)).toEqual([]);
  });

  test('is denied to strangers', async () => {
    const { errors } = await story.stranger().graphql(createLead, { input: { firstName: 'A', lastName: 'B' } });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('a key that may create leads hands in everything, and sees again only what it may read', async () => {
    const { owner, practice } = await story.practice();
    const program = await story.program(practice, 'lead:create', 'lead:read');
    const { data, errors } = await program.graphql(
      'mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id firstName presentingConcern } } }',
      { input: { firstName: 'A', lastName: 'B', presentingConcern: 'x', phone: '+15035550142' } },
    );
    expect(data.createLead.lead).toMatchObject({ firstName: 'A', presentingConcern: null });
    expect(errors).toMatchObject([
      { path: ['createLead', 'lead', 'presentingConcern'], extensions: { code: 'FORBIDDEN' } },
    ]);
    const kept = await owner.rest('GET', `/leads/${data.createLead.lead.id}`);
    expect(kept.body.data).toMatchObject({ presentingConcern: 'x', phone: '+15035550142' });
  });

  test('a key that may only create leads does so through REST too', async () => {
    const { practice } = await story.practice();
    const program = await story.program(practice, 'lead:create');
    const answer = await program.rest('POST', '/leads', { firstName: 'A', lastName: 'B', presentingConcern: 'x' });
    expect(answer.status).toBe(201);
    expect(answer.text).not.toContain('firstName');
    expect(await leadsOf(practice.id)).toHaveLength(1);
  });

  test('a program that may only add learns of nobody', async () => {
    const { owner, practice } = await story.practice();
    await owner.graphql(createLead, { input: whole });
    const program = await story.program(practice, 'lead:create');
    const add = `mutation ($input: CreateLeadInput!) {
      createLead(input: $input) { lead { id } possibleDuplicates { id } userErrors { code } }
    }`;
    const { data, errors } = await program.graphql(add, {
      input: { firstName: 'A', lastName: 'B', email: whole.email },
    });
    expect(errors).toBeUndefined();
    expect(data.createLead).toEqual({ lead: null, possibleDuplicates: [], userErrors: [] });
    expect(await leadsOf(practice.id)).toHaveLength(2);
  });

  test("another practice's staff can't be given the lead, nor one who is not there", async () => {
    const { owner } = await story.practice();
    const { owner: stranger } = await story.practice();
    for (const assignedToId of [stranger.id, '0199aaaa-0000-7000-8000-000000000000']) {
      const { data } = await owner.graphql(createLead, { input: { firstName: 'A', lastName: 'B', assignedToId } });
      expect(data.createLead.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['assignedToId'] }]);
    }
  });
});
