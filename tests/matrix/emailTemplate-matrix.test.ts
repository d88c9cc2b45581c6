import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addLead, randomId } from '../support/leads.js';
import { codesOf } from '../support/segments.js';
import { type Person, useStory } from '../support/story.js';
import {
  addTemplate,
  createTemplate,
  deleteTemplate,
  previewTemplate,
  publishTemplate,
  restoreTemplate,
  templateById,
  templateInput,
  updateTemplate,
} from '../support/templates.js';
import { cells, reach } from './table.js';

/** Every template line of the role table, for every role, through both doors. */
const story = useStory();
let owner: Person;
const people = {} as Record<Role, Person>;
let lead: string;
beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
  lead = await addLead(owner, { firstName: 'Ann' });
});

const may = (role: Role, action: string) => reach(role, `emailTemplate:${action}` as never) !== 'none';
const row = async (id: string) => (await story.database.query('select * from email_templates where id = $1', [id]))[0];
const count = async () =>
  (await story.database.query('select count(*)::int as n from email_templates'))[0]!.n as number;

describe.each([...roles])('%s', role => {
  const caller = () => people[role];
  const outcome = (isAllowed: boolean, status = 200) => [isAllowed ? [] : ['FORBIDDEN'], isAllowed ? status : 403];

  test('reads a template, its versions and the list', async () => {
    const { id, name } = await addTemplate(owner);
    await owner.graphql(publishTemplate, { id });
    const isAllowed = may(role, 'read');
    const read = await caller().graphql(templateById, { id });
    const one = await caller().rest('GET', `/email-templates/${id}`);
    expect([codesOf(read), one.status]).toEqual(outcome(isAllowed));
    expect([read.data.emailTemplate?.name, one.body.data?.name]).toEqual(
      isAllowed ? [name, name] : [undefined, undefined],
    );
    const versions = await caller().rest('GET', `/email-templates/${id}/versions`);
    expect([versions.status, versions.body.data?.length]).toEqual(isAllowed ? [200, 1] : [403, undefined]);
    const list =
      'query ($name: String) { emailTemplates(filter: { name: $name }) { nodes { id versions { nodes { number } } } } }';
    const listed = await caller().graphql(list, { name });
    const page = await caller().rest('GET', `/email-templates?name=${encodeURIComponent(name)}`);
    expect([codesOf(listed), page.status]).toEqual(outcome(isAllowed));
    if (!isAllowed) return;
    expect(listed.data.emailTemplates.nodes).toEqual([{ id, versions: { nodes: [{ number: 1 }] } }]);
    expect(page.body.data.map((each: { id: string }) => each.id)).toEqual([id]);
  });

  test('previews a template, and for a person as far as the person may be seen', async () => {
    const { id } = await addTemplate(owner);
    const isAllowed = may(role, 'read');
    const plain = await caller().graphql(previewTemplate, { id });
    const rest = await caller().rest('GET', `/email-templates/${id}/preview`);
    expect([codesOf(plain), rest.status]).toEqual(outcome(isAllowed));
    const isShown = isAllowed && reach(role, 'lead:read') === 'all';
    const named = await caller().graphql(previewTemplate, { id, person: { type: 'LEAD', id: lead } });
    const restNamed = await caller().rest('GET', `/email-templates/${id}/preview?type=LEAD&id=${lead}`);
    expect([codesOf(named), restNamed.status]).toEqual(outcome(isShown));
    if (isShown) expect(restNamed.body.data.text).toContain('Hello Ann');
    else expect(JSON.stringify([named, restNamed.body])).not.toContain('Ann');
  });

  test('adds a template', async () => {
    const before = await count();
    const isAllowed = may(role, 'create');
    const graphql = await caller().graphql(createTemplate, { input: templateInput() });
    const rest = await caller().rest('POST', '/email-templates', templateInput());
    expect([codesOf(graphql), rest.status]).toEqual(outcome(isAllowed, 201));
    expect(await count()).toBe(before + (isAllowed ? 2 : 0));
  });

  test.each([['update'], ['publish']])('%ss a template', async action => {
    const { id } = await addTemplate(owner);
    const before = await row(id);
    const isAllowed = may(role, action);
    const isUpdate = action === 'update';
    const graphql = isUpdate
      ? await caller().graphql(updateTemplate, { id, input: { subject: 'One' } })
      : await caller().graphql(publishTemplate, { id });
    const rest = isUpdate
      ? await caller().rest('PUT', `/email-templates/${id}`, { subject: 'Two' })
      : await caller().rest('POST', `/email-templates/${id}/publish`);
    expect([codesOf(graphql), rest.status]).toEqual(outcome(isAllowed));
    if (isAllowed) expect((await row(id))!.version).toBe(3);
    else expect(await row(id)).toEqual(before);
  });

  test('is told what it may do', async () => {
    if (!may(role, 'read')) return expect(role).toMatch(/CLINICIAN|BILLING/);
    const { data } = await caller().graphql(templateById, { id: (await addTemplate(owner)).id });
    expect(data.emailTemplate).toMatchObject({
      viewerCanUpdate: may(role, 'update'),
      viewerCanDelete: may(role, 'delete'),
      viewerCanPublish: may(role, 'publish'),
    });
  });

  test('deletes and restores', async () => {
    const [first, second] = [await addTemplate(owner), await addTemplate(owner)];
    const deleted = await caller().graphql(deleteTemplate, { id: first.id });
    const gone = await caller().rest('DELETE', `/email-templates/${second.id}`);
    expect([codesOf(deleted), gone.status]).toEqual(outcome(may(role, 'delete'), 204));
    for (const { id } of [first, second]) await owner.rest('DELETE', `/email-templates/${id}`);
    const restored = await caller().graphql(restoreTemplate, { id: first.id });
    const back = await caller().rest('POST', `/email-templates/${second.id}/restore`);
    expect([codesOf(restored), back.status]).toEqual(outcome(may(role, 'restore')));
    const listed = await caller().graphql('{ emailTemplates(filter: { isDeleted: true }) { nodes { id } } }');
    expect(codesOf(listed)).toEqual(may(role, 'restore') ? [] : ['FORBIDDEN']);
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const theirs = await addTemplate((await story.practice()).owner);
    const ask = async (id: string) => {
      const read = await caller().graphql(templateById, { id });
      const shown = await caller().graphql(previewTemplate, { id });
      const rest = [
        await caller().rest('GET', `/email-templates/${id}`),
        await caller().rest('GET', `/email-templates/${id}/versions`),
        await caller().rest('GET', `/email-templates/${id}/preview`),
        await caller().rest('PUT', `/email-templates/${id}`, { subject: 'x' }),
        await caller().rest('POST', `/email-templates/${id}/publish`),
        await caller().rest('POST', `/email-templates/${id}/restore`),
        await caller().rest('DELETE', `/email-templates/${id}`),
      ];
      return [read.data, codesOf(read), codesOf(shown), rest.map(({ status, body }) => [status, body.error.code])];
    };
    expect(await ask(theirs.id)).toEqual(await ask(randomId));
  });
});

cells('emailTemplate', 'emailTemplate:publish', 'emailTemplate:restore');
