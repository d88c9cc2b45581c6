import { describe, expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';

const story = useStory();

const createLead =
  'mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id } userErrors { code path } } }';
const good = { firstName: 'Ana', lastName: 'Diaz' };
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

/** Bad values of every class, with the field that must be named. */
const bad: [string, string, Record<string, unknown>][] = [
  ['a missing name', 'firstName', { firstName: undefined }],
  ['a null name', 'lastName', { lastName: null }],
  ['a blank name', 'firstName', { firstName: '   ' }],
  ['a name that is a number', 'firstName', { firstName: 42 }],
  ['a name that is an object', 'firstName', { firstName: { $gt: '' } }],
  ['a name too long', 'lastName', { lastName: 'x'.repeat(101) }],
  ['NUL', 'firstName', { firstName: 'A\u0000B' }],
  ['a control character', 'preferredName', { preferredName: 'A\u001bB' }],
  ['a line break in a line', 'pronouns', { pronouns: 'a\r\nb' }],
  ['half a surrogate pair', 'presentingConcern', { presentingConcern: 'x\ud800y' }],
  ['a text too long', 'presentingConcern', { presentingConcern: 'x'.repeat(10_001) }],
  ['no mail address', 'email', { email: 'nobody' }],
  ['a mail header', 'email', { email: 'a@b.co\r\nBcc: c@d.ee' }],
  ['no telephone number', 'phone', { phone: '12' }],
  ['February 30', 'dateOfBirth', { dateOfBirth: '1990-02-30' }],
  ['year zero', 'dateOfBirth', { dateOfBirth: '0000-01-01' }],
  ['a birth to come', 'dateOfBirth', { dateOfBirth: '2190-01-01' }],
  ['an absurd instant', 'nextFollowUpAt', { nextFollowUpAt: '9999-12-31T23:59:59Z' }],
  ['an instant without zone', 'nextFollowUpAt', { nextFollowUpAt: '2026-01-01T00:00:00' }],
  ['an unknown word', 'source', { source: 'MOON' }],
  ['an unknown word in a list', 'interestedServices', { interestedServices: ['ASSESSMENT', 'MAGIC'] }],
  ['an unknown field', 'colour', { colour: 'red' }],
  ['another practice', 'practiceId', { practiceId: '01890000-0000-7000-8000-000000000000' }],
  ['a conversion by hand', 'convertedAt', { convertedAt: '2026-01-01T00:00:00Z' }],
  ['an author by hand', 'createdById', { createdById: '01890000-0000-7000-8000-000000000000' }],
  ['a prototype', '__proto__', JSON.parse('{ "__proto__": { "isAdmin": true } }')],
  ['an unknown nested field', 'planet', { address: { planet: 'Mars' } }],
  ['a bomb of depth', 'address', { address: deep(20) }],
  ['too many tags', 'tags', { tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }],
  ['a tag too long', 'tags', { tags: ['x'.repeat(51)] }],
  ['no zone', 'timeZone', { timeZone: 'Mars/Base' }],
  ['a script for an address', 'landingPage', { landingPage: 'javascript:alert(1)' }],
  ['no id', 'assignedToId', { assignedToId: 'me' }],
  ['a flag that is a word', 'okToEmail', { okToEmail: 'yes' }],
  ['a contact that is not there', 'referredById', { referredById: '01890000-0000-7000-8000-000000000000' }],
];

describe('bad input of every class is refused by its field, and nothing is written', () => {
  test.each(bad)('%s', async (_, field, value) => {
    const { owner, practice } = await story.practice();
    const input = { ...good, ...value };
    if (field === '__proto__')
      Object.defineProperty(input, '__proto__', { value: {}, enumerable: true, configurable: true });
    const rest = await owner.rest('POST', '/leads', input);
    expect([400, 422]).toContain(rest.status);
    expect(rest.text).toContain(field);
    const graphql = await owner.graphql(createLead, { input });
    expect(graphql.status).toBeLessThan(500);
    expect(graphql.data?.createLead?.lead ?? null).toBeNull();
    const refusals = graphql.errors ?? graphql.data.createLead.userErrors;
    expect(refusals.length).toBeGreaterThan(0);
    expect(JSON.stringify(refusals)).toContain(field);
    expect(JSON.stringify(graphql.errors ?? [])).not.toContain('INTERNAL_SERVER_ERROR');
    expect(await story.database.query('select 1 from leads where practice_id = $1', [practice.id])).toEqual([]);
  });

  test.each([
    ['not JSON', '{"firstName": '],
    ['a number beyond 2^53', '{"firstName":"A","lastName":"B","tags":[9007199254740993]}'],
    ['NaN', '{"firstName":"A","lastName":"B","isSelfPay":NaN}'],
    ['a bomb of depth', JSON.stringify({ ...good, address: deep(500) })],
    ['a list', '[]'],
    ['a word', '"lead"'],
    ['null', 'null'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])('a body that is %s', async (_, body) => {
    const { owner, practice } = await story.practice();
    const { status } = await owner.rest('POST', '/leads', body);
    expect([400, 422]).toContain(status);
    expect(await story.database.query('select 1 from leads where practice_id = $1', [practice.id])).toEqual([]);
  });
});
