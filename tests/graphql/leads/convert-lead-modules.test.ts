import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { ModulesServer } from '../../support/modules-server.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const modules = await new ModulesServer().open();
const story = useStory({
  settings: {
    ...modules.settings,
    INTEGRATION_TIMEOUT_MS: '300',
    CONVERSION_RETRY_SECONDS: '1',
    CONVERSION_LEASE_SECONDS: '2',
  },
});
afterAll(() => modules.close());
beforeEach(() => {
  Object.assign(modules, { before: async () => undefined, after: async () => undefined });
});

async function leadOf(practice: PracticeInStory): Promise<string> {
  const input = {
    firstName: 'Dana',
    lastName: 'Rivers',
    email: 'dana@example.test',
    insurance: { payer: 'P', memberId: 'M' },
  };
  const { id } = await story.services.leads.create(story.systemContext(practice), input);
  await story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
  await story.database.query(
    `insert into interactions (id, practice_id, created_at, updated_at, subject_type, subject_id, kind, direction, occurred_at)
     values (gen_random_uuid(), $1, now(), now(), 'LEAD', $2, 'CALL', 'INBOUND', now())`,
    [practice.id, id],
  );
  return id;
}

const whole = (who: Person) => ({
  verifyInsurance: true,
  appointment: { startsAt: '2027-01-15T15:00:00Z', clinicianId: who.id },
});

const stepOf = (conversion: { steps: { name: string }[] }, name: string) =>
  conversion.steps.find(step => step.name === name);

test('the modules are asked once each, with signed calls and keys', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const { status, body } = await owner.rest('POST', `/leads/${id}/convert`, whole(owner));
  expect(status).toBe(200);
  expect(body.data).toMatchObject({
    lead: { id, status: 'CONVERTED', insurance: { verificationStatus: 'VERIFIED' } },
    client: { displayName: 'Dana Rivers' },
    appointment: { clinicianId: owner.id },
    insuranceVerification: { status: 'VERIFIED', method: 'ELIGIBILITY' },
    conversion: { state: 'COMPLETED' },
    alreadyConverted: false,
  });
  const client = modules.clients.find(one => one.leadId === id)!;
  expect(client.id).toBe(body.data.client.externalId);
  expect(modules.history.get(client.id as string)?.size).toBe(1);
  expect(modules.appointments.filter(one => one.clientId === client.id)).toHaveLength(1);
  const writes = modules.requests.filter(({ path }) => !['/clients/search', '/clients/lookup'].includes(path));
  expect(writes.every(({ idempotencyKey }) => idempotencyKey !== null)).toBe(true);
});

test('scheduling is down: PENDING with the reason, 202; it finishes when it is back, nobody asking', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  modules.before = async ({ path }) => (path === '/appointments' ? { status: 503 } : undefined);
  const { status, body } = await owner.rest('POST', `/leads/${id}/convert`, whole(owner));
  expect(status).toBe(202);
  const reason = 'Scheduling is not available: it answered 503';
  expect(body.data.conversion).toMatchObject({ state: 'PENDING', reason });
  expect(stepOf(body.data.conversion, 'APPOINTMENT')).toEqual({ name: 'APPOINTMENT', state: 'WAITING', error: reason });
  expect(body.data.lead.status).toBe('QUALIFIED');
  modules.before = async () => undefined;
  await story.database.query('update lead_conversions set next_attempt_at = now() where lead_id = $1', [id]);
  expect(await story.services.leadConversion.resumeDue()).toBe(1);
  const after = await owner.rest('POST', `/leads/${id}/convert`);
  expect(after.status).toBe(200);
  expect(after.body.data).toMatchObject({ lead: { status: 'CONVERTED' }, alreadyConverted: true });
  expect(modules.clients.filter(one => one.leadId === id)).toHaveLength(1);
});

test.each([
  ['hangs up', async () => 'HANG_UP' as const],
  ['does not answer in time', () => new Promise<'HANG_UP'>(resolve => setTimeout(resolve, 1_500, 'HANG_UP').unref())],
])('a module that %s counts as down; calling again takes it up', async (_, hook) => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  modules.after = async ({ path }) => (path === '/clients' ? hook() : undefined);
  const first = await owner.rest('POST', `/leads/${id}/convert`);
  expect(first.status).toBe(202);
  modules.after = async () => undefined;
  const second = await owner.rest('POST', `/leads/${id}/convert`);
  expect(second.body.data).toMatchObject({ lead: { status: 'CONVERTED' }, conversion: { state: 'COMPLETED' } });
  expect(modules.clients.filter(one => one.leadId === id)).toHaveLength(1);
});

test('a definite refusal stops it; asked again with another time it goes on with the same client', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  modules.before = async ({ path }) => (path === '/appointments' ? { status: 409, code: 'TIME_TAKEN' } : undefined);
  const refused = await owner.rest('POST', `/leads/${id}/convert`, whole(owner));
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({ code: 'CONFLICT', message: 'Scheduling refused: TIME_TAKEN' });
  modules.before = async () => undefined;
  const input = { appointment: { startsAt: '2027-01-16T15:00:00Z', clinicianId: owner.id } };
  const done = await owner.rest('POST', `/leads/${id}/convert`, input);
  expect(done.body.data).toMatchObject({
    conversion: { state: 'COMPLETED' },
    appointment: { startsAt: '2027-01-16T15:00:00.000Z' },
  });
  expect(modules.clients.filter(one => one.leadId === id)).toHaveLength(1);
});

test('billing that refuses the question is a result', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  modules.before = async ({ path }) =>
    path === '/insurance-verifications' ? { status: 422, code: 'UNKNOWN_PAYER' } : undefined;
  const { body } = await owner.rest('POST', `/leads/${id}/convert`, whole(owner));
  expect(body.data).toMatchObject({ lead: { status: 'CONVERTED' }, insuranceVerification: { status: 'FAILED' } });
});

test('an unknown client of the module is not found, a known one is taken', async () => {
  const { practice, owner } = await story.practice();
  modules.clients.push({ id: 'EHR-7', displayName: 'Known Client' });
  const unknown = await owner.rest('POST', `/leads/${await leadOf(practice)}/convert`, { existingClientId: 'EHR-8' });
  expect(unknown.status).toBe(422);
  expect(unknown.body.error.details).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
  const known = await owner.rest('POST', `/leads/${await leadOf(practice)}/convert`, { existingClientId: 'EHR-7' });
  expect(known.body.data.client).toMatchObject({ externalId: 'EHR-7', displayName: 'Known Client' });
});

test('what a runner that lost its lease still does is recorded by nobody', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  let isFirst = true;
  modules.after = async ({ path, body }) => {
    if (path !== '/clients' || body.leadId !== id || !isFirst) return undefined;
    isFirst = false;
    // As after a long pause of the process: its lease is over, and another runner has done the work.
    await story.database.query(
      'update lead_conversions set lease_until = now(), next_attempt_at = now() where lead_id = $1',
      [id],
    );
    await story.services.leadConversion.resumeDue();
    return undefined;
  };
  const { body } = await owner.rest('POST', `/leads/${id}/convert`, whole(owner));
  expect(body.data).toMatchObject({ lead: { status: 'CONVERTED' }, alreadyConverted: true });
  expect(modules.clients.filter(one => one.leadId === id)).toHaveLength(1);
  expect(modules.appointments.filter(one => one.clientId === body.data.client.externalId)).toHaveLength(1);
});
