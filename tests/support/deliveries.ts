import type { MailSandbox } from '../../src/platform/mail/sandbox/mail-sandbox.js';
import type { Caller } from './caller.js';
import { addSendable, emailStep, readyToMail } from './email-campaigns.js';
import type { Person, Story } from './story.js';

/** Settings of a server whose sender waits for nothing in a test. */
export const eagerSending = {
  SEND_PER_SECOND: '10000',
  SEND_BATCH_SIZE: '5',
  SEND_LEASE_SECONDS: '6',
  SEND_UNKNOWN_GRACE_SECONDS: '60',
  POSTMARK_TIMEOUT_SECONDS: '1',
};

/** An email campaign to so many leads that is started; nothing of it is sent before the sender runs. */
export async function startSending(owner: Person, people = 7, input: Record<string, unknown> = {}) {
  await readyToMail(owner);
  const made = await addSendable(owner, people, input);
  const { userErrors } = await emailStep(owner, 'send', made.id);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return made;
}

export interface DeliveryNode {
  id: string;
  state: string;
  reason: string | null;
  attempts: number;
  recipient: { type: string; id: string };
  providerMessageId: string | null;
  acceptedAt: string | null;
}

/** The deliveries of an email campaign as a caller sees them. */
export async function deliveriesOf(caller: Caller, emailCampaignId: string, state?: string[]): Promise<DeliveryNode[]> {
  const { data, errors } = await caller.graphql(
    `query ($id: ID!, $state: [DeliveryState!]) { deliveries(emailCampaignId: $id, state: $state, first: 100) {
      nodes { id state reason attempts recipient { type id } providerMessageId acceptedAt } totalCount } }`,
    { id: emailCampaignId, state },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.deliveries.nodes;
}

/** The figures of an email campaign, and whether they equal its ledger. */
export async function figuresOf(
  story: Story,
  emailCampaignId: string,
): Promise<Record<string, unknown> & { ledger: Record<string, number> }> {
  const [row] = await story.database.query(
    `select e.status, e.pause_reason as "pauseReason", c.recipients, c.pending, c.claimed, c.sending, c.accepted,
       c.rejected, c.suppressed, c.cancelled, c.unknown
     from email_campaigns e left join email_campaign_counters c on c.email_campaign_id = e.id where e.id = $1`,
    [emailCampaignId],
  );
  const [ledger] = await story.database.query(
    `select count(*)::int as recipients, count(*) filter (where state = 'PENDING')::int as pending,
       count(*) filter (where state = 'CLAIMED')::int as claimed, count(*) filter (where state = 'SENDING')::int as sending,
       count(*) filter (where state = 'ACCEPTED')::int as accepted, count(*) filter (where state = 'REJECTED')::int as rejected,
       count(*) filter (where state = 'SUPPRESSED')::int as suppressed,
       count(*) filter (where state = 'CANCELLED')::int as cancelled, count(*) filter (where state = 'UNKNOWN')::int as unknown
     from deliveries where email_campaign_id = $1`,
    [emailCampaignId],
  );
  return { ...(row as Record<string, unknown>), ledger: ledger as Record<string, number> };
}

/** Time that passed for an email campaign's leases and graces, without waiting for it. */
export async function passTime(story: Story, emailCampaignId: string, seconds: number): Promise<void> {
  await story.database.query(
    `update send_leases set lease_until = lease_until - make_interval(secs => $2) where email_campaign_id = $1`,
    [emailCampaignId, seconds],
  );
  await story.database.query(
    `update deliveries set unknown_since = unknown_since - make_interval(secs => $2),
       next_search_at = next_search_at - make_interval(secs => $2) where email_campaign_id = $1`,
    [emailCampaignId, seconds],
  );
}

/** An email campaign with a delivery to this lead in this state, written behind the application's back. */
export async function plantDelivery(
  story: Story,
  practiceId: string,
  leadId: string,
  state = 'UNKNOWN',
): Promise<{ campaign: string; id: string }> {
  const [row] = await story.database.query<{ campaign: string; id: string }>(
    `with made as (
       insert into email_campaigns (id, practice_id, created_at, updated_at, name, name_key, purpose, tracking, status,
         frozen_at, sending_since)
       values (gen_random_uuid(), $1, now(), now(), 'Planted', 'planted', 'COMMERCIAL', '{"opens":false,"clicks":false}',
         'PAUSED', now(), now())
       returning id, practice_id)
     insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
       address_index, state, attempts, attempted_at, unknown_since)
     select gen_random_uuid(), practice_id, id, now(), now(), 'LEAD', $2, 'planted', $3, 1, now(), now() from made
     returning email_campaign_id as campaign, id`,
    [practiceId, leadId, state],
  );
  return row!;
}

/** Frozen, and nothing of it sent: its first call is put off. */
export async function frozenSending(
  { story, sandbox }: { story: Story; sandbox: MailSandbox },
  owner: Person,
  people = 3,
  input: Record<string, unknown> = {},
) {
  const made = await startSending(owner, people, input);
  sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 60 });
  await story.services.mailSender.runOnce();
  sandbox.faults.set({});
  await story.database.query('update send_bucket set blocked_until = null');
  return made;
}

/** What became of each person of an email campaign: `{ [id]: [state, reason] }`. */
export const fatesOf = async (caller: Caller, emailCampaignId: string) =>
  Object.fromEntries(
    (await deliveriesOf(caller, emailCampaignId)).map(node => [node.recipient.id, [node.state, node.reason]]),
  );
