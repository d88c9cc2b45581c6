import { expect, test } from '@jest/globals';
import { addContact, addOrganization } from '../../support/contacts.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const whole = `id fullName tags viewerCanUpdate organization { id name } assignedTo { id name } createdBy { id name }
  interactions(first: 3) { totalCount nodes { id summary staff { id name } } } tasks(first: 3) { nodes { id title assignedTo { name } } }`;
const documents = {
  contacts: `{ answer: contacts(first: 100) { totalCount nodes { ${whole} } } }`,
  organizations: `{ answer: organizations(first: 100) { totalCount nodes { id name contacts(first: 5) { totalCount nodes { ${whole} } } } } }`,
};

/** What a call sends to the database for its answer: reads of the nouns, not of who calls or what the log gets. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { pool } = story.services.ground.database;
  const { query } = pool;
  let count = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    const [first] = args as unknown as [string | { text: string }];
    if (/\bfrom (contacts|organizations|interactions|tasks)\b/.test(typeof first === 'string' ? first : first.text))
      count++;
    return query.apply(pool, args);
  }) as typeof query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  return count;
}

test.each(Object.keys(documents) as (keyof typeof documents)[])(
  'a list of %s with all that hangs on them is one statement, however many there are',
  async noun => {
    const { owner } = await story.practice();
    for (const rows of [2, 12]) {
      for (let n = 0; n < rows; n++) {
        const organizationId = await addOrganization(owner, { name: `Clinic ${n}` });
        const id = await addContact(owner, { organizationId, tags: ['a', 'b'], assignedToId: owner.id });
        const said = { kind: 'CALL', direction: 'OUTBOUND', summary: 'Said', followUp: { title: 'Again' } };
        await owner.rest('POST', `/contacts/${id}/interactions`, said);
      }
      const count = await statementsOf(async () => {
        const { data, errors } = await owner.graphql(documents[noun]);
        expect(errors).toBeUndefined();
        expect(data.answer.totalCount).toBe(data.answer.nodes.length);
        const [first] = data.answer.nodes;
        expect((first.contacts?.nodes[0] ?? first).interactions.nodes).toMatchObject([{ summary: 'Said' }]);
      });
      expect(count).toBe(1);
    }
  },
);
