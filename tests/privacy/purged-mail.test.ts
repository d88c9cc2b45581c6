import { beforeEach, expect, test } from '@jest/globals';
import { purgeDeletedContacts } from '../../src/modules/contacts/contact.purge.js';
import { purgeDeletedLeads } from '../../src/modules/leads/lead.purge.js';
import { aboveContacts, aboveLeads } from '../../src/server/dependents.js';
import { addContact } from '../support/contacts.js';
import { deliveriesOf, eagerSending, figuresOf, startSending } from '../support/deliveries.js';
import { addEmailCampaign, emailStep, sendable } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { useMailStory } from '../support/mail.js';
import type { Person, PracticeInStory } from '../support/story.js';
import { press, tokenFor } from '../support/suppressions.js';
import { ago, hookEvent, MailTold } from '../support/tracking.js';

/** Who is gone for good stays gone: nothing that comes back later makes a row, and an opt-out outlives its person. */
const { story, sandbox } = await useMailStory({ settings: eagerSending });
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  sandbox.clear();
  ({ practice, owner } = await story.practice());
});

const nouns = {
  LEAD: { path: 'leads', add: addLead, purge: () => purgeDeletedLeads(story.services.ground, aboveLeads) },
  CONTACT: {
    path: 'contacts',
    add: addContact,
    purge: () => purgeDeletedContacts(story.services.ground, aboveContacts),
  },
} as const;
type PersonType = keyof typeof nouns;

/** Deletes the person, and lets the days pass in which they could be restored. */
async function purge(type: PersonType, id: string): Promise<void> {
  const { path, purge: run } = nouns[type];
  expect((await owner.rest('DELETE', `/${path}/${id}`)).status).toBe(204);
  await story.database.query(`update ${path} set deleted_at = deleted_at - interval '31 days' where id = $1`, [id]);
  expect(await run()).toBe(1);
}

const count = async (table: string): Promise<number> => {
  const [row] = await story.database.query(`select count(*)::int as n from ${table} where practice_id = $1`, [
    practice.id,
  ]);
  return row!.n;
};

/** What the provider may still tell of a message. */
const lateEvents = (sent: { id: string; messageId: string; email: string; emailCampaignId: string }) => [
  hookEvent('Delivery', sent, { DeliveredAt: ago(9) }),
  hookEvent('Bounce', sent, { ID: 1, Type: 'HardBounce', TypeCode: 1, BouncedAt: ago(8) }),
  hookEvent('SpamComplaint', sent, { ID: 2, Type: 'SpamComplaint', TypeCode: 512, BouncedAt: ago(7) }),
  hookEvent('Open', sent, { ReceivedAt: ago(6), UserAgent: 'Firefox' }),
  hookEvent('Click', sent, { ReceivedAt: ago(5), OriginalLink: 'https://a.example/', UserAgent: 'Firefox' }),
];

test.each(['LEAD', 'CONTACT'] as const)(
  'what comes back late of a purged %s is taken and touches nothing',
  async type => {
    const email = `gone.${type.toLowerCase()}@example.test`;
    const id = await nouns[type].add(owner, { email });
    const { id: campaign } = await startSending(owner, 1, { recipients: [{ type, id }] });
    await story.services.mailSender.runOnce();
    const [mail] = sandbox.messages();
    const sent = { id: mail!.sendId!, messageId: mail!.messageId, email, emailCampaignId: campaign };
    await purge(type, id);
    expect(await deliveriesOf(owner, campaign)).toEqual([]);

    const told = new MailTold(story);
    await told.tell(practice, ...lateEvents(sent));
    expect(await count('deliveries')).toBe(0);
    expect(await count('mail_engagements')).toBe(0);
    const figures = await figuresOf(story, campaign);
    expect(figures).toMatchObject(figures.ledger);
    expect(figures.recipients).toBe(0);
    const kept = await story.database.query(
      'select to_jsonb(e)::text as row from mail_events e where practice_id = $1',
      [practice.id],
    );
    for (const { row } of kept) for (const word of [email, id]) expect(row).not.toContain(word);
  },
);

test.each(['LEAD', 'CONTACT'] as const)(
  'an opt-out outlives its %s, without the address, and holds when it is imported again',
  async type => {
    const email = `left.${type.toLowerCase()}@example.test`;
    const id = await nouns[type].add(owner, { email });
    await startSending(owner, 1, { recipients: [{ type, id }] });
    await story.services.mailSender.runOnce();
    expect(sandbox.messages()).toHaveLength(1);
    await press(story, tokenFor(story, practice, email, sandbox.messages()[0]!.sendId), {
      'List-Unsubscribe': 'One-Click',
    });
    const [before] = (await owner.rest('GET', '/suppressions')).body.data;
    expect(before).toMatchObject({ email, reason: 'UNSUBSCRIBED' });

    await purge(type, id);
    const [after, ...more] = (await owner.rest('GET', '/suppressions')).body.data;
    expect([after, more]).toMatchObject([{ id: before.id, email: null, reason: 'UNSUBSCRIBED', isLive: true }, []]);

    const csv = `firstName,lastName,email\nKim,Lee, ${email.toUpperCase()}\n`;
    const imported = await owner.rest('POST', `/${nouns[type].path}/import`, csv, { 'content-type': 'text/csv' });
    expect(imported.body.data).toMatchObject({ created: 1 });
    const [again] = (await owner.rest('GET', `/${nouns[type].path}`)).body.data;
    const campaign = await addEmailCampaign(owner, { ...sendable, recipients: [{ type, id: again.id }] });
    await emailStep(owner, 'send', campaign);
    await story.services.mailSender.runOnce();
    expect(await deliveriesOf(owner, campaign)).toMatchObject([{ state: 'SUPPRESSED', reason: 'UNSUBSCRIBED' }]);
    expect(sandbox.messages()).toHaveLength(1);
  },
);

test('an address that somebody else has is still shown to staff', async () => {
  const email = 'shared@example.test';
  const [id] = [await addLead(owner, { email }), await addContact(owner, { email })];
  await owner.rest('POST', '/suppressions', { email });
  await purge('LEAD', id);
  expect((await owner.rest('GET', '/suppressions')).body.data).toMatchObject([{ email }]);
});
