import { addressIndexOf } from '../../src/platform/encryption/address-index.js';
import type { Caller } from './caller.js';
import type { PracticeInStory, Story } from './story.js';

/** Token of a link in a mail to this address. */
export const tokenFor = (story: Story, practice: PracticeInStory, email: string, deliveryId: string | null = null) =>
  story.services.unsubscribeTokens.make({
    practiceId: practice.id,
    addressIndex: addressIndexOf(story.services.ground.cipher, practice.id, email),
    deliveryId,
  });

/** A call of the public page as a browser or mail program makes it: without a sign-in. */
export async function visit(story: Story, token: string, init: RequestInit = {}) {
  const response = await fetch(`${story.app.url}/u/${token}`, { redirect: 'manual', ...init });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

export const press = (story: Story, token: string, fields: string | Record<string, string> | string[][]) =>
  visit(story, token, { method: 'POST', body: new URLSearchParams(fields as never) });

/** What stands in the table, behind the application's back. */
export const suppressionsOf = (story: Story, { id }: PracticeInStory) =>
  story.database.query(
    `select id, reason, topic_key, origin, lifted_by, lifted_at is null as is_live, delivery_id, email_campaign_id
     from suppressions where practice_id = $1 order by created_at, id`,
    [id],
  );

const preview = `query ($rule: SegmentRuleInput!, $type: RecipientType!) { segmentPreview(rule: $rule, appliesTo: $type) {
  mailable skipped { reason count } } }`;

/** Why the one person with this first name gets no commercial mail; null: it does. */
export async function whyNot(
  owner: Caller,
  firstName: string,
  type: 'LEAD' | 'CONTACT' = 'LEAD',
): Promise<string | null> {
  const rule = { field: 'firstName', op: 'IS', value: firstName };
  const { segmentPreview } = (await owner.graphql(preview, { rule, type })).data as {
    segmentPreview: { mailable: number; skipped: { reason: string; count: number }[] };
  };
  const found = segmentPreview.skipped.filter(({ count }) => count > 0).map(({ reason }) => reason);
  if (found.length + segmentPreview.mailable !== 1) throw new Error(`Not one ${firstName}`);
  return found[0] ?? null;
}
