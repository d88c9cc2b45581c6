import { randomUUID } from 'node:crypto';
import { addressIndexOf } from '../../src/platform/encryption/address-index.js';
import type { RestAnswer } from './caller.js';
import { hookPassword, hookUser } from './hook-credentials.js';
import type { PracticeInStory, Story } from './story.js';

export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
/** What the provider shows of itself. */
export const knownHook = basic(hookUser, hookPassword);

/** A message of the ledger, as sent. */
export interface Sent {
  id: string;
  emailCampaignId: string;
  messageId: string;
  email: string;
}

interface SentOptions {
  emailCampaignId?: string;
  email?: string;
  state?: string;
  /** Before now. */
  acceptedSecondsAgo?: number;
}

/** What came back of mail, told to the server of a story. */
export class MailTold {
  constructor(private readonly story: Story) {}

  async campaign(practice: PracticeInStory): Promise<string> {
    const [row] = await this.story.database.query<{ id: string }>(
      `insert into email_campaigns (id, practice_id, created_at, updated_at, name, name_key, purpose, tracking, status)
       values (gen_random_uuid(), $1, now(), now(), 'News', 'news', 'COMMERCIAL', '{}', 'SENDING') returning id`,
      [practice.id],
    );
    return row!.id;
  }

  /** A delivery to a person who is a lead, without any sender. */
  async sent(practice: PracticeInStory, options: SentOptions = {}): Promise<Sent> {
    const { email = `${randomUUID()}@example.test`, state = 'ACCEPTED', acceptedSecondsAgo = 3_600 } = options;
    const emailCampaignId = options.emailCampaignId ?? (await this.campaign(practice));
    const messageId = randomUUID();
    const isAccepted = state === 'ACCEPTED';
    const [row] = await this.story.database.query<{ id: string }>(
      `insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
         address_index, state, attempts, attempted_at, accepted_at, provider_message_id)
       values (gen_random_uuid(), $1, $2, now(), now(), 'LEAD', gen_random_uuid(), $3, $4, 1,
         now() - make_interval(secs => $5), case when $6 then now() - make_interval(secs => $5) end, $7)
       returning id`,
      [
        practice.id,
        emailCampaignId,
        this.addressIndex(practice, email),
        state,
        acceptedSecondsAgo,
        isAccepted,
        isAccepted ? messageId : null,
      ],
    );
    return { id: row!.id, emailCampaignId, messageId, email };
  }

  addressIndex(practice: PracticeInStory, email: string): string {
    return addressIndexOf(this.story.services.ground.cipher, practice.id, email);
  }

  /** Messages of one email campaign in these states, all of which left at this moment. */
  async mailing(practice: PracticeInStory, states: readonly string[], leftAt: Date): Promise<Sent[]> {
    const emailCampaignId = await this.campaign(practice);
    const sent: Sent[] = [];
    for (const state of states) sent.push(await this.sent(practice, { emailCampaignId, state }));
    await this.story.database.query(
      `update deliveries set attempted_at = $2, accepted_at = case when state = 'ACCEPTED' then $2::timestamptz end
       where email_campaign_id = $1`,
      [emailCampaignId, leftAt],
    );
    return sent;
  }

  /** What came of the messages of an email campaign in the end, without what names them. */
  async endState(practice: PracticeInStory, sent: readonly Sent[]) {
    const { emailCampaignId } = sent[0]!;
    const rows = await Promise.all(sent.map(one => this.delivery(one)));
    const position = new Map(sent.map(({ email }, at) => [this.addressIndex(practice, email), at]));
    const suppressed = (await this.suppressions(practice))
      .filter(row => position.has(row.address_index))
      .map(row => `${position.get(row.address_index)} ${row.reason}`);
    const seen = await this.story.database.query(
      `select s.kind, s.at, count(*)::int as n from mail_engagements s join mail_events e on e.id = s.event_id
       where e.email_campaign_id = $1 group by 1, 2 order by 1, 2`,
      [emailCampaignId],
    );
    const judged = await this.story.database.query(
      `select kind, at, judgement, count(*)::int as n from mail_events where email_campaign_id = $1
       group by 1, 2, 3 order by 1, 2, 3`,
      [emailCampaignId],
    );
    const { email_campaign_id: _c, practice_id: _p, ...counters } = await this.counters({ emailCampaignId });
    const ledger = rows.map(row => [
      ...[row.state, row.provider_message_id !== null, row.delivered_at, row.bounced_at, row.soft_bounced_at],
      ...[row.complained_at, row.unsubscribed_at, row.opens, row.has_human_open, row.has_scanner_open],
      ...[row.clicks, row.has_human_click, row.has_scanner_click],
    ]);
    return { ledger, counters, suppressed: suppressed.sort(), seen, judged };
  }

  /** Calls the webhook; the body goes as it is when it is text. */
  async hook(
    practice: PracticeInStory,
    event: unknown,
    headers: Record<string, string> = knownHook,
    key?: string,
  ): Promise<RestAnswer> {
    return this.story.stranger().rest('POST', `/hooks/postmark/${key ?? (await this.key(practice))}`, event, headers);
  }

  async key(practice: PracticeInStory): Promise<string> {
    const [row] = await this.story.database.query('select postmark_webhook_key from practices where id = $1', [
      practice.id,
    ]);
    return row!.postmark_webhook_key;
  }

  /** Tells the events one after the other and applies them; throws when one was refused. */
  async tell(practice: PracticeInStory, ...events: unknown[]): Promise<void> {
    for (const event of events) {
      const { status, text } = await this.hook(practice, event);
      if (status !== 200) throw new Error(`${status} ${text}`);
    }
    await this.apply();
  }

  apply(): Promise<number> {
    return this.story.services.mailEventApplying.runOnce();
  }

  async delivery({ id }: Pick<Sent, 'id'>) {
    const [row] = await this.story.database.query('select * from deliveries where id = $1', [id]);
    return row!;
  }

  async counters({ emailCampaignId }: Pick<Sent, 'emailCampaignId'>) {
    const text = 'select * from email_campaign_counters where email_campaign_id = $1';
    const [row] = await this.story.database.query(text, [emailCampaignId]);
    return row!;
  }

  suppressions(practice: PracticeInStory) {
    return this.story.database.query(
      `select address_index, reason, origin, suppressed_at, lifted_at from suppressions
       where practice_id = $1 and lifted_at is null order by address_index, reason`,
      [practice.id],
    );
  }
}

/** An event as Postmark writes it, of a message that was sent. */
export const hookEvent = (recordType: string, { id, messageId, email }: Sent, more: Record<string, unknown> = {}) => ({
  RecordType: recordType,
  MessageID: messageId,
  MessageStream: 'broadcast',
  ServerID: 23,
  Recipient: email,
  Email: email,
  Metadata: { send_id: id },
  ...more,
});

/** An instant as many seconds ago. */
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
