import { describe, expect, test } from '@jest/globals';
import { addLead, auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const open = `mutation ($id: ID!, $reason: String!) {
  openLead(id: $id, reason: $reason) { lead { id firstName presentingConcern } expiresAt userErrors { code path } }
}`;
const lead = 'query ($id: ID!) { lead(id: $id) { firstName presentingConcern } }';

describe('openLead', () => {
  test('opens a lead of someone else for an hour, marks each look at it and tells the owners', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const id = await addLead(owner, { presentingConcern: 'worries' });
    expect((await clinician.graphql(lead, { id })).data).toEqual({ lead: null });
    const { data } = await clinician.graphql(open, { id, reason: 'Covering for a colleague' });
    expect(data.openLead).toMatchObject({
      lead: { id, firstName: 'Kim', presentingConcern: 'worries' },
      userErrors: [],
    });
    expect((await clinician.graphql(lead, { id })).data.lead).toEqual({
      firstName: 'Kim',
      presentingConcern: 'worries',
    });
    const looks = await story.database.query(
      `select reason from audit_log where actor_id = $1 and operation = 'lead' and outcome = 'SUCCEEDED'`,
      [clinician.id],
    );
    expect(looks).toEqual([{ reason: 'Covering for a colleague' }]);
    expect(await auditOf(story, id)).toContainEqual(
      expect.objectContaining({ operation: 'openLead', action: 'BREAK_GLASS', reason: 'Covering for a colleague' }),
    );
    const notices = await story.database.query(
      'select staff_id, object_id, text from staff_notifications where practice_id = $1',
      [practice.id],
    );
    expect(notices).toEqual([{ staff_id: owner.id, object_id: id, text: expect.not.stringContaining('Kim') }]);
    await story.database.query(
      "update break_glass_grants set expires_at = created_at - interval '1 second' where lead_id = $1",
      [id],
    );
    expect((await clinician.graphql(lead, { id })).data).toEqual({ lead: null });
  });

  test('it is for looking: a change is refused', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const id = await addLead(owner);
    await clinician.graphql(open, { id, reason: 'Emergency' });
    const update =
      'mutation ($id: ID!) { updateLead(id: $id, input: { firstName: "X" }) { lead { id } userErrors { code } } }';
    expect((await clinician.graphql(update, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('needs a reason', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const id = await addLead(owner);
    const { data } = await clinician.graphql(open, { id, reason: '  ' });
    expect(data.openLead).toMatchObject({ lead: null, userErrors: [{ code: 'REQUIRED', path: ['reason'] }] });
    expect(await story.database.query('select 1 from break_glass_grants where lead_id = $1', [id])).toEqual([]);
  });

  test.each(['OWNER', 'INTAKE', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const id = await addLead(owner);
    const { errors } = await (await story.person(practice, role)).graphql(open, { id, reason: 'x' });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test("another practice's lead answers like one that is not there", async () => {
    const [{ owner }, { practice }] = [await story.practice(), await story.practice()];
    const stranger = await story.clinician(practice);
    const id = await addLead(owner);
    const theirs = await stranger.graphql(open, { id, reason: 'x' });
    expect(theirs.data).toEqual((await stranger.graphql(open, { id: randomId, reason: 'x' })).data);
    expect(theirs.data.openLead.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
  });
});
