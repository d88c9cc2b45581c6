import { LRUCache } from 'lru-cache';
import type { Ground } from '../../platform/ground.js';
import { messagesThatFit, mostMessages } from '../../platform/mail/batch-limits.js';
import type { OutgoingMessage } from '../../platform/mail/mailer.js';
import type { ClaimedDelivery, ClaimingCampaign } from '../deliveries/delivery.claiming.js';
import { UnsubscribeTokens } from '../suppressions/unsubscribe.tokens.js';
import type { MergePractice, MessageUrls } from '../templates/message.fields.js';
import { prepareMessage } from '../templates/message.preparation.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import { TrackingTokens } from '../tracking/tracking.tokens.js';
import type { FrozenContent } from './email-campaign.entity.js';
import type { Tracking } from './email-campaign.vocabulary.js';

interface Row {
  fromName: string | null;
  fromEmail: string;
  replyTo: string | null;
  tracking: Tracking;
  frozenContent: FrozenContent;
  practice: MergePractice;
  linkIds: string[];
}

const frozen = `
  select e.from_name as "fromName", e.from_email as "fromEmail", e.reply_to as "replyTo", e.tracking,
    e.frozen_content as "frozenContent",
    json_build_object('name', p.name, 'phone', p.phone, 'postalAddress', p.postal_address) as practice,
    array(select l.id from tracked_links l where l.email_campaign_id = e.id order by l.position) as "linkIds"
  from email_campaigns e join practices p on p.id = e.practice_id
  where e.id = $1 and e.frozen_at is not null`;

/** What all batches under way may weigh, with the room that their bodies grow by; the provider takes 50 MB. */
const heaviest = 32_000_000;
const oneClick = { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' };

/** Messages of one email campaign, read once. */
export interface CampaignMessages {
  stream: string;
  /** How many of them fit into one batch. */
  mostAtOnce: number;
  /** Throws when the content can't be written out for this person. */
  write(delivery: ClaimedDelivery): OutgoingMessage;
}

/** Writes the messages of email campaigns, whose content is fixed while they are sent. */
export class SenderMessages {
  readonly #known = new LRUCache<string, CampaignMessages>({ max: 32, ttl: 60_000 });
  readonly #unsubscribing: UnsubscribeTokens;
  readonly #tracking: TrackingTokens;

  constructor(private readonly ground: Ground) {
    this.#unsubscribing = new UnsubscribeTokens(ground.config.blindIndexKey);
    this.#tracking = new TrackingTokens(ground.config.blindIndexKey);
  }

  /** Null when the campaign is not frozen any more. */
  async of(campaign: ClaimingCampaign): Promise<CampaignMessages | null> {
    const known = this.#known.get(campaign.id);
    if (known) return known;
    const [row] = (await this.ground.database.query<Row>(frozen, [campaign.id])).rows;
    if (!row) return null;
    const messages = this.#messages(campaign, row);
    this.#known.set(campaign.id, messages);
    return messages;
  }

  #messages({ practiceId, purpose }: ClaimingCampaign, row: Row): CampaignMessages {
    const { frozenContent: content, practice, tracking } = row;
    const { opens: tracksOpens, clicks: tracksLinks } = tracking;
    const prepared = prepareMessage({ content, purpose, practice, tracksLinks, tracksOpens });
    const stream = this.streamOf(purpose);
    const sender = { from: mailboxOf(row.fromName, row.fromEmail), replyTo: row.replyTo, stream };
    const weight = 2 * (content.html.length + (content.text?.length ?? content.html.length)) + 4_000;
    const write = (delivery: ClaimedDelivery): OutgoingMessage => {
      const urls = this.#urls(practiceId, row, delivery);
      const headers = purpose === 'COMMERCIAL' ? unsubscribeHeaders(urls.unsubscribe) : [];
      const metadata = { send_id: delivery.id };
      return {
        ...sender,
        ...prepared.fill(delivery, urls),
        to: this.#addressOf(practiceId, delivery),
        headers,
        metadata,
      };
    };
    const held = Math.max(1, Math.floor(heaviest / this.ground.config.send.concurrency / weight));
    return { stream, mostAtOnce: Math.min(held, fitting(write)), write };
  }

  streamOf(purpose: MailPurpose): string {
    const { broadcastStream, serviceStream } = this.ground.config.postmark;
    return purpose === 'COMMERCIAL' ? broadcastStream : serviceStream;
  }

  #addressOf(practiceId: string, { personId, sealedEmail, email }: ClaimedDelivery): string {
    if (!sealedEmail) return email!;
    return this.ground.cipher.open(
      { practiceId, table: 'leads', column: 'sealed_email', rowId: personId },
      sealedEmail,
    );
  }

  #urls(
    practiceId: string,
    { tracking, linkIds }: Row,
    { id: deliveryId, addressIndex }: ClaimedDelivery,
  ): MessageUrls {
    const { publicUrl } = this.ground.config;
    const unsubscribe = `${publicUrl}/u/${this.#unsubscribing.make({ practiceId, addressIndex, deliveryId })}`;
    return {
      unsubscribe,
      preferences: unsubscribe,
      link: position => `${publicUrl}/t/c/${this.#tracking.link(deliveryId, linkIds[position]!)}`,
      pixel: tracking.opens ? `${publicUrl}/t/o/${this.#tracking.pixel(deliveryId)}` : null,
    };
  }
}

/** Somebody who stands for all when a message's size is asked. */
const nobody: ClaimedDelivery = {
  ...{ id: '00000000-0000-0000-0000-000000000000', fence: 0, personType: 'CONTACT', personId: '' },
  ...{ addressIndex: 'A'.repeat(43), firstName: null, lastName: null, preferredName: null },
  ...{ sealedEmail: null, email: 'nobody@example.test' },
};

/** What can't be written for nobody shows what is wrong when it is written for somebody. */
function fitting(write: CampaignMessages['write']): number {
  try {
    return messagesThatFit(write(nobody));
  } catch {
    return mostMessages;
  }
}

export const unsubscribeHeaders = (url: string) => [{ name: 'List-Unsubscribe', value: `<${url}>` }, oneClick];

/** `"Name" <address>`: a quoted name can hold anything but quotes and backslashes. */
export function mailboxOf(name: string | null, address: string): string {
  return name ? `"${name.replace(/[\\"]/g, '').replace(/[\r\n]+/g, ' ')}" <${address}>` : address;
}
