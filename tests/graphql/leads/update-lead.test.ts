import { describe, expect, test } from '@jest/globals';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const updateLead = `mutation ($id: ID!, $input: UpdateLeadInput!, $version: Int) {
  updateLead(id: $id, input: $input, expectedVersion: $version) {
    lead { id version firstName status lostReason tags address { line1 city } insurance { payer plan } assignedToId }
    userErrors { code path message }
  }
}`;

const change = (input: object, id: string, version?: number) => ({ id, input, version });

describe('updateLead', () => {
  test('changes what is given, leaves the rest, and says so in the log without protected values', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, {
      tags: ['a'],
      address: { line1: '1 Main St', city: 'Salem' },
      email: 'kim@example.org',
    });
    const { data } = await owner.graphql(
      updateLead,
      change({ firstName: 'Kimberly', address: { city: 'Bend' }, email: null }, id),
    );
    expect(data.updateLead.lead).toMatchObject({
      version: 2,
      firstName: 'Kimberly',
      tags: ['a'],
      address: { line1: '1 Main St', city: 'Bend' },
    });
    expect(await leadRow(story, id)).toMatchObject({ name_key: 'lee kimberly', sealed_email: null, email_index: null });
    const [, audit] = await auditOf(story, id);
    expect(audit).toMatchObject({ operation: 'updateLead', action: 'UPDATE', outcome: 'SUCCEEDED' });
    expect(String(audit!.changes)).not.toMatch(/Bend|kim@example/);
  });

  test('with nothing new changes nothing', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, { phone: '5035550142' });
    const { data } = await owner.graphql(updateLead, change({ firstName: 'Kim', tags: [] }, id));
    expect(data.updateLead.lead).toMatchObject({ version: 1 });
    expect(await story.database.query('select type from outbox where object_id = $1', [id])).toHaveLength(1);
  });

  test('R9: a stale version is refused naming the current one', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    await owner.graphql(updateLead, change({ firstName: 'One' }, id, 1));
    const { data } = await owner.graphql(updateLead, change({ firstName: 'Two' }, id, 1));
    expect(data.updateLead.userErrors).toMatchObject([{ code: 'STALE_VERSION', path: ['expectedVersion'] }]);
    expect(data.updateLead.userErrors[0].message).toContain('2');
    expect(await leadRow(story, id)).toMatchObject({ first_name: 'One', version: 2 });
  });

  test('R9: of twenty at once on one version one is done', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => owner.graphql(updateLead, change({ firstName: `N${n}` }, id, 1))),
    );
    expect(answers.filter(({ data }) => data.updateLead.userErrors.length === 0)).toHaveLength(1);
    expect(await leadRow(story, id)).toMatchObject({ version: 2 });
  });

  test('R7: walks the machine, asks for a reason, and forgets it on the way back', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const to = async (input: object) => (await owner.graphql(updateLead, change(input, id))).data.updateLead;
    expect((await to({ status: 'QUALIFIED' })).userErrors).toMatchObject([
      { code: 'INVALID_TRANSITION', path: ['status'] },
    ]);
    expect((await to({ status: 'QUALIFIED' })).userErrors[0].message).toMatch(/NEW.*QUALIFIED/);
    expect((await to({ status: 'CONVERTED' })).userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await to({ status: 'LOST' })).userErrors).toMatchObject([{ code: 'REQUIRED', path: ['lostReason'] }]);
    expect((await to({ lostReason: 'why' })).userErrors).toMatchObject([{ code: 'INVALID', path: ['lostReason'] }]);
    expect(await leadRow(story, id)).toMatchObject({ status: 'NEW', version: 1 });
    expect((await to({ status: 'LOST', lostReason: 'moved' })).lead).toMatchObject({
      status: 'LOST',
      lostReason: 'moved',
    });
    expect((await to({ status: 'NEW' })).userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await to({ status: 'CONTACTED' })).lead).toMatchObject({ status: 'CONTACTED', lostReason: null });
  });

  test('R2: a converted lead stays converted, and its other fields may change', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    await story.database.query("update leads set status = 'CONVERTED' where id = $1", [id]);
    const { data } = await owner.graphql(updateLead, change({ status: 'CONTACTED' }, id));
    expect(data.updateLead.userErrors).toMatchObject([{ code: 'LEAD_CONVERTED', path: ['status'] }]);
    expect((await owner.graphql(updateLead, change({ tags: ['x'] }, id))).data.updateLead.lead.tags).toEqual(['x']);
  });

  test('who handles insurance changes that and nothing else', async () => {
    const { owner, practice } = await story.practice();
    const biller = await story.biller(practice);
    const id = await addLead(owner, { insurance: { payer: 'Acme', plan: 'Gold' } });
    const insurance =
      'mutation ($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) { lead { insurance { payer plan } } userErrors { code } } }';
    const done = await biller.graphql(insurance, change({ insurance: { payer: 'Other' } }, id));
    expect(done.data.updateLead.lead).toEqual({ insurance: { payer: 'Other', plan: 'Gold' } });
    for (const input of [{ firstName: 'X' }, { firstName: 'X', insurance: { payer: 'Y' } }, { status: 'CONTACTED' }]) {
      const { errors } = await biller.graphql(insurance, change(input, id));
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await leadRow(story, id)).toMatchObject({ first_name: 'Kim', version: 2 });
  });

  test('a clinician changes own leads, not their insurance, and no others', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const [own, other] = [await addLead(owner, { assignedToId: clinician.id }), await addLead(owner)];
    expect(
      (await clinician.graphql(updateLead, change({ firstName: 'Kay' }, own))).data.updateLead.lead.firstName,
    ).toBe('Kay');
    const { errors } = await clinician.graphql(updateLead, change({ insurance: { payer: 'Y' } }, own));
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const before = await leadRow(story, other);
    const foreign = await clinician.graphql(updateLead, change({ firstName: 'Kay' }, other));
    expect(foreign.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await leadRow(story, other)).toEqual(before);
    const random = await clinician.graphql(updateLead, change({ firstName: 'Kay' }, randomId));
    expect(random.data.updateLead.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });

  test.each(['MARKETING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const id = await addLead(owner);
    const { errors } = await (await story.person(practice, role)).graphql(updateLead, change({ firstName: 'X' }, id));
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await leadRow(story, id)).toMatchObject({ first_name: 'Kim', version: 1 });
    expect(await auditOf(story, id)).toContainEqual(
      expect.objectContaining({ operation: 'updateLead', outcome: 'DENIED', code: 'FORBIDDEN' }),
    );
  });

  test("another practice's lead answers like one that is not there", async () => {
    const { owner } = await story.practice();
    const { owner: stranger } = await story.practice();
    const id = await addLead(owner);
    const [theirs, random, malformed] = await Promise.all(
      [id, randomId, 'nonsense'].map(each => stranger.graphql(updateLead, change({ firstName: 'X' }, each))),
    );
    expect(theirs!.data).toEqual(random!.data);
    expect(malformed!.data).toEqual(random!.data);
    expect(await leadRow(story, id)).toMatchObject({ first_name: 'Kim' });
  });

  test('who gives a lead away may not see it any more', async () => {
    const { owner, practice } = await story.practice();
    const [clinician, colleague] = [await story.clinician(practice), await story.clinician(practice)];
    const id = await addLead(owner, { assignedToId: clinician.id });
    const { data, errors } = await clinician.graphql(updateLead, change({ assignedToId: colleague.id }, id));
    expect(errors).toBeUndefined();
    expect(data.updateLead).toEqual({ lead: null, userErrors: [] });
    expect(await leadRow(story, id)).toMatchObject({ assigned_to_id: colleague.id });
  });
});
