import { beforeAll, expect, test } from '@jest/globals';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { press, tokenFor, whyNot } from '../../support/suppressions.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

test.each([
  ['/leads/import', 'LEAD', 'leadId'],
  ['/contacts/import', 'CONTACT', 'contactId'],
] as const)('%s adds a row whose address is suppressed, says so, and it stays unmailed', async (path, type, idName) => {
  const email = `gone.${type}@example.org`.toLowerCase();
  await press(story, tokenFor(story, practice, email), { 'List-Unsubscribe': 'One-Click' });
  const topical = `topical.${type}@example.org`.toLowerCase();
  await owner.rest('POST', '/suppressions/import', { emails: [topical], topic: 'Events' });
  const csv = `firstName,lastName,email
Here${type},Lee,here.${type}@example.org
Gone${type},Lee, ${email.toUpperCase()}
Topic${type},Lee,${topical}
Bad${type},Lee,no address
None${type},Lee,
`;
  const told = { line: 3, path: 'email', code: 'ADDRESS_SUPPRESSED', [idName]: null };
  for (const query of ['?dryRun=true', '']) {
    const { body } = await owner.rest('POST', `${path}${query}`, csv, { 'content-type': 'text/csv' });
    expect(body.data).toMatchObject({ rows: 5, created: 4, skipped: 0, failed: 1 });
    expect(body.data.issues).toEqual([
      { ...told, message: expect.stringContaining('no commercial mail') },
      expect.objectContaining({ line: 5, path: 'email', code: 'INVALID_FORMAT' }),
    ]);
  }
  expect(await whyNot(owner, `Gone${type}`, type)).toBe('UNSUBSCRIBED');
  expect(await whyNot(owner, `Here${type}`, type)).toBeNull();
});
