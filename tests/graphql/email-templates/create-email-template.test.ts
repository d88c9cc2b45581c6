import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';
import {
  addTemplate,
  createTemplate,
  mjmlOf,
  templateById,
  templateInput,
  updateTemplate,
} from '../../support/templates.js';

const story = useStory();
let owner: Person;
beforeEach(async () => {
  ({ owner } = await story.practice());
});

const create = async (input: Record<string, unknown>) =>
  (await owner.graphql(createTemplate, { input: templateInput(input) })).data.createEmailTemplate;
const count = async () =>
  (await story.database.query('select 1 from email_templates where practice_id = $1', [owner.practice.id])).length;

describe('a draft', () => {
  test('is kept as it was written, with the merge fields that it uses', async () => {
    const html = '<p onclick="x()">Hi {{ person.firstName | default: "you" }} & {{ practice.name }}</p>';
    const { emailTemplate, userErrors } = await create({ html, preheader: 'For {{ person.lastName }}' });
    expect(userErrors).toEqual([]);
    expect(emailTemplate).toMatchObject({
      ...{ html, mjml: null, text: null, version: 1, publishedNumber: null, publishedAt: null },
      ...{ hasUnpublishedChanges: true, viewerCanUpdate: true, viewerCanDelete: true, viewerCanPublish: true },
    });
    expect(emailTemplate.variables).toEqual(['person.firstName', 'person.lastName', 'practice.name']);
  });

  test('in MJML gives way to HTML, and the other way round', async () => {
    const { id } = await addTemplate(owner, { mjml: mjmlOf('<mj-text>Hello</mj-text>') });
    const update = async (input: object) =>
      (await owner.graphql(updateTemplate, { id, input })).data.updateEmailTemplate.emailTemplate;
    expect(await update({ html: '<p>Hello</p>' })).toMatchObject({ html: '<p>Hello</p>', mjml: null, version: 2 });
    const mjml = mjmlOf('<mj-text>Again</mj-text>');
    expect(await update({ mjml })).toMatchObject({ html: null, mjml });
  });

  test.each([
    ['neither HTML nor MJML', { html: null }, 'REQUIRED html'],
    ['both', { html: '<p>a</p>', mjml: mjmlOf('') }, 'INVALID mjml'],
    ['no subject', { subject: ' ' }, 'REQUIRED subject'],
    ['a line of its own in the subject', { subject: 'News\r\nBcc: all@example.org' }, 'INVALID subject'],
    ['another line by Unicode in the subject', { subject: 'News\u2028Bcc: all@example.org' }, 'INVALID subject'],
    ['too much', { html: 'x'.repeat(200_001) }, 'TOO_LONG html'],
    ['a link that runs', { html: '<a href=" java&#115;cript:alert(1)">x</a>' }, 'INVALID html'],
    ['what the provider reads as its own', { html: '<p>{{{ pm:unsubscribe }}}</p>' }, 'INVALID html'],
    ['sums', { html: '<p>{{7*7}}</p>' }, 'INVALID html'],
    ['loops', { html: '{% for i in (1..9) %}x{% endfor %}' }, 'INVALID html'],
    ['ranges', { html: '{{ (1..99999999) }}' }, 'INVALID html'],
    ['files', { html: "{% include 'x' %}" }, 'INVALID html'],
    ['a filter that undoes escaping', { html: '{{ person.firstName | raw }}' }, 'INVALID html'],
    ['half a condition', { html: '{% if person.firstName %}x' }, 'INVALID html'],
    ['a reader in a link', { html: '<a href="https://example.org/{{ person.firstName }}">x</a>' }, 'INVALID html'],
    ['a reader in a style', { html: '<p style="color:{{ person.firstName }}">x</p>' }, 'INVALID html'],
  ])('with %s is refused', async (_, input, expected) => {
    const { emailTemplate, userErrors } = await create(input);
    expect(emailTemplate).toBeNull();
    expect(userErrors.map((each: { code: string; path: string[] }) => `${each.code} ${each.path}`)).toEqual([expected]);
    expect(await count()).toBe(0);
  });

  test('has a name of its own', async () => {
    const { name, id } = await addTemplate(owner);
    expect((await create({ name: name.toUpperCase() })).userErrors).toMatchObject([
      { code: 'DUPLICATE', path: ['name'] },
    ]);
    const other = await addTemplate(owner);
    const answer = await owner.graphql(updateTemplate, { id: other.id, input: { name } });
    expect(answer.data.updateEmailTemplate.userErrors).toMatchObject([{ code: 'DUPLICATE', path: ['name'] }]);
    expect(
      (await owner.graphql(updateTemplate, { id, input: { name: name.toUpperCase() } })).data.updateEmailTemplate,
    ).toMatchObject({ userErrors: [], emailTemplate: { name: name.toUpperCase() } });
  });
});

describe('a protected field is refused with its name and place', () => {
  test.each([
    [
      'subject',
      { subject: 'Your {{ lead.presentingConcern }}' },
      'lead.presentingConcern',
      'subject, line 1, column 9',
    ],
    [
      'preheader',
      { preheader: 'On {{ person.interestedServices }}' },
      'person.interestedServices',
      'preheader, line 1, column 7',
    ],
    ['html', { html: '<p>\n  {{ person.phone }}</p>' }, 'person.phone', 'html, line 2, column 6'],
    [
      'a link',
      { html: '<a href="https://x.example/?q={{ insurance.memberId }}">x</a>' },
      'insurance.memberId',
      'html, line 1, column 34',
    ],
    [
      'a condition',
      { html: '{% if person.date_of_birth %}x{% endif %}' },
      'person.date_of_birth',
      'html, line 1, column 7',
    ],
    ['a filter', { html: '{{ "x" | append: person.email }}' }, 'person.email', 'html, line 1, column 18'],
    [
      'mjml',
      { html: null, mjml: mjmlOf('<mj-text>{{ contact.notes }}</mj-text>') },
      'contact.notes',
      'mjml, line 2, column 36',
    ],
    ['text', { text: '{{ insurance.payer }}' }, 'insurance.payer', 'text, line 1, column 4'],
  ])('in %s', async (_, input, name, place) => {
    const { userErrors } = await create(input);
    const refused = userErrors.filter((each: { code: string }) => each.code === 'PROTECTED_FIELD');
    expect(refused).toHaveLength(1);
    expect(refused[0].message).toContain(name);
    expect(refused[0].message).toContain(place);
    expect(await count()).toBe(0);
  });

  test('and any other that is no merge field as unknown', async () => {
    const { userErrors } = await create({
      html: '{{ person.nickname }}{{ practice.formKey }}{{ person }}{{ person[practice.name] }}',
    });
    expect(userErrors.map((each: { code: string }) => each.code)).toEqual(Array(4).fill('UNKNOWN_VARIABLE'));
  });
});

test('a template of another practice is as one that is not there', async () => {
  const { id } = await addTemplate((await story.practice()).owner);
  expect((await owner.graphql(templateById, { id })).data.emailTemplate).toBeNull();
  const { userErrors } = (await owner.graphql(updateTemplate, { id, input: { subject: 'Mine' } })).data
    .updateEmailTemplate;
  expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
});

test('an old copy is refused, and a change that changes nothing raises no version', async () => {
  const { id, subject } = await addTemplate(owner);
  const update = async (input: object, expectedVersion?: number) =>
    (await owner.graphql(updateTemplate, { id, input, expectedVersion })).data.updateEmailTemplate;
  expect((await update({ subject: 'Other' }, 1)).emailTemplate.version).toBe(2);
  expect((await update({ subject }, 1)).userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
  expect((await update({ subject: 'Other' })).emailTemplate.version).toBe(2);
});
