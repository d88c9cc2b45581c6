import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../support/story.js';
import {
  addTemplate,
  createTemplate,
  deleteTemplate,
  mjmlOf,
  publishTemplate,
  restoreTemplate,
  updateTemplate,
} from '../support/templates.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids and times. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    templates: await read(
      `select name, name_key, purpose, subject, preheader, html, mjml, text, variables, published_number, version,
         deleted_at is not null as deleted, created_by_id is not null as made
       from email_templates where practice_id = $1 order by created_at, id`,
    ),
    versions: await read(
      `select number, subject, preheader, html, text, variables, published_by_id is not null as made
       from email_template_versions where practice_id = $1 order by number`,
    ),
    events: await read(
      `select type, data from outbox where practice_id = $1 and object_type = 'EMAIL_TEMPLATE' order by sequence`,
    ),
    audit: await read(
      `select operation, action, object_type, outcome, code, changes, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and object_type = 'EMAIL_TEMPLATE' and channel in ('graphql', 'rest') and action <> 'READ'
       order by seq`,
    ),
  };
}

interface Step {
  operation: 'create' | 'update' | 'publish' | 'delete' | 'restore';
  body?: object;
  version?: number;
}
type Door = (person: Person, id: string, step: Step) => Promise<string[]>;

const documents: Record<Step['operation'], string> = {
  create: createTemplate,
  update: updateTemplate,
  publish: publishTemplate,
  delete: deleteTemplate,
  restore: restoreTemplate,
};
const addressOf: Record<Step['operation'], (id: string) => [string, string]> = {
  create: () => ['POST', '/email-templates'],
  update: id => ['PUT', `/email-templates/${id}`],
  publish: id => ['POST', `/email-templates/${id}/publish`],
  delete: id => ['DELETE', `/email-templates/${id}`],
  restore: id => ['POST', `/email-templates/${id}/restore`],
};

const codesOf = (faults: { code: string; path: unknown; message: string }[]) =>
  faults.map(({ code, path, message }) => `${code} ${[path].flat().join('.')} ${message}`).sort();

const throughGraphql: Door = async (person, id, { operation, body, version }) => {
  const { data, errors } = await person.graphql(documents[operation], { id, input: body, expectedVersion: version });
  if (errors) return errors.map(error => error.extensions.code);
  return codesOf((Object.values(data)[0] as { userErrors: Parameters<typeof codesOf>[0] }).userErrors);
};

const throughRest: Door = async (person, id, { operation, body, version }) => {
  const [method, path] = addressOf[operation](id);
  const answer = await person.rest(method, path, body, version ? { 'if-match': `"${version}"` } : {});
  if (!answer.body?.error) return [];
  const { code, details } = answer.body.error;
  return details?.length ? codesOf(details) : [code];
};

async function tell(door: Door, steps: Step[]) {
  const { owner } = await story.practice();
  const { id } = await addTemplate(owner, { name: 'Given' });
  const answered: string[] = [];
  for (const step of steps) answered.push(...(await door(owner, id, step)));
  const { audit, ...everything } = await left(owner, answered);
  return { ...everything, audit: audit.slice(1) };
}

const fresh = { name: 'Fresh', purpose: 'SERVICE', subject: 'Hi {{ person.firstName }}', html: '<p>a</p>' };

describe('both doors leave the same', () => {
  test.each<[string, Step[]]>([
    ['a draft', [{ operation: 'create', body: { ...fresh, preheader: 'b', text: 'c' } }]],
    [
      'changes and versions',
      [
        { operation: 'publish', version: 1 },
        { operation: 'update', body: { name: 'Renamed', mjml: mjmlOf('<mj-text>Hi</mj-text>') }, version: 2 },
        { operation: 'publish' },
        { operation: 'update', body: { name: 'Renamed' } },
      ],
    ],
    ['an end and a new beginning', [{ operation: 'delete', version: 1 }, { operation: 'restore' }]],
    [
      'refusals',
      [
        { operation: 'create', body: { ...fresh, name: 'given' } },
        { operation: 'create', body: { ...fresh, subject: '{{ person.phone }}', html: '{{ nothing }}' } },
        { operation: 'create', body: { ...fresh, html: null } },
        { operation: 'update', body: { html: '<a href="javascript:x()">a</a>' } },
        { operation: 'update', body: { mjml: mjmlOf('<mj-nothing/>') } },
        { operation: 'publish' },
        { operation: 'restore' },
      ],
    ],
  ])('%s', async (_, steps) => {
    const graphql = await tell(throughGraphql, steps);
    const rest = await tell(throughRest, steps);
    expect(rest).toEqual(graphql);
    expect(graphql.templates.length).toBeGreaterThan(0);
  });
});
