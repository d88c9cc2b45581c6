import { describe, expect, test } from '@jest/globals';
import { addLead } from '../support/leads.js';
import { addMembers, addSegment, createSegment, leaf, removeMembers, updateSegment } from '../support/segments.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids, times and ciphertexts. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    segments: await read(
      `select name, name_key, description, applies_to, kind, rule, sealed_rule is not null as sealed, fields, guards, is_sensitive,
         version, deleted_at is not null as deleted, created_by_id is not null as made
       from segments where practice_id = $1 order by created_at, id`,
    ),
    members: await read(
      'select person_type, added_by_id is not null as by from segment_members where practice_id = $1 order by added_at',
    ),
    events: await read(
      "select type, data from outbox where practice_id = $1 and object_type = 'SEGMENT' order by sequence",
    ),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and object_type = 'SEGMENT' and channel in ('graphql', 'rest') and action <> 'READ' order by seq`,
    ),
  };
}

interface Step {
  operation: 'create' | 'update' | 'delete' | 'restore' | 'add' | 'remove';
  body?: object;
  version?: number;
}
type Door = (person: Person, id: string, step: Step) => Promise<string[]>;

const onId = (name: string) =>
  `mutation ($id: ID!, $expectedVersion: Int) { done: ${name}(id: $id${name === 'deleteSegment' ? ', expectedVersion: $expectedVersion' : ''}) { userErrors { code path } } }`;
const documents: Record<Step['operation'], string> = {
  create: createSegment,
  update: updateSegment,
  delete: onId('deleteSegment'),
  restore: onId('restoreSegment').replace(', $expectedVersion: Int', ''),
  add: addMembers,
  remove: removeMembers,
};
const addressOf: Record<Step['operation'], (id: string) => [string, string]> = {
  create: () => ['POST', '/segments'],
  update: id => ['PUT', `/segments/${id}`],
  delete: id => ['DELETE', `/segments/${id}`],
  restore: id => ['POST', `/segments/${id}/restore`],
  add: id => ['POST', `/segments/${id}/members`],
  remove: id => ['DELETE', `/segments/${id}/members`],
};

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(({ code, path }) => `${code} ${[path].flat().join('.')}`).sort();

const throughGraphql: Door = async (person, id, { operation, body, version }) => {
  const variables =
    operation === 'add' || operation === 'remove' ? { id, ...body } : { id, input: body, expectedVersion: version };
  const { data, errors } = await person.graphql(documents[operation], variables);
  if (errors) return errors.map(error => error.extensions.code);
  return codesOf((Object.values(data)[0] as { userErrors: { code: string; path: string[] }[] }).userErrors);
};

const throughRest: Door = async (person, id, { operation, body, version }) => {
  const [method, path] = addressOf[operation](id);
  const answer = await person.rest(method, path, body, version ? { 'if-match': `"${version}"` } : {});
  if (!answer.body?.error) return [];
  const { code, details } = answer.body.error;
  return details?.length ? codesOf(details) : [code];
};

async function tell(door: Door, steps: (lead: string) => Step[]) {
  const { owner } = await story.practice();
  const { id } = await addSegment(owner, { name: 'Given' });
  const lead = await addLead(owner);
  const answered: string[] = [];
  for (const step of steps(lead)) answered.push(...(await door(owner, id, step)));
  const { audit, ...everything } = await left(owner, answered);
  return { ...everything, audit: audit.slice(1) };
}

const person = (id: string) => ({ type: 'LEAD', id });
const rule = { all: [leaf('source', 'IS', 'EVENT'), { not: leaf('interestedServices', 'IN', ['PSYCHIATRY']) }] };

describe('both doors leave the same', () => {
  test.each<[string, (lead: string) => Step[]]>([
    [
      'a list and its members',
      lead => [
        { operation: 'add', body: { members: [person(lead), person(lead)] } },
        { operation: 'remove', body: { members: [person(lead)] } },
        { operation: 'add', body: { members: [person(lead)] } },
      ],
    ],
    ['a rule', () => [{ operation: 'create', body: { name: 'Ruled', appliesTo: 'LEAD', rule } }]],
    [
      'changes',
      () => [
        { operation: 'update', body: { name: 'Renamed', description: 'Told' }, version: 1 },
        { operation: 'update', body: { name: 'Renamed' } },
      ],
    ],
    ['an end and a new beginning', () => [{ operation: 'delete', version: 1 }, { operation: 'restore' }]],
    [
      'refusals',
      lead => [
        { operation: 'create', body: { name: 'given', appliesTo: 'LEAD' } },
        {
          operation: 'create',
          body: { name: 'Bad', appliesTo: 'LEAD', rule: { all: [leaf('source', 'IS', 'MOON')] } },
        },
        { operation: 'update', body: { rule } },
        { operation: 'restore' },
        { operation: 'add', body: { members: [] } },
        { operation: 'remove', body: { members: [{ type: 'LEAD', id: 'x'.repeat(101) }, person(lead)] } },
      ],
    ],
  ])('%s', async (_, steps) => {
    const graphql = await tell(throughGraphql, steps);
    const rest = await tell(throughRest, steps);
    expect(rest).toEqual(graphql);
    expect(graphql.segments.length).toBeGreaterThan(0);
  });
});
