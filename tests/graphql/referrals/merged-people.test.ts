import { beforeEach, describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { addLead, leadRow } from '../../support/leads.js';
import { addReferral, referralRow } from '../../support/referrals.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  ({ practice, owner } = await story.practice());
});

async function merge(noun: 'leads' | 'contacts', primaryId: string, duplicateId: string): Promise<string> {
  const { status, body } = await owner.rest('POST', `/${noun}/merge`, { primaryId, duplicateIds: [duplicateId] });
  expect([status, body.error]).toEqual([200, undefined]);
  return body.data.mergeId;
}
const part = (noun: 'leads' | 'contacts', mergeId: string) => owner.rest('POST', `/${noun}/merges/${mergeId}/undo`, {});

describe('referrals follow those whom they are about', () => {
  test('a merged lead, deleted ones too, and go back when the merge is taken back', async () => {
    const contactId = await addContact(owner);
    const [primary, duplicate] = [await addLead(owner), await addLead(owner)];
    const [own, its, gone] = [
      await addReferral(owner, { contactId, leadId: primary }),
      await addReferral(owner, { contactId, leadId: duplicate, note: 'Sleeps badly' }),
      await addReferral(owner, { contactId, leadId: duplicate }),
    ];
    await owner.rest('DELETE', `/referrals/${gone}`);
    const mergeId = await merge('leads', primary, duplicate);
    for (const id of [own, its, gone]) expect((await referralRow(story, id)).lead_id).toBe(primary);
    const seen = await owner.graphql('query ($id: ID!) { referral(id: $id) { note lead { id } } }', { id: its });
    expect(seen.data.referral).toEqual({ note: 'Sleeps badly', lead: { id: primary } });
    await part('leads', mergeId);
    const leads = await Promise.all([own, its, gone].map(async id => (await referralRow(story, id)).lead_id));
    expect(leads).toEqual([primary, duplicate, duplicate]);
  });

  test('a merged contact, with the leads that it referred, and go back likewise', async () => {
    const [primary, duplicate] = [await addContact(owner), await addContact(owner)];
    const lead = await addLead(owner, { referredById: duplicate });
    const id = await addReferral(owner, { contactId: duplicate, leadId: lead });
    const mergeId = await merge('contacts', primary, duplicate);
    expect((await referralRow(story, id)).contact_id).toBe(primary);
    expect((await leadRow(story, lead)).referred_by_id).toBe(primary);
    const { data } = await owner.graphql('query ($id: ID!) { contact(id: $id) { referrals { nodes { id } } } }', {
      id: primary,
    });
    expect(data.contact.referrals.nodes).toEqual([{ id }]);
    await part('contacts', mergeId);
    expect((await referralRow(story, id)).contact_id).toBe(duplicate);
    expect((await leadRow(story, lead)).referred_by_id).toBe(duplicate);
  });

  test('a merged contact: the task of a referral that is late comes once', async () => {
    const [primary, duplicate] = [await addContact(owner), await addContact(owner)];
    await addReferral(owner, { contactId: duplicate, acknowledgementDueAt: '2026-01-05T09:00:00Z' });
    await story.services.referralRaisedTasks.raiseDue();
    await merge('contacts', primary, duplicate);
    await story.services.referralRaisedTasks.raiseDue();
    const tasks = await story.database.query('select related_id from tasks where practice_id = $1', [practice.id]);
    expect(tasks).toEqual([{ related_id: primary }]);
  });
});

describe('a file of leads', () => {
  const send = (rows: string[]) =>
    owner.rest('POST', '/leads/import', `firstName,lastName,referredById\n${rows.join('\n')}\n`, {
      'content-type': 'text/csv',
    });

  test('names who referred them; one that is not there, gone or of another practice is refused by its line', async () => {
    const { owner: stranger } = await story.practice();
    const [id, gone, foreign] = [await addContact(owner), await addContact(owner), await addContact(stranger)];
    await owner.rest('DELETE', `/contacts/${gone}`);
    const { body } = await send([`Ada,Moss,${id}`, `Ben,Moss,${gone}`, `Cy,Moss,${foreign}`, 'Di,Moss,', 'Ed,Moss,x']);
    expect(body.data).toMatchObject({ created: 2, failed: 3 });
    expect(body.data.issues.map((issue: Record<string, unknown>) => [issue.line, issue.path])).toEqual([
      [3, 'referredById'],
      [4, 'referredById'],
      [6, 'referredById'],
    ]);
    const rows = await story.database.query(
      'select first_name, referred_by_id from leads where practice_id = $1 order by first_name',
      [practice.id],
    );
    expect(rows).toEqual([
      { first_name: 'Ada', referred_by_id: id },
      { first_name: 'Di', referred_by_id: null },
    ]);
  });
});
