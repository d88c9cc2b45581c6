import { describe, expect, test } from '@jest/globals';
import { purgeDeletedLeads } from '../../../src/modules/leads/lead.purge.js';
import { aboveLeads } from '../../../src/server/dependents.js';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const deleteLead = `mutation ($id: ID!, $version: Int) {
  deleteLead(id: $id, expectedVersion: $version) { deletedLeadId lead { id firstName } userErrors { code path } }
}`;
const restoreLead = 'mutation ($id: ID!) { restoreLead(id: $id) { lead { id } userErrors { code path } } }';
const lead = 'query ($id: ID!) { lead(id: $id) { id } }';

describe('deleteLead and restoreLead', () => {
  test('R11: a deleted lead is out of sight and an owner brings it back', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const { data } = await owner.graphql(deleteLead, { id });
    expect(data.deleteLead).toEqual({ deletedLeadId: id, lead: { id, firstName: 'Kim' }, userErrors: [] });
    expect((await owner.graphql(lead, { id })).data).toEqual({ lead: null });
    expect((await owner.graphql(deleteLead, { id })).data.deleteLead.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await owner.graphql(restoreLead, { id })).data.restoreLead).toEqual({ lead: { id }, userErrors: [] });
    expect((await owner.graphql(lead, { id })).data).toEqual({ lead: { id } });
    expect((await auditOf(story, id)).map(row => [row.operation, row.outcome])).toEqual([
      ['createLead', 'SUCCEEDED'],
      ['deleteLead', 'SUCCEEDED'],
      ['deleteLead', 'FAILED'],
      ['restoreLead', 'SUCCEEDED'],
    ]);
  });

  test('R2: a converted lead is not deleted', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    await story.database.query("update leads set status = 'CONVERTED' where id = $1", [id]);
    const { data } = await owner.graphql(deleteLead, { id });
    expect(data.deleteLead).toEqual({
      deletedLeadId: null,
      lead: null,
      userErrors: [{ code: 'LEAD_CONVERTED', path: ['id'] }],
    });
    expect(await leadRow(story, id)).toMatchObject({ deleted_at: null, version: 1 });
  });

  test('R9: not on an old copy', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const { data } = await owner.graphql(deleteLead, { id, version: 7 });
    expect(data.deleteLead.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    expect(await leadRow(story, id)).toMatchObject({ deleted_at: null });
  });

  test.each(['CLINICIAN', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const person = await story.person(practice, role);
    const id = await addLead(owner, { assignedToId: person.id });
    for (const mutation of [deleteLead, restoreLead]) {
      expect((await person.graphql(mutation, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await leadRow(story, id)).toMatchObject({ deleted_at: null });
  });

  test('intake deletes but does not restore', async () => {
    const { practice } = await story.practice();
    const intake = await story.intake(practice);
    const id = await addLead(intake);
    expect((await intake.graphql(deleteLead, { id })).data.deleteLead.deletedLeadId).toBe(id);
    expect((await intake.graphql(restoreLead, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test("another practice's lead answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner);
    for (const mutation of [deleteLead, restoreLead]) {
      const [theirs, random] = [
        await stranger.graphql(mutation, { id }),
        await stranger.graphql(mutation, { id: randomId }),
      ];
      expect(theirs.data).toEqual(random.data);
      expect(Object.values<{ userErrors: unknown }>(random.data)[0]!.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect(await leadRow(story, id)).toMatchObject({ deleted_at: null });
  });

  test('a lead that is there, merged or gone too long is not restorable', async () => {
    const { owner } = await story.practice();
    const [there, old] = [await addLead(owner), await addLead(owner)];
    await owner.graphql(deleteLead, { id: old });
    await story.database.query("update leads set deleted_at = deleted_at - interval '31 days' where id = $1", [old]);
    for (const id of [there, old]) {
      const { data } = await owner.graphql(restoreLead, { id });
      expect(data.restoreLead).toEqual({ lead: null, userErrors: [{ code: 'NOT_RESTORABLE', path: ['id'] }] });
    }
  });

  test('R11: what was deleted long ago is purged with all that hangs on it, unless on legal hold', async () => {
    const { owner, practice } = await story.practice();
    const ids = [await addLead(owner), await addLead(owner), await addLead(owner)];
    const [gone, held, recent] = ids as [string, string, string];
    const add = `mutation ($id: ID!) { addLeadInteraction(id: $id, input: { kind: CALL, direction: OUTBOUND, summary: "x",
      followUp: { title: "Call again" } }) { interaction { id } userErrors { code } } }`;
    for (const id of ids) {
      await owner.graphql(add, { id });
      await owner.graphql(deleteLead, { id });
    }
    await story.database.query("update leads set deleted_at = deleted_at - interval '31 days' where id = any($1)", [
      [gone, held],
    ]);
    await story.database.query('update leads set is_on_legal_hold = true where id = $1', [held]);
    expect(await purgeDeletedLeads(story.services.ground, aboveLeads)).toBeGreaterThan(0);
    const left = await story.database.query('select id from leads where practice_id = $1 order by id', [practice.id]);
    expect(left.map(row => row.id)).toEqual([held, recent].sort());
    for (const [table, column] of [
      ['interactions', 'subject_id'],
      ['tasks', 'related_id'],
    ]) {
      expect(await story.database.query(`select 1 from ${table} where ${column} = $1`, [gone])).toEqual([]);
      expect(await story.database.query(`select 1 from ${table} where ${column} = $1`, [held])).toHaveLength(1);
    }
    expect(await auditOf(story, gone)).toContainEqual(
      expect.objectContaining({ operation: 'purgeLeads', action: 'PURGE', channel: 'worker' }),
    );
  });
});
