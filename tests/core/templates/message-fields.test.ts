import { describe, expect, test } from '@jest/globals';
import { contactShape } from '../../../src/modules/contacts/contact.shape.js';
import { leadShape } from '../../../src/modules/leads/lead.shape.js';
import { contentIssues } from '../../../src/modules/templates/message.content.js';
import { mergeFields } from '../../../src/modules/templates/message.fields.js';
// Other nouns add their relations to a lead and a contact.
import '../../../src/server/schema.js';

const codeOf = (name: string) => contentIssues({ html: `{{ ${name} }}` }).map(({ code }) => code);
const fields = [...new Set([...Object.keys(leadShape.fields), ...Object.keys(contactShape.fields)])];
const isMerged = (name: string) => (mergeFields as readonly string[]).includes(`person.${name}`);

describe('merge fields', () => {
  test.each([...mergeFields])('%s can be used', name => expect(codeOf(name)).toEqual([]));

  test.each(fields.filter(name => !isMerged(name)))('%s of a lead or contact is protected', name => {
    const snake = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
    const written = [
      `person.${name}`,
      `lead.${name}`,
      name,
      `person.${snake}`,
      `person["${name}"]`,
      `person.${name}.x`,
    ];
    expect(written.map(codeOf)).toEqual(written.map(() => ['PROTECTED_FIELD']));
  });

  test.each([
    'nickname',
    'person',
    'practice',
    'person.nickname',
    'practice.formKey',
    'practice.phone.x',
    'person.firstName.size',
    'person[practice.name]',
    'person.constructor',
    '__proto__',
    'links',
    'links[0]',
    'pixelUrl',
    'unsubscribeUrl.x',
  ])('%s is unknown', name => expect(codeOf(name)).toContain('UNKNOWN_VARIABLE'));
});
