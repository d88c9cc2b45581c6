import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addContact } from '../../support/contacts.js';
import { deliveriesOf, eagerSending, figuresOf } from '../../support/deliveries.js';
import { addEmailCampaign, emailStep, readyToMail, sendable } from '../../support/email-campaigns.js';
import { addLead } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import { addSegment, leaf } from '../../support/segments.js';
import type { Person, PracticeInStory } from '../../support/story.js';
import { press, tokenFor } from '../../support/suppressions.js';

const { story, sandbox } = await useMailStory({ settings: eagerSending, sandbox: { deliveryMs: null } });
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  await story.database.query('update send_bucket set blocked_until = null');
});

const fates = ['NONE', 'NONE', 'NONE', 'UNWILLING', 'UNSUBSCRIBED', 'OFF_TOPIC', 'CLIENT', 'DELETED'] as const;
const someone = fc.record({
  type: fc.constantFrom('LEAD', 'CONTACT'),
  // few addresses, so that people share them
  address: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 10 }),
  isLoud: fc.boolean(),
  tags: fc.subarray(['in', 'also', 'out']),
  isNamed: fc.boolean(),
  fate: fc.constantFrom(...fates),
});
type Someone = typeof someone extends fc.Arbitrary<infer T> ? T : never;

async function add({ type, address, isLoud, tags, fate }: Someone): Promise<{ type: string; id: string }> {
  const email = address === null ? null : isLoud ? `P${address}@Example.TEST` : `p${address}@example.test`;
  const input = { email, tags, okToEmail: fate !== 'UNWILLING' };
  const id = type === 'LEAD' ? await addLead(owner, input) : await addContact(owner, input);
  const noun = type === 'LEAD' ? 'leads' : 'contacts';
  const token = email && tokenFor(story, practice, email);
  if (fate === 'UNSUBSCRIBED' && token) await press(story, token, { 'List-Unsubscribe': 'One-Click' });
  if (fate === 'OFF_TOPIC' && token) await press(story, token, { action: 'topics' });
  if (fate === 'CLIENT' && type === 'LEAD') await owner.rest('POST', `/leads/${id}/convert`, { force: true });
  if (fate === 'DELETED') await owner.rest('DELETE', `/${noun}/${id}`);
  return { type, id };
}

const audience = `query ($id: ID!) { emailCampaignAudience(id: $id) { count mailable skipped { reason count } } }`;

test('what a preview counts is what is sent and what is skipped, for whomever', async () => {
  const world = fc.record({
    people: fc.array(someone, { minLength: 10, maxLength: 30 }),
    purpose: fc.constantFrom('COMMERCIAL', 'SERVICE'),
    topic: fc.constantFrom('Events', null),
  });
  await fc.assert(
    fc.asyncProperty(world, async ({ people, purpose, topic }) => {
      sandbox.clear();
      ({ practice, owner } = await story.practice());
      await readyToMail(owner);
      await owner.rest('POST', '/mail-topics', { name: 'Events' });
      const segmentOf = async (appliesTo: string, tag: string) =>
        (await addSegment(owner, { appliesTo, rule: leaf('tags', 'CONTAINS', tag) })).id as string;
      const added = [];
      for (const one of people) added.push(await add(one));
      const id = await addEmailCampaign(owner, {
        ...{ ...sendable, purpose, topic },
        segmentIds: [await segmentOf('LEAD', 'in'), await segmentOf('CONTACT', 'in'), await segmentOf('LEAD', 'also')],
        excludeSegmentIds: [await segmentOf('LEAD', 'out'), await segmentOf('CONTACT', 'out')],
        // Who was deleted can't be named any more.
        recipients: added.filter((_, at) => people[at]!.isNamed && people[at]!.fate !== 'DELETED'),
      });
      const { data } = await owner.graphql(audience, { id });
      const { count, mailable, skipped } = data.emailCampaignAudience;
      if (mailable === 0) return;
      expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
      await story.services.mailSender.runOnce();
      expect(sandbox.messages()).toHaveLength(mailable);
      expect(new Set(sandbox.messages().map(({ recipients }) => recipients.join())).size).toBe(mailable);
      expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', recipients: count, accepted: mailable });
      const found: Record<string, number> = {};
      for (const { reason } of await deliveriesOf(owner, id, ['SUPPRESSED']))
        found[reason!] = (found[reason!] ?? 0) + 1;
      const told = skipped.filter((one: { count: number }) => one.count > 0);
      expect(found).toEqual(
        Object.fromEntries(told.map((one: { reason: string; count: number }) => [one.reason, one.count])),
      );
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
