import { describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../support/leads.js';
import type { Person } from '../support/story.js';
import { useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids, times and ciphertexts. */
async function left(person: Person, answered: string[]) {
  const practiceId = person.practice.id;
  const read = (text: string) => story.database.query(text, [practiceId]);
  return {
    answered,
    leads: await read(
      `select first_name, last_name, name_key, status, stage, source, lost_reason, tags, utm, version, ok_to_email, ok_to_text,
         email_index is not null as email, phone_index is not null as phone, sealed_clinical is not null as clinical,
         sealed_insurance is not null as insurance, first_responded_at, next_follow_up_at, deleted_at is not null as deleted,
         created_by_id is not null as made
       from leads where practice_id = $1 order by created_at, id`,
    ),
    interactions: await read(
      `select kind, direction, occurred_at, outcome, duration_minutes, staff_id is not null as staff, follow_up_task_id is not null as task
       from interactions where practice_id = $1 order by created_at, id`,
    ),
    tasks: await read(
      'select title, due_at, status, type, assigned_to_id is not null as assigned from tasks where practice_id = $1 order by created_at',
    ),
    events: await read('select type from outbox where practice_id = $1 order by sequence'),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and operation <> 'signIn' order by seq`,
    ),
  };
}

type Step = { operation: string; id?: string; input?: Record<string, unknown>; version?: number };

const documents: Record<string, string> = {
  createLead:
    'mutation ($input: CreateLeadInput!) { done: createLead(input: $input) { lead { id } userErrors { code path } } }',
  updateLead:
    'mutation ($id: ID!, $input: UpdateLeadInput!, $version: Int) { done: updateLead(id: $id, input: $input, expectedVersion: $version) { lead { id } userErrors { code path } } }',
  deleteLead:
    'mutation ($id: ID!, $version: Int) { done: deleteLead(id: $id, expectedVersion: $version) { userErrors { code path } } }',
  restoreLead: 'mutation ($id: ID!) { done: restoreLead(id: $id) { userErrors { code path } } }',
  addLeadInteraction:
    'mutation ($id: ID!, $input: AddInteractionInput!) { done: addLeadInteraction(id: $id, input: $input) { userErrors { code path } } }',
  lead: 'query ($id: ID!) { lead(id: $id) { id } }',
  leads: 'query { leads { nodes { id } } }',
};

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(fault => `${fault.code} ${[fault.path].flat().join('.')}`).sort();

async function throughGraphql(person: Person, { operation, ...variables }: Step): Promise<string[]> {
  const { data, errors } = await person.graphql(documents[operation]!, variables);
  if (errors) return errors.map(error => error.extensions.code);
  return data.done ? codesOf(data.done.userErrors) : [];
}

const addresses: Record<string, (id?: string) => [string, string]> = {
  createLead: () => ['POST', '/leads'],
  updateLead: id => ['PUT', `/leads/${id}`],
  deleteLead: id => ['DELETE', `/leads/${id}`],
  restoreLead: id => ['POST', `/leads/${id}/restore`],
  addLeadInteraction: id => ['POST', `/leads/${id}/interactions`],
  lead: id => ['GET', `/leads/${id}`],
  leads: () => ['GET', '/leads'],
};

async function throughRest(person: Person, { operation, id, input, version }: Step): Promise<string[]> {
  const [method, path] = addresses[operation]!(id);
  const { body } = await person.rest(method, path, input, version ? { 'if-match': `"${version}"` } : {});
  if (!body?.error) return [];
  return body.error.details?.length ? codesOf(body.error.details) : [body.error.code];
}

/** Runs the steps of one story through one door, in a practice of its own. */
async function tell(door: typeof throughGraphql, steps: (id: string) => Step[]) {
  const { owner } = await story.practice();
  const id = await addLead(owner, { firstName: 'Given' });
  await story.database.query('delete from outbox where practice_id = $1', [owner.practice.id]);
  const answered: string[] = [];
  for (const step of steps(id)) answered.push(...(await door(owner, step)));
  const everything = await left(owner, answered);
  return { ...everything, audit: everything.audit.slice(1) };
}

const whole = {
  firstName: 'Ana',
  lastName: 'Núñez',
  email: 'ana@example.org',
  phone: '(503) 555-0142',
  source: 'REFERRAL',
  tags: ['a', 'A', 'b'],
  utm: { source: 'ad' },
  interestedServices: ['ASSESSMENT'],
  insurance: { payer: 'Acme' },
  nextFollowUpAt: '2026-12-01T09:00:00-08:00',
};
const call = {
  kind: 'CALL',
  direction: 'OUTBOUND',
  occurredAt: '2026-03-02T10:00:00Z',
  outcome: 'Voicemail',
  durationMinutes: 3,
};

const stories: [string, (id: string) => Step[]][] = [
  ['adding a lead', () => [{ operation: 'createLead', input: whole }]],
  [
    'adding what is known (R10)',
    () => [
      { operation: 'createLead', input: whole },
      { operation: 'createLead', input: { ...whole, onDuplicate: 'REJECT' } },
    ],
  ],
  [
    'adding one that is not valid',
    () => [{ operation: 'createLead', input: { ...whole, lastName: ' ', phone: '12', tags: ['x'.repeat(51)] } }],
  ],
  [
    'changing a lead, and an old copy of it (R9)',
    id => [
      { operation: 'updateLead', id, input: { firstName: 'Ann', tags: null, insurance: { plan: 'Gold' } }, version: 1 },
      { operation: 'updateLead', id, input: { firstName: 'Old' }, version: 1 },
    ],
  ],
  [
    'walking the machine, and off it (R7)',
    id => [
      { operation: 'updateLead', id, input: { status: 'QUALIFIED' } },
      { operation: 'updateLead', id, input: { status: 'LOST' } },
      { operation: 'updateLead', id, input: { status: 'LOST', lostReason: 'moved' } },
      { operation: 'updateLead', id, input: { status: 'CONTACTED' } },
      { operation: 'updateLead', id, input: { status: 'CONVERTED' } },
    ],
  ],
  [
    'deleting and restoring (R11)',
    id => [
      { operation: 'deleteLead', id },
      { operation: 'deleteLead', id },
      { operation: 'restoreLead', id },
      { operation: 'restoreLead', id },
    ],
  ],
  [
    'being in touch',
    id => [
      {
        operation: 'addLeadInteraction',
        id,
        input: { ...call, followUp: { title: 'Again', dueAt: '2026-03-09T10:00:00Z' } },
      },
      { operation: 'addLeadInteraction', id, input: { ...call, durationMinutes: 5000 } },
    ],
  ],
  [
    'what is not there',
    () => [
      { operation: 'updateLead', id: randomId, input: { firstName: 'X' } },
      { operation: 'deleteLead', id: randomId },
      { operation: 'addLeadInteraction', id: randomId, input: call },
    ],
  ],
  ['reading', id => [{ operation: 'lead', id }, { operation: 'leads' }]],
];

describe('both doors leave the same rows, events and audit entries, and name the same faults', () => {
  test.each(stories)('%s', async (_, steps) => {
    const [graphql, rest] = [await tell(throughGraphql, steps), await tell(throughRest, steps)];
    expect(rest).toEqual(graphql);
    expect(graphql.audit.length).toBeGreaterThan(0);
  });

  test.each(['CLINICIAN', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('what is denied to %s', async role => {
    const denied = async (door: typeof throughGraphql) => {
      const { owner, practice } = await story.practice();
      const id = await addLead(owner);
      const person = await story.person(practice, role);
      const steps: Step[] = [
        { operation: 'createLead', input: { firstName: 'A', lastName: 'B' } },
        { operation: 'deleteLead', id },
        { operation: 'restoreLead', id },
      ];
      const answered: string[] = [];
      for (const step of steps) answered.push(...(await door(person, step)));
      return left(person, answered);
    };
    const [graphql, rest] = [await denied(throughGraphql), await denied(throughRest)];
    expect(rest.answered).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect(graphql.answered).toEqual(rest.answered);
    expect(rest.leads).toEqual(graphql.leads);
    expect(rest.audit.map(row => [row.operation, row.outcome])).toEqual(
      graphql.audit.map(row => [row.operation, row.outcome]),
    );
  });
});
