import { describe, expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';

const story = useStory();

const createContact =
  'mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } userErrors { code path } } }';
const good = { firstName: 'Ana', lastName: 'Diaz' };
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
const someId = '01890000-0000-7000-8000-000000000000';

/** Bad values of every class, with the field that must be named. */
const bad: [string, string, Record<string, unknown>][] = [
  ['a missing name', 'firstName', { firstName: undefined }],
  ['a null name', 'lastName', { lastName: null }],
  ['a blank name', 'firstName', { firstName: '   ' }],
  ['a name that is a number', 'firstName', { firstName: 42 }],
  ['a name that is an object', 'firstName', { firstName: { $gt: '' } }],
  ['a name too long', 'lastName', { lastName: 'x'.repeat(101) }],
  ['NUL', 'firstName', { firstName: 'A\u0000B' }],
  ['a control character', 'credentials', { credentials: 'A\u001bB' }],
  ['a line break in a line', 'title', { title: 'a\r\nb' }],
  ['half a surrogate pair', 'referralNotes', { referralNotes: 'x\ud800y' }],
  ['a text too long', 'referralNotes', { referralNotes: 'x'.repeat(10_001) }],
  ['no mail address', 'email', { email: 'nobody' }],
  ['a mail header', 'email', { email: 'a@b.co\r\nBcc: c@d.ee' }],
  ['no telephone number', 'phone', { phone: '12' }],
  ['no fax number', 'fax', { fax: 'fax me' }],
  ['an unknown word', 'type', { type: 'WIZARD' }],
  ['an unknown state', 'referralStatus', { referralStatus: 'MAYBE' }],
  ['an unknown field', 'colour', { colour: 'red' }],
  ['another practice', 'practiceId', { practiceId: someId }],
  ['an author by hand', 'createdById', { createdById: someId }],
  ['a deletion by hand', 'deletedAt', { deletedAt: '2026-01-01T00:00:00Z' }],
  ['a merge by hand', 'mergedIntoId', { mergedIntoId: someId }],
  ['a legal hold by hand', 'isOnLegalHold', { isOnLegalHold: false }],
  ['an unknown nested field', 'planet', { address: { planet: 'Mars' } }],
  ['a bomb of depth', 'address', { address: deep(20) }],
  ['a script for a website', 'website', { website: 'javascript:alert(1)' }],
  ['credentials in a website', 'website', { website: 'https://a:b@c.example' }],
  ['a script for an account', 'linkedin', { social: { linkedin: 'javascript:alert(1)' } }],
  ['an unknown network', 'myspace', { social: { myspace: 'tom' } }],
  ['an NPI that is too short', 'npi', { npi: '12345' }],
  ['an NPI whose last digit does not check', 'npi', { npi: '1234567890' }],
  ['too many specialties', 'specialties', { specialties: Array.from({ length: 51 }, (_, n) => `s${n}`) }],
  ['a specialty too long', 'specialties', { specialties: ['x'.repeat(101)] }],
  ['too many tags', 'tags', { tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }],
  ['a tag too long', 'tags', { tags: ['x'.repeat(51)] }],
  ['no id', 'assignedToId', { assignedToId: 'me' }],
  ['an organization that is not there', 'organizationId', { organizationId: someId }],
  ['a flag that is a word', 'okToEmail', { okToEmail: 'yes' }],
  ['a flag that is a number', 'acceptsReferrals', { acceptsReferrals: 1 }],
];

describe('bad input of every class is refused by its field, and nothing is written', () => {
  test.each(bad)('%s', async (_, field, value) => {
    const { owner, practice } = await story.practice();
    const input = { ...good, ...value };
    const rest = await owner.rest('POST', '/contacts', input);
    expect([400, 422]).toContain(rest.status);
    expect(rest.text).toContain(field);
    const graphql = await owner.graphql(createContact, { input });
    expect(graphql.status).toBeLessThan(500);
    expect(graphql.data?.createContact?.contact ?? null).toBeNull();
    const refusals = graphql.errors ?? graphql.data.createContact.userErrors;
    expect(refusals.length).toBeGreaterThan(0);
    expect(JSON.stringify(refusals)).toContain(field);
    expect(JSON.stringify(graphql.errors ?? [])).not.toContain('INTERNAL_SERVER_ERROR');
    expect(await story.database.query('select 1 from contacts where practice_id = $1', [practice.id])).toEqual([]);
  });

  test.each([
    ['not JSON', '{"firstName": '],
    ['a number beyond 2^53', '{"firstName":"A","lastName":"B","tags":[9007199254740993]}'],
    ['NaN', '{"firstName":"A","lastName":"B","okToEmail":NaN}'],
    ['a bomb of depth', JSON.stringify({ ...good, address: deep(500) })],
    ['a list', '[]'],
    ['null', 'null'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])('a body that is %s', async (_, body) => {
    const { owner, practice } = await story.practice();
    const { status } = await owner.rest('POST', '/contacts', body);
    expect([400, 422]).toContain(status);
    expect(await story.database.query('select 1 from contacts where practice_id = $1', [practice.id])).toEqual([]);
  });
});
