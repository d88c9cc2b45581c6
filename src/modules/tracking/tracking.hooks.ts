import { hash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AuditEntry } from '../../platform/audit/audit-entry.js';
import { RequestContext } from '../../platform/context.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import { BadRequestError, UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure } from '../../platform/use-case.js';
import type { MailEventIntake } from './tracking.intake.js';
import { readWebhook } from './tracking.postmark.js';

const useCase = { operation: 'receiveMailEvent', action: 'CREATE', objectType: 'MAIL_EVENT' } as const;

/** A key that was taken away is refused after so long at the latest. */
const keyLifeMs = 5_000;

/** The provider's webhooks: who brings them, and to which practice; what they mean is found out later. */
export class PostmarkHooks {
  /** Null without such settings: then nobody is known. */
  readonly #expected: Buffer | null;
  readonly #practices = new LRUCache<string, string>({ max: 1_000, ttl: keyLifeMs });

  constructor(
    private readonly ground: Ground,
    private readonly intake: MailEventIntake,
  ) {
    const { webhookUser, webhookPassword } = ground.config.postmark;
    this.#expected = webhookUser && webhookPassword ? digest(`${webhookUser}:${webhookPassword}`) : null;
  }

  /**
   * Takes one event; `read` gives its body, and is not asked before the caller is known.
   * @throws UnauthenticatedError also of an unknown practice key, UnavailableError when it could not be kept
   */
  async receive(
    ctx: RequestContext,
    practiceKey: string,
    authorization: string | undefined,
    read: () => Promise<unknown>,
  ): Promise<void> {
    const practiceId = this.#isKnown(authorization) ? await this.#practiceOf(practiceKey) : null;
    // Not 403, which would stop the provider's repetitions for good.
    if (!practiceId) throw new UnauthenticatedError('The credentials of this webhook are not right.', challenge);
    const { requestId, ip, userAgent } = ctx;
    const acting = RequestContext.system(practiceId, 'webhook', { requestId, ip, userAgent });
    try {
      await auditFailure(this.ground, acting, useCase, async () => this.#take(acting, await read()));
    } finally {
      ctx.audited += Math.max(acting.audited, 1);
    }
  }

  async #take(ctx: RequestContext, payload: unknown): Promise<void> {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      throw new BadRequestError('An event is a JSON object.');
    }
    const { practiceId } = ctx;
    const { clock, cipher } = this.ground;
    const addressIndex = (email: string) => addressIndexOf(cipher, practiceId, email);
    const event = readWebhook(payload as Record<string, unknown>, { practiceId, now: clock.now(), addressIndex });
    const entry: AuditEntry = { ...useCase, objectIds: [], outcome: 'SUCCEEDED', details: { kind: event.kind } };
    await this.intake.store(event, { ctx, entry });
  }

  /** The name and password of the settings, compared without telling by time how much of them is right. */
  #isKnown(authorization: string | undefined): boolean {
    const given = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const shown = digest(Buffer.from(given, 'base64').toString('utf8'));
    return this.#expected !== null && timingSafeEqual(shown, this.#expected);
  }

  async #practiceOf(key: string): Promise<string | null> {
    const known = this.#practices.get(key);
    if (known) return known;
    const text = 'select id from practices where postmark_webhook_key = $1';
    const { rows } = await this.ground.database.query<{ id: string }>(text, [key]);
    if (rows[0]) this.#practices.set(key, rows[0].id);
    return rows[0]?.id ?? null;
  }
}

const challenge = 'Basic realm="webhooks", charset="UTF-8"';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
