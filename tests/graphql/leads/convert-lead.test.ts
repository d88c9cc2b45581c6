import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();

const convertLead = `mutation ($id: ID!, $input: ConvertLeadInput) {
  convertLead(id: $id, input: $input) {
    alreadyConverted
    lead { id status stage convertedAt assignedToId }
    client { id externalId displayName leadId }
    appointment { id startsAt durationMinutes clinicianId location clientId }
    insuranceVerification { status method reason }
    conversion { state reason steps { name state error } }
    userErrors { code message path }
  }
}`;

const person = { firstName: 'Dana', lastName: 'Rivers', source: 'PHONE', status: 'QUALIFIED' };

/** A lead as the service adds it, so that this file tests one operation only. */
async function leadOf(practice: PracticeInStory, input: object = {}): Promise<string> {
  const status = (input as { status?: string }).status ?? 'QUALIFIED';
  const { id } = await story.services.leads.create(story.systemContext(practice), {
    ...person,
    ...input,
    status: undefined,
  });
  await story.database.query('update leads set status = $2 where id = $1', [id, status]);
  return id;
}

async function convert(who: Person, id: string, input?: object) {
  const { data, errors } = await who.graphql(convertLead, { id, input });
  return { payload: data?.convertLead, errors };
}

const rows = async (table: string, id: string) =>
  (await story.database.query(`select count(*)::int as n from ${table} where lead_id = $1`, [id]))[0]!.n;

test('a qualified lead becomes a client with an appointment and a checked cover', async () => {
  const { practice, owner } = await story.practice();
  const clinician = await story.clinician(practice);
  const id = await leadOf(practice, { insurance: { payer: 'Aetna', memberId: 'W123456789' } });
  const { payload, errors } = await convert(owner, id, {
    assignClinicianId: clinician.id,
    verifyInsurance: true,
    appointment: { startsAt: '2027-01-15T15:00:00Z', location: 'Room 2' },
  });
  expect(errors).toBeUndefined();
  expect(payload.userErrors).toEqual([]);
  expect(payload.alreadyConverted).toBe(false);
  expect(payload.lead).toMatchObject({
    id,
    status: 'CONVERTED',
    stage: 'INTAKE_SCHEDULED',
    assignedToId: clinician.id,
  });
  expect(payload.client).toMatchObject({ displayName: 'Dana Rivers', leadId: id });
  expect(payload.appointment).toMatchObject({
    startsAt: '2027-01-15T15:00:00.000Z',
    durationMinutes: 50,
    clinicianId: clinician.id,
    location: 'Room 2',
    clientId: payload.client.id,
  });
  expect(payload.insuranceVerification).toMatchObject({ status: 'VERIFIED', method: 'CARD_FORMAT' });
  expect(payload.conversion.state).toBe('COMPLETED');
  expect(payload.conversion.steps.map((step: { state: string }) => step.state)).toEqual(Array(6).fill('DONE'));
  const [event] = await story.database.query(
    `select type from outbox where object_id = $1 and type = 'LEAD_CONVERTED'`,
    [id],
  );
  expect(event).toBeDefined();
  const { data } = await owner.graphql('query ($id: ID!) { client(id: $id) { id displayName } }', {
    id: payload.client.id,
  });
  expect(data.client).toEqual({ id: payload.client.id, displayName: 'Dana Rivers' });
});

test('a second call gives the first result', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const first = (await convert(owner, id)).payload;
  const second = (await convert(owner, id, { verifyInsurance: true })).payload;
  expect(second).toMatchObject({ alreadyConverted: true, client: first.client, userErrors: [] });
  expect(second.conversion).toEqual(first.conversion);
});

test('twenty calls at once make one client, and all get it', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const input = { appointment: { startsAt: '2027-01-15T15:00:00Z', clinicianId: owner.id } };
  const answers = await Promise.all(Array.from({ length: 20 }, () => convert(owner, id, input)));
  const clients = new Set(answers.map(({ payload }) => payload.client?.id));
  expect([...clients]).toEqual([expect.any(String)]);
  expect(answers.filter(({ payload }) => payload.alreadyConverted === false)).toHaveLength(1);
  expect(await rows('clients', id)).toBe(1);
  const [appointments] = await story.database.query(
    'select count(*)::int as n from appointments where client_id = $1',
    [answers[0]!.payload.client.id],
  );
  expect(appointments!.n).toBe(1);
});

test.each(['UNQUALIFIED', 'LOST', 'NEW', 'CONTACTED'])(
  'a lead that is %s is refused, naming both states',
  async status => {
    const { practice, owner } = await story.practice();
    const id = await leadOf(practice, { status });
    const { payload } = await convert(owner, id);
    expect(payload.userErrors).toEqual([
      { code: 'INVALID_TRANSITION', message: expect.stringContaining(`from ${status} to CONVERTED`), path: ['status'] },
    ]);
    expect(payload.lead).toBeNull();
    expect(await rows('clients', id)).toBe(0);
  },
);

test('force opens the way from NEW, not from LOST', async () => {
  const { practice, owner } = await story.practice();
  const fresh = await leadOf(practice, { status: 'NEW' });
  expect((await convert(owner, fresh, { force: true })).payload.lead.status).toBe('CONVERTED');
  const lost = await leadOf(practice, { status: 'LOST' });
  expect((await convert(owner, lost, { force: true })).payload.userErrors[0].code).toBe('INVALID_TRANSITION');
});

test('a refused insurance check is a result, not a stop', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const { payload } = await convert(owner, id, { verifyInsurance: true });
  expect(payload.insuranceVerification).toMatchObject({ status: 'FAILED' });
  expect(payload.lead.status).toBe('CONVERTED');
});

test('an existing client is taken; one of another practice is as unknown as a random one', async () => {
  const { practice, owner } = await story.practice();
  const first = (await convert(owner, await leadOf(practice))).payload.client.id;
  const again = await convert(owner, await leadOf(practice), { existingClientId: first });
  expect(again.payload.client.id).toBe(first);
  const other = await story.practice();
  for (const existingClientId of [first, randomUUID()]) {
    const { payload } = await convert(other.owner, await leadOf(other.practice), { existingClientId });
    expect(payload.userErrors).toEqual([{ code: 'NOT_FOUND', message: 'No such client.', path: ['existingClientId'] }]);
  }
});

test('an appointment may wait for its clinician while nobody is assigned', async () => {
  const { practice, owner } = await story.practice();
  const { payload } = await convert(owner, await leadOf(practice), {
    appointment: { startsAt: '2027-01-15T15:00:00Z' },
  });
  expect(payload).toMatchObject({
    userErrors: [],
    lead: { status: 'CONVERTED' },
    appointment: { startsAt: '2027-01-15T15:00:00.000Z', durationMinutes: 50, clinicianId: null },
  });
});

test('bad input names its fields and changes nothing', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const unknownStaff = randomUUID();
  const inputs: [object, string, string[]][] = [
    [{ assignClinicianId: unknownStaff }, 'NOT_FOUND', ['assignClinicianId']],
    [
      { appointment: { startsAt: '2027-01-15T15:00:00Z', clinicianId: unknownStaff } },
      'NOT_FOUND',
      ['appointment', 'clinicianId'],
    ],
    [
      { appointment: { startsAt: '2027-01-15T15:00:00Z', durationMinutes: 0, clinicianId: owner.id } },
      'OUT_OF_RANGE',
      ['appointment', 'durationMinutes'],
    ],
  ];
  for (const [input, code, path] of inputs) {
    const { payload } = await convert(owner, id, input);
    expect(payload.userErrors).toEqual([expect.objectContaining({ code, path })]);
  }
  expect(await rows('lead_conversions', id)).toBe(0);
});

test('who may not convert is denied, and another practice sees no lead', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  for (const who of [await story.marketer(practice), await story.biller(practice), await story.auditor(practice)]) {
    expect((await convert(who, id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
  const clinician = await story.clinician(practice);
  expect((await convert(clinician, id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const other = await story.practice();
  const [theirs, random] = [await convert(other.owner, id), await convert(other.owner, randomUUID())];
  expect(theirs).toEqual(random);
  expect(await rows('clients', id)).toBe(0);
  await story.database.query('update leads set assigned_to_id = $2 where id = $1', [id, clinician.id]);
  expect((await convert(clinician, id)).payload.lead.status).toBe('CONVERTED');
  expect((await convert(owner, id)).payload.alreadyConverted).toBe(true);
});

test('the audit log holds the call and the change, without protected values', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice, { email: 'dana.rivers@example.test' });
  await convert(owner, id);
  const log = await story.database.query(
    `select action, outcome, changes from audit_log where operation = 'convertLead' and $1 = any(object_ids) order by seq`,
    [id],
  );
  expect(log).toEqual([
    { action: 'CONVERT', outcome: 'SUCCEEDED', changes: null },
    { action: 'CONVERT', outcome: 'SUCCEEDED', changes: expect.stringContaining('CONVERTED') },
  ]);
  expect(JSON.stringify(log)).not.toContain('dana.rivers');
});
