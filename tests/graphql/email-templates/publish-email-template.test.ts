import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';
import { addTemplate, mjmlOf, publishTemplate, updateTemplate } from '../../support/templates.js';

const story = useStory();
let owner: Person;
beforeEach(async () => {
  ({ owner } = await story.practice());
});

const publish = async (id: string, expectedVersion?: number) =>
  (await owner.graphql(publishTemplate, { id, expectedVersion })).data.publishEmailTemplate;

describe('publishing', () => {
  test('makes a version that later changes leave alone', async () => {
    const { id } = await addTemplate(owner, { html: '<p>First for {{ person.firstName }}</p>' });
    const first = await publish(id);
    expect(first).toMatchObject({ userErrors: [], publishedNumber: 1 });
    expect(first.emailTemplate).toMatchObject({ publishedNumber: 1, hasUnpublishedChanges: false, version: 2 });
    expect(first.emailTemplate.versions.nodes[0]).toMatchObject({
      number: 1,
      html: '<p>First for {{ person.firstName }}</p>',
      text: 'First for {{ person.firstName }}',
      variables: ['person.firstName', 'practice.name'],
    });
    const changed = await owner.graphql(updateTemplate, { id, input: { html: '<p>Second</p>' } });
    expect(changed.data.updateEmailTemplate.emailTemplate).toMatchObject({
      ...{ hasUnpublishedChanges: true, publishedNumber: 1 },
    });
    const { versions } = (await publish(id)).emailTemplate;
    expect(versions.totalCount).toBe(2);
    expect(versions.nodes.map((one: { number: number; html: string }) => [one.number, one.html])).toEqual([
      [2, '<p>Second</p>'],
      [1, '<p>First for {{ person.firstName }}</p>'],
    ]);
  });

  test('leaves out what runs, and keeps tables, styles and what Outlook reads', async () => {
    const kept = '<!--[if mso]><table width="600"><tr><td><![endif]-->';
    const end = '<!--[if mso]></td></tr></table><![endif]-->';
    const style = '<style>@media (max-width:480px){.a{width:100%}}</style>';
    const { id } = await addTemplate(owner, {
      html: `${style}${kept}<table style="color:#123"><tr><td onclick="x()">Hi<script>alert(1)</script></td></tr></table>${end}
        <!-- a note --><!--[if mso]><img src="x" onerror="y()"><![endif]--><iframe src="https://x.example"></iframe>
        <style>@import url(https://x.example/a.css); .b { background: url(data:x) }</style>
        <form action="https://x.example"><b>bold</b></form><base href="https://x.example"><img src="https://x.example/i.png" onload="z()">`,
    });
    const [version] = (await publish(id)).emailTemplate.versions.nodes;
    expect(version.html).toContain(`${style}${kept}<table style="color:#123"><tr><td>Hi</td></tr></table>${end}`);
    expect(version.html).toContain('<b>bold</b>');
    expect(version.html).toContain('<img src="https://x.example/i.png" />');
    expect(version.html).not.toMatch(/script|onclick|onerror|onload|iframe|@import|data:|form|base|a note/);
  });

  test('compiles MJML, with its merge fields and comments for Outlook', async () => {
    const mjml = mjmlOf(
      '<mj-text>Hi {{ person.firstName | default: "you & me" }}</mj-text><mj-button href="{{ unsubscribeUrl }}">Stop</mj-button>',
    );
    const { id } = await addTemplate(owner, { mjml });
    const [version] = (await publish(id)).emailTemplate.versions.nodes;
    expect(version.html).toContain('{{ person.firstName | default: "you & me" }}');
    expect(version.html).toContain('href="{{ unsubscribeUrl }}"');
    expect(version.html).toContain('<!--[if mso | IE]><table');
    expect(version.html).not.toMatch(/fonts\.googleapis|@import|mj-text>/);
    expect(version.text).toContain('Hi {{ person.firstName | default: "you & me" }}');
  });

  test.each([
    ['an element that there is not', '<mj-text>a</mj-text>\n<mj-nothing/>', 'line 3'],
    ['an element in a wrong place', '<mj-section></mj-section>', 'line 2'],
    ['an attribute that there is not', '<mj-text\n zz="1">a</mj-text>', 'line 2'],
    ['a file', '\n\n<mj-include path="/etc/passwd" />', 'line 4'],
    ['a condition where nothing is shown', '</mj-column>\n{% if person.firstName %}<mj-column>{% endif %}', 'line 3'],
  ])('refuses MJML with %s, by its line', async (_, body, line) => {
    const { id } = await addTemplate(owner, { mjml: mjmlOf(body) });
    const { userErrors, emailTemplate } = await publish(id);
    expect(emailTemplate).toBeNull();
    expect(userErrors[0]).toMatchObject({ code: 'INVALID', path: ['mjml'] });
    expect(userErrors[0].message).toContain(line);
    expect(await story.database.query('select 1 from email_template_versions where template_id = $1', [id])).toEqual(
      [],
    );
  });

  test('20 at once get numbers of their own', async () => {
    const { id } = await addTemplate(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => publish(id)));
    const numbers = answers.map(answer => answer.publishedNumber).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    const [row] = await story.database.query('select published_number from email_templates where id = $1', [id]);
    expect(row).toEqual({ published_number: 20 });
  });

  test('of an old copy is refused', async () => {
    const { id } = await addTemplate(owner);
    await publish(id, 1);
    expect((await publish(id, 1)).userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
  });
});

test('nobody changes what was published, the application itself included', async () => {
  const { id } = await addTemplate(owner);
  await publish(id);
  const [right] = await story.database.query(
    `select has_table_privilege('crm_app', 'email_template_versions', 'update') as may`,
  );
  expect(right).toEqual({ may: false });
});
