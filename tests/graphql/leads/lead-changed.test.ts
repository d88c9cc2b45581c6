import { describe, expect, test } from '@jest/globals';
import { addLead, listen } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const leadChanged = `subscription ($after: String) {
  leadChanged(after: $after) { cursor at kind leadId totalCount lead { id firstName presentingConcern } }
}`;
const plain =
  'subscription ($after: String) { leadChanged(after: $after) { cursor kind leadId lead { id firstName } } }';
const update =
  'mutation ($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) { lead { id } userErrors { code } } }';
const remove = 'mutation ($id: ID!) { deleteLead(id: $id) { deletedLeadId } }';

describe('leadChanged', () => {
  test('tells what happens, in order, then what was missed after a cursor', async () => {
    const { owner } = await story.practice();
    const subscription = await listen(story, owner, leadChanged);
    const id = await addLead(owner, { presentingConcern: 'worries' });
    await owner.graphql(update, { id, input: { firstName: 'Kay' } });
    expect(await owner.graphql(remove, { id })).toMatchObject({ data: { deleteLead: { deletedLeadId: id } } });
    const events = [await subscription.next(), await subscription.next(), await subscription.next()].map(
      e => e.data.leadChanged,
    );
    expect(events.map(event => [event.kind, event.leadId])).toEqual([
      ['LEAD_CREATED', id],
      ['LEAD_UPDATED', id],
      ['LEAD_DELETED', id],
    ]);
    const cursors = events.map(event => BigInt(event.cursor));
    expect(cursors[0]! < cursors[1]! && cursors[1]! < cursors[2]!).toBe(true);
    expect(events[2].lead).toBeNull();
    const replay = await listen(story, owner, leadChanged, { after: events[1].cursor });
    expect((await replay.next()).data.leadChanged).toMatchObject({ kind: 'LEAD_DELETED', cursor: events[2].cursor });
  });

  test('tells of a lead that was deleted before its first event went out', async () => {
    const { owner } = await story.practice();
    const first = await listen(story, owner, plain);
    const mark = await addLead(owner);
    const { cursor } = (await first.next()).data.leadChanged;
    const id = await addLead(owner);
    await owner.graphql(remove, { id });
    const replay = await listen(story, owner, plain, { after: cursor });
    const told = [await replay.next(), await replay.next()].map(event => event.data.leadChanged);
    expect(told).toMatchObject([
      { kind: 'LEAD_CREATED', leadId: id, lead: null },
      { kind: 'LEAD_DELETED', leadId: id, lead: null },
    ]);
    expect(mark).not.toBe(id);
  });

  test("each sees what its role may: own leads, no clinical field, nothing of another practice's", async () => {
    const { owner, practice } = await story.practice();
    const { owner: stranger } = await story.practice();
    const [clinician, marketer] = [await story.clinician(practice), await story.marketer(practice)];
    const streams = {
      clinician: await listen(story, clinician, leadChanged),
      marketer: await listen(story, marketer, leadChanged),
      stranger: await listen(story, stranger, plain),
    };
    await addLead(owner, { firstName: 'Not hers' });
    const own = await addLead(owner, { firstName: 'Hers', assignedToId: clinician.id, presentingConcern: 'worries' });
    const strange = await addLead(stranger);
    expect((await streams.clinician.next()).data.leadChanged.lead).toEqual({
      id: own,
      firstName: 'Hers',
      presentingConcern: 'worries',
    });
    const told = await streams.marketer.next();
    expect(told.data.leadChanged.lead).toMatchObject({ firstName: 'Not hers', presentingConcern: null });
    expect(told.errors[0]).toMatchObject({
      path: ['leadChanged', 'lead', 'presentingConcern'],
      extensions: { code: 'FORBIDDEN' },
    });
    expect((await streams.stranger.next()).data.leadChanged.leadId).toBe(strange);
  });

  test('a lead given away is not told any more', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const [given, kept] = [
      await addLead(owner, { assignedToId: clinician.id }),
      await addLead(owner, { assignedToId: clinician.id }),
    ];
    const subscription = await listen(story, clinician, plain);
    await owner.graphql(update, { id: given, input: { assignedToId: owner.id } });
    await owner.graphql(update, { id: given, input: { firstName: 'Secret' } });
    await owner.graphql(update, { id: kept, input: { firstName: 'Known' } });
    expect((await subscription.next()).data.leadChanged).toMatchObject({ leadId: kept, lead: { firstName: 'Known' } });
  });

  test('a cursor that is too old brings one RESYNC with the present total', async () => {
    const { owner, practice } = await story.practice();
    const first = await listen(story, owner, plain);
    await addLead(owner);
    const { cursor } = (await first.next()).data.leadChanged;
    await addLead(owner);
    story.clock.advance({ hours: 26 });
    try {
      const later = await story.owner(practice);
      const subscription = await listen(story, later, leadChanged, { after: cursor });
      const event = (await subscription.next()).data.leadChanged;
      expect(event).toMatchObject({ kind: 'RESYNC', leadId: null, lead: null, totalCount: 2 });
      expect(BigInt(event.cursor) >= BigInt(cursor)).toBe(true);
    } finally {
      story.clock.advance({ hours: -26 });
    }
  });

  test('is audited: who listened, and each lead that was told', async () => {
    const { owner } = await story.practice();
    const subscription = await listen(story, owner, plain);
    const id = await addLead(owner);
    await subscription.next();
    const rows = await story.database.query(
      `select action, object_ids, channel from audit_log where actor_id = $1 and operation = 'leadChanged' order by seq`,
      [owner.id],
    );
    expect(rows).toEqual([
      { action: 'SUBSCRIBE', object_ids: [], channel: 'socket' },
      { action: 'READ', object_ids: [id], channel: 'socket' },
    ]);
  });

  test('a program without the right is refused at once', async () => {
    const { practice } = await story.practice();
    const program = await story.program(practice, 'task:read');
    const subscription = await program.subscribe(plain);
    expect(JSON.stringify((await subscription.ended) ?? subscription.received)).toContain('FORBIDDEN');
  });
});
