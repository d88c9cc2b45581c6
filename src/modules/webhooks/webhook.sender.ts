import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type Posted, post } from '../../platform/outgoing/post.js';
import { secretPlace } from './webhook.service.js';
import { signedHeaders } from './webhook.signature.js';

interface Due {
  id: string;
  practiceId: string;
  webhookId: string;
  sequence: string | null;
  type: string;
  objectType: string;
  objectId: string;
  data: unknown;
  at: string;
  attempts: number;
  url: string;
  sealedSecret: string;
  sealedFormerSecret: string | null;
}

/** Attempts of one delivery before it is given up: about two days. */
const mostAttempts = 18;
const firstPauseMs = 5_000;
const longestPauseMs = 6 * 3_600_000;
/** A receiver that is down is asked again at least this often. */
const longestSilenceMs = 5 * 60_000;
const batch = 32;
const keptDays = { DELIVERED: 30, DEAD: 90 } as const;

const pauseAfter = (failures: number, longest: number): number =>
  Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 20), longest);

/**
 * Only the oldest waiting event of a record, so that a receiver hears of each record in order; what another worker
 * has claimed still counts as waiting. The claim ends by itself when its worker dies.
 */
const claim = `
  with due as (
    select d.id from webhook_deliveries d join webhooks w on w.id = d.webhook_id
    where d.state = 'PENDING' and d.next_attempt_at <= $1 and (d.claimed_until is null or d.claimed_until <= $1)
      and w.is_active and (w.retry_at is null or w.retry_at <= $1)
      and not exists (select from webhook_deliveries e
        where e.webhook_id = d.webhook_id and e.object_id = d.object_id and e.state = 'PENDING' and e.sequence < d.sequence)
    order by d.next_attempt_at, d.sequence limit ${batch}
    for update of d skip locked)
  update webhook_deliveries d set claimed_until = $2, attempts = d.attempts + 1, last_attempt_at = $1
  from due, webhooks w where d.id = due.id and w.id = d.webhook_id
  returning d.id, d.practice_id as "practiceId", d.webhook_id as "webhookId", d.sequence::text, d.type,
    d.object_type as "objectType", d.object_id as "objectId", d.data, to_json(d.at) #>> '{}' as at, d.attempts, w.url,
    w.sealed_secret as "sealedSecret",
    case when w.former_secret_until > $1 then w.sealed_former_secret end as "sealedFormerSecret"`;

/** Tells receivers what happened: each event at least once, in order per record, again until it is taken. */
export class WebhookSender {
  constructor(private readonly ground: Ground) {}

  /** Sends what is due until nothing is; answers how many calls were made. */
  async send(): Promise<number> {
    let calls = 0;
    for (;;) {
      const due = await this.#claim();
      // Ids leave the practice: without a line in the log none does.
      await this.#audit(due);
      await Promise.all(due.map(one => this.#tell(one)));
      calls += due.length;
      if (due.length === 0) return calls;
    }
  }

  /** Forgets what was delivered or given up long ago. */
  async forget(): Promise<void> {
    const now = this.ground.clock.now().getTime();
    for (const [state, days] of Object.entries(keptDays)) {
      const before = new Date(now - days * 86_400_000);
      await this.ground.database.query('delete from webhook_deliveries where state = $1 and at < $2', [state, before]);
    }
  }

  async #claim(): Promise<Due[]> {
    const now = this.ground.clock.now();
    const until = new Date(now.getTime() + this.ground.config.integrationTimeoutMs * 2 + 5_000);
    return (await this.ground.database.query<Due>(claim, [now, until])).rows;
  }

  async #tell(due: Due): Promise<void> {
    const { clock, config } = this.ground;
    const secrets = this.#secrets(due);
    if (!secrets) return this.#fail(due, { status: null, error: 'its secret could not be opened' });
    const { id, type, practiceId, objectType, objectId, sequence, data } = due;
    const at = new Date(due.at).toISOString();
    const body = JSON.stringify({ id, type, at, practiceId, objectType, objectId, sequence, data: data ?? {} });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'practice-crm',
      ...signedHeaders(id, clock.now(), body, secrets),
    };
    const answer = await post({
      url: due.url,
      body,
      headers,
      timeoutMs: config.integrationTimeoutMs,
      mayBePrivate: config.webhooksMayBePrivate,
    });
    const isTaken = answer.status !== null && answer.status >= 200 && answer.status < 300;
    await (isTaken ? this.#settle(due, answer.status as number) : this.#fail(due, answer));
  }

  /** What signs; null when a secret does not open, as with a key that is gone. */
  #secrets(due: Due): string[] | null {
    const webhook = { practiceId: due.practiceId, id: due.webhookId };
    const open = (column: string, sealed: string) =>
      this.ground.cipher.open<string>(secretPlace(webhook, column), sealed);
    try {
      const secret = open('sealed_secret', due.sealedSecret);
      return due.sealedFormerSecret ? [secret, open('sealed_former_secret', due.sealedFormerSecret)] : [secret];
    } catch (error) {
      this.ground.logger.error({ err: error, webhookId: due.webhookId }, 'the secret of a webhook could not be opened');
      return null;
    }
  }

  async #settle({ id, webhookId }: Due, status: number): Promise<void> {
    await this.ground.database.query(
      `with healed as (update webhooks set failures = 0, retry_at = null where id = $2 and failures > 0)
       update webhook_deliveries set state = 'DELIVERED', delivered_at = $3, last_status = $4, last_error = null,
         claimed_until = null where id = $1`,
      [id, webhookId, this.ground.clock.now(), status],
    );
  }

  /** A refusal of this one event puts off its record; silence, 429 and 5xx put off the receiver as a whole. */
  async #fail({ id, webhookId, attempts }: Due, { status, error }: Posted): Promise<void> {
    const now = this.ground.clock.now();
    const next = new Date(now.getTime() + pauseAfter(attempts, longestPauseMs));
    const isDown = status === null || status >= 500 || [408, 425, 429].includes(status);
    await this.ground.database.query(
      `update webhook_deliveries set state = $2, next_attempt_at = $3, last_status = $4, last_error = $5,
         claimed_until = null where id = $1`,
      [id, attempts >= mostAttempts ? 'DEAD' : 'PENDING', next, status, error ?? `it answered ${status}`],
    );
    if (!isDown) return;
    // Calls that were under way together count once.
    const silence = `least($3::float8, $4::float8 * 2 ^ least(failures, 20)) * interval '1 millisecond'`;
    await this.ground.database.query(
      `update webhooks set failures = failures + 1, retry_at = $2::timestamptz + ${silence}
       where id = $1 and (retry_at is null or retry_at <= $2)`,
      [webhookId, now, longestSilenceMs, firstPauseMs],
    );
  }

  /** Says which records are told of, to whom. */
  async #audit(due: Due[]): Promise<void> {
    for (const [webhookId, told] of Map.groupBy(due, one => one.webhookId)) {
      const ctx = RequestContext.system(told[0]!.practiceId, 'worker');
      await this.ground.audit.append(ctx, {
        operation: 'sendWebhook',
        action: 'CALL',
        objectType: 'WEBHOOK',
        objectIds: [webhookId, ...new Set(told.map(({ objectId }) => objectId))],
        outcome: 'SUCCEEDED',
      });
    }
  }
}
