import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type PracticeInStory, useStory } from '../support/story.js';

const story = useStory();

async function leadOf(practice: PracticeInStory, status = 'QUALIFIED'): Promise<string> {
  const input = { firstName: 'Dana', lastName: 'Rivers', source: 'PHONE' };
  const { id } = await story.services.leads.create(story.systemContext(practice), input);
  await story.database.query('update leads set status = $2 where id = $1', [id, status]);
  return id;
}

test('POST /leads/:id/convert takes no body and answers the same twice', async () => {
  const { practice, owner } = await story.practice();
  const id = await leadOf(practice);
  const first = await owner.rest('POST', `/leads/${id}/convert`);
  expect(first.status).toBe(200);
  expect(first.body.data).toMatchObject({
    lead: { id, status: 'CONVERTED', clientId: first.body.data.client.id },
    client: { displayName: 'Dana Rivers', leadId: id },
    appointment: null,
    insuranceVerification: null,
    conversion: { state: 'COMPLETED', reason: null },
    alreadyConverted: false,
  });
  const second = await owner.rest('POST', `/leads/${id}/convert`, {});
  expect(second.status).toBe(200);
  expect(second.body.data).toEqual({ ...first.body.data, alreadyConverted: true });
});

test('POST /leads/:id/convert says no with the status of its reason', async () => {
  const { practice, owner } = await story.practice();
  const lost = await owner.rest('POST', `/leads/${await leadOf(practice, 'LOST')}/convert`);
  expect(lost.status).toBe(409);
  expect(lost.body.error).toMatchObject({ code: 'INVALID_TRANSITION', message: expect.stringContaining('LOST') });
  const id = await leadOf(practice);
  const invalid = await owner.rest('POST', `/leads/${id}/convert`, { appointment: { startsAt: 'soon' }, shoeSize: 42 });
  expect(invalid.status).toBe(422);
  expect(invalid.body.error.details.map((fault: { code: string }) => fault.code).sort()).toEqual([
    'INVALID_FORMAT',
    'UNKNOWN_FIELD',
  ]);
  const marketer = await story.marketer(practice);
  expect((await marketer.rest('POST', `/leads/${id}/convert`)).status).toBe(403);
  expect((await story.stranger().rest('POST', `/leads/${id}/convert`)).status).toBe(401);
  const other = await story.practice();
  for (const unknown of [id, randomUUID(), 'stats']) {
    expect((await other.owner.rest('POST', `/leads/${unknown}/convert`)).status).toBe(404);
  }
  expect((await owner.rest('GET', `/leads/${id}`)).body.data.status).toBe('QUALIFIED');
});

test('GET /leads/stats is never an id, and takes instants', async () => {
  const { practice, owner } = await story.practice();
  await leadOf(practice);
  const all = await owner.rest('GET', '/leads/stats');
  expect(all.status).toBe(200);
  expect(all.body.data).toMatchObject({
    total: 1,
    byStatus: [{ status: 'QUALIFIED', count: 1, isSuppressed: false }],
    bySource: [{ source: 'PHONE', count: 1, converted: 0, conversionRate: 0, medianDaysToConvert: null }],
  });
  const before = await owner.rest('GET', '/leads/stats?to=2020-01-01T00:00:00Z');
  expect(before.body.data.total).toBe(0);
  expect((await owner.rest('GET', '/leads/stats?from=yesterday')).status).toBe(400);
  expect((await owner.rest('GET', '/leads/stats?since=2020-01-01T00:00:00Z')).status).toBe(400);
  expect((await story.stranger().rest('GET', '/leads/stats')).status).toBe(401);
});

test('a clinician may ask for statistics through both doors alike', async () => {
  const { practice } = await story.practice();
  const clinician = await story.clinician(practice);
  const rest = await clinician.rest('GET', '/leads/stats');
  const graphql = await clinician.graphql('{ leadStats { total byStatus { status count } } }');
  expect(graphql.data.leadStats).toEqual({ total: rest.body.data.total, byStatus: rest.body.data.byStatus });
});

test('POST /leads/import takes CSV only', async () => {
  const { practice, owner } = await story.practice();
  expect((await owner.rest('POST', '/leads/import', { csv: 'x' })).status).toBe(415);
  const type = { 'content-type': 'text/csv' };
  const wrong = await owner.rest('POST', '/leads/import', 'shoeSize\n42\n', type);
  expect(wrong.status).toBe(422);
  expect(wrong.body.error.details[0]).toMatchObject({ code: 'UNKNOWN_FIELD', path: ['csv', 'shoeSize'] });
  const dry = await owner.rest('POST', '/leads/import?dryRun=true', 'firstName,lastName\nAna,One\n', type);
  expect(dry.body.data).toMatchObject({ dryRun: true, created: 1 });
  const done = await owner.rest('POST', '/leads/import', 'firstName,lastName\nAna,One\n', type);
  const undone = await owner.rest('POST', `/leads/imports/${done.body.data.id}/undo`);
  expect(undone.body.data).toMatchObject({ removed: 1, keptCount: 0 });
  expect((await owner.rest('POST', `/leads/imports/${randomUUID()}/undo`)).status).toBe(404);
  const clinician = await story.clinician(practice);
  expect((await clinician.rest('POST', '/leads/import', 'firstName,lastName\n', type)).status).toBe(403);
});
