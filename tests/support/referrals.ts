import type { Caller } from './caller.js';
import type { Story } from './story.js';

export const recordReferral = `mutation ($input: RecordReferralInput!) {
  recordReferral(input: $input) { referral { id version status direction contactId leadId note acknowledgementDueAt }
    userErrors { code path message } } }`;

/** A referral written down by this caller; its id. */
export async function addReferral(caller: Caller, input: Record<string, unknown>): Promise<string> {
  const { data, errors } = await caller.graphql(recordReferral, { input: { direction: 'INBOUND', ...input } });
  const id = data?.recordReferral?.referral?.id;
  if (!id) throw new Error(`No referral was recorded: ${JSON.stringify({ data, errors })}`);
  return id;
}

/** The row as it stands, read behind the application's back. */
export async function referralRow(story: Story, id: string): Promise<Record<string, unknown>> {
  const [row] = await story.database.query('select * from referrals where id = $1', [id]);
  return row as Record<string, unknown>;
}

/** The tasks about a lead or a contact, oldest first. */
export function tasksOf(story: Story, id: string) {
  return story.database.query(
    `select id, title, type, priority, status, due_at, assigned_to_id, completed_by_id, related_type
     from tasks where related_id = $1 order by created_at, id`,
    [id],
  );
}
