import { beforeEach, describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, randomId } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { addTemplate, mjmlOf, postalAddress, previewTemplate } from '../../support/templates.js';

const story = useStory();
let owner: Person;
let practice: PracticeInStory;
beforeEach(async () => {
  ({ owner, practice } = await story.practice());
});

const preview = (by: Person, id: string, person?: object) => by.graphql(previewTemplate, { id, person });
const lead = (id: string) => ({ type: 'LEAD', id });

describe('a preview', () => {
  test('shows a draft as one person would read it, and the log names both', async () => {
    const id = await addLead(owner, { firstName: '<b>Ann', lastName: '{{ person.phone }}', preferredName: null });
    const template = await addTemplate(owner, {
      subject: 'For {{ person.fullName }}',
      preheader: '{{ person.firstName }} & you',
      html: '<p>Dear {{ person.fullName }}</p>',
    });
    const { data } = await preview(owner, template.id, lead(id));
    expect(data.emailTemplatePreview).toMatchObject({
      subject: 'For <b>Ann { { person.phone }}',
      preheader: '<b>Ann & you',
    });
    expect(data.emailTemplatePreview.html).toContain('<p>Dear &lt;b&gt;Ann &#123;&#123; person.phone }}</p>');
    expect(data.emailTemplatePreview.html).toContain('&lt;b&gt;Ann &amp; you</div>');
    expect(data.emailTemplatePreview.text).toContain('Dear <b>Ann { { person.phone }}');
    const log = await story.database.query(
      `select object_type from audit_log where practice_id = $1 and $2 = any(object_ids) and action = 'READ'`,
      [practice.id, id],
    );
    expect(log).toEqual([{ object_type: 'LEAD' }]);
  });

  test('shows sample names when nobody is named, and the footer of the practice', async () => {
    await owner.graphql(
      'mutation ($input: UpdatePracticeInput!) { updatePractice(input: $input) { userErrors { code } } }',
      {
        input: { postalAddress },
      },
    );
    const { id } = await addTemplate(owner);
    const { html, text } = (await preview(owner, id)).data.emailTemplatePreview;
    for (const part of [html, text]) {
      expect(part).toContain('Hello Alex');
      expect(part.split('12 Elm Street, Ithaca, NY 14850, US')).toHaveLength(2);
      expect(part.split('Unsubscribe')).toHaveLength(2);
    }
  });

  test('shows a contact, and compiles MJML', async () => {
    const id = await addContact(owner, { firstName: 'Cara' });
    const template = await addTemplate(owner, { mjml: mjmlOf('<mj-text>Hi {{ person.firstName }}</mj-text>') });
    const { data } = await preview(owner, template.id, { type: 'CONTACT', id });
    expect(data.emailTemplatePreview.text).toContain('Hi Cara');
  });

  test('of MJML with a fault tells where it is', async () => {
    const { id } = await addTemplate(owner, { mjml: mjmlOf('<mj-nothing/>') });
    const { errors } = await preview(owner, id);
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', faults: [{ path: ['mjml'] }] });
  });
});

describe('a person', () => {
  test('of another practice is as one that is not there', async () => {
    const { id } = await addTemplate(owner);
    const theirs = await addLead((await story.practice()).owner, { firstName: 'Secret' });
    const [other, none] = [await preview(owner, id, lead(theirs)), await preview(owner, id, lead(randomId))];
    expect(other.errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND', argument: ['person', 'id'] });
    expect([other.data, other.errors![0]!.extensions]).toEqual([none.data, none.errors![0]!.extensions]);
    expect(JSON.stringify(other)).not.toContain('Secret');
  });

  test('of another kind than is said is not there', async () => {
    const { id } = await addTemplate(owner);
    const { errors } = await preview(owner, id, { type: 'CONTACT', id: await addLead(owner) });
    expect(errors![0]!.extensions.code).toBe('NOT_FOUND');
  });
});
