import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { setFields } from '../../platform/database/fields.js';
import { assertVersion, lockRow, newRow } from '../../platform/database/rows.js';
import { ConflictError, NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { addressIn, isPublicAddress } from '../../platform/outgoing/public-address.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { Webhook } from './webhook.entity.js';
import { ReplayDeliveries, webhookRules } from './webhook.rules.js';
import { newSecret } from './webhook.signature.js';
import { testEventType } from './webhook.vocabulary.js';

const useCase = useCasesOf('WEBHOOK');
const settable = ['url', 'description', 'eventTypes', 'isActive'] as const;
const mostWebhooks = 20;
/** Hours for which the secret before still signs too. */
const changeOverHours = 24;

export const secretPlace = (webhook: { practiceId: string; id: string }, column: string) => ({
  practiceId: webhook.practiceId,
  table: 'webhooks',
  column,
  rowId: webhook.id,
});

/** Who is told of a practice's events. Telling them is the sender's. */
export class WebhookService {
  readonly rules: ReturnType<typeof webhookRules>;

  constructor(
    private readonly ground: Ground,
    readonly eventTypes: readonly [string, ...string[]],
  ) {
    this.rules = webhookRules(eventTypes);
  }

  /** Adds a receiver; its secret is shown this once. @throws ConflictError LIMIT_REACHED. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string; secret: string }> {
    return change(this.ground, ctx, useCase('createWebhook', 'webhook:create', 'CREATE'), async unit => {
      const { url, description = null, eventTypes = [], isActive = true } = parse(this.rules.create, raw);
      this.#assertAddress(url);
      await assertRoom(unit);
      const secret = newSecret();
      const base = newRow(ctx, this.ground.clock.now());
      const webhook = Object.assign(new Webhook(), { ...base, url, description, eventTypes, isActive, failures: 0 });
      webhook.sealedSecret = this.ground.cipher.seal(secretPlace(webhook, 'sealed_secret'), secret);
      unit.em.persist(webhook);
      unit.record(webhook.id, { url: { from: null, to: url }, eventTypes: { from: null, to: eventTypes } });
      return { id: webhook.id, secret };
    });
  }

  /** Changes the fields that are present; what waits goes to the new address. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateWebhook', 'webhook:update', 'UPDATE', id), async unit => {
      const input = parse(this.rules.update, raw);
      if (input.url) this.#assertAddress(input.url);
      const webhook = await lockWebhook(unit, id);
      assertVersion(webhook, expectedVersion);
      const changes = setFields(webhook, settable, input);
      if (Object.keys(changes).length > 0) {
        Object.assign(webhook, { updatedAt: this.ground.clock.now(), failures: 0, retryAt: null });
      }
      unit.record(webhook.id, changes);
      return { id: webhook.id };
    });
  }

  /** Removes a receiver and what it has not been told. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteWebhook', 'webhook:delete', 'DELETE', id), async unit => {
      const webhook = await lockWebhook(unit, id);
      assertVersion(webhook, expectedVersion);
      unit.em.remove(webhook);
      unit.record(webhook.id, { url: { from: webhook.url, to: null } });
      return { id: webhook.id };
    });
  }

  /** Makes a new secret, shown this once; for a day calls are signed with the one before as well. */
  rotateSecret(ctx: RequestContext, id: string): Promise<{ id: string; secret: string }> {
    return change(this.ground, ctx, useCase('rotateWebhookSecret', 'webhook:update', 'ROTATE', id), async unit => {
      const webhook = await lockWebhook(unit, id);
      const { cipher, clock } = this.ground;
      const secret = newSecret();
      const before = cipher.open<string>(secretPlace(webhook, 'sealed_secret'), webhook.sealedSecret);
      webhook.sealedFormerSecret = cipher.seal(secretPlace(webhook, 'sealed_former_secret'), before);
      webhook.formerSecretUntil = new Date(clock.now().getTime() + changeOverHours * 3_600_000);
      webhook.sealedSecret = cipher.seal(secretPlace(webhook, 'sealed_secret'), secret);
      webhook.updatedAt = clock.now();
      unit.record(webhook.id, { secret: true });
      return { id: webhook.id, secret };
    });
  }

  /** Queues deliveries again: one, or all dead ones, or with `since` all from then on. Answers how many. */
  replay(ctx: RequestContext, id: string, raw?: unknown): Promise<{ id: string; replayed: number }> {
    return change(this.ground, ctx, useCase('replayWebhook', 'webhook:update', 'UPDATE', id), async unit => {
      const { deliveryId = null, since = null } = parse(ReplayDeliveries, raw ?? {});
      const webhook = await lockWebhook(unit, id);
      const rows = await unit.sql<{ id: string }>(
        `update webhook_deliveries set state = 'PENDING', attempts = 0, next_attempt_at = $5, delivered_at = null
         where practice_id = $1 and webhook_id = $2 and state <> 'PENDING'
           and case when $3::uuid is not null then id = $3 when $4::timestamptz is not null then at >= $4
             else state = 'DEAD' end
         returning id`,
        [ctx.practiceId, webhook.id, deliveryId, since, this.ground.clock.now()],
      );
      if (deliveryId && rows.length === 0) await assertDelivery(unit, webhook.id, deliveryId);
      Object.assign(webhook, { failures: 0, retryAt: null });
      unit.record(webhook.id, undefined, { details: { replayed: rows.length } });
      return { id: webhook.id, replayed: rows.length };
    });
  }

  /** Queues an event that means nothing, for this receiver alone. */
  test(ctx: RequestContext, id: string): Promise<{ id: string; deliveryId: string }> {
    return change(this.ground, ctx, useCase('testWebhook', 'webhook:update', 'CALL', id), async unit => {
      const webhook = await lockWebhook(unit, id);
      if (!webhook.isActive) throw new ConflictError('CONFLICT', 'This webhook is switched off.', ['id']);
      const deliveryId = newId();
      await unit.sql(
        `insert into webhook_deliveries (id, practice_id, webhook_id, type, object_type, object_id, at, next_attempt_at)
         values ($1, $2, $3, $4, 'WEBHOOK', $3, $5, $5)`,
        [deliveryId, ctx.practiceId, webhook.id, testEventType, this.ground.clock.now()],
      );
      Object.assign(webhook, { failures: 0, retryAt: null });
      unit.record(webhook.id);
      return { id: webhook.id, deliveryId };
    });
  }

  /** Refuses what would be told in clear or within these walls; a name is looked at again at each call. */
  #assertAddress(address: string): void {
    if (this.ground.config.webhooksMayBePrivate) return;
    const url = new URL(address);
    const literal = addressIn(url);
    const isInner = literal ? !isPublicAddress(literal) : /(^|\.)(localhost|local|internal)\.?$/i.test(url.hostname);
    if (url.protocol !== 'https:') throw ValidationError.at('url', 'INVALID', 'Must be an https address.');
    if (isInner) throw ValidationError.at('url', 'INVALID', 'Must be an address of the public internet.');
  }
}

async function lockWebhook(unit: UnitOfWork, id: string): Promise<Webhook> {
  const webhook = await lockRow(unit, Webhook, id);
  if (!webhook) throw new NotFoundError('WEBHOOK');
  return webhook;
}

async function assertRoom(unit: UnitOfWork): Promise<void> {
  const [found] = await unit.sql<{ n: number }>('select count(*)::int as n from webhooks where practice_id = $1', [
    unit.ctx.practiceId,
  ]);
  if (found!.n >= mostWebhooks) {
    throw new ConflictError('LIMIT_REACHED', `A practice has at most ${mostWebhooks} webhooks.`, []);
  }
}

/** A delivery that waits already needs no replay; one that is not there is refused. */
async function assertDelivery(unit: UnitOfWork, webhookId: string, id: string): Promise<void> {
  const rows = await unit.sql('select 1 from webhook_deliveries where webhook_id = $1 and id = $2', [webhookId, id]);
  if (rows.length === 0) throw new NotFoundError('WEBHOOK_DELIVERY', ['deliveryId']);
}
