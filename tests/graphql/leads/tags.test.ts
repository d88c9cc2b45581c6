import { describe, expect, test } from '@jest/globals';
import { addLead } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const tags = 'query ($prefix: String) { tags(prefix: $prefix) { tag count } }';

describe('tags', () => {
  test('counts the tags of this practice, most used first, by prefix in any case', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    for (const list of [['evening', 'Waitlist'], ['evening'], ['Events']]) await addLead(owner, { tags: list });
    await addLead(stranger, { tags: ['evening', 'secret'] });
    expect((await owner.graphql(tags)).data.tags).toEqual([
      { tag: 'evening', count: 2 },
      { tag: 'Events', count: 1 },
      { tag: 'Waitlist', count: 1 },
    ]);
    expect((await owner.graphql(tags, { prefix: 'EVE' })).data.tags.map((row: { tag: string }) => row.tag)).toEqual([
      'evening',
      'Events',
    ]);
  });

  test('a clinician sees those of own leads; strangers none; a prefix that is too long is refused', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    await addLead(owner, { tags: ['hers'], assignedToId: clinician.id });
    await addLead(owner, { tags: ['others'] });
    expect((await clinician.graphql(tags)).data.tags).toEqual([{ tag: 'hers', count: 1 }]);
    expect((await story.stranger().graphql(tags)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await owner.graphql(tags, { prefix: 'x'.repeat(51) })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
