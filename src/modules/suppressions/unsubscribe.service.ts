import { RequestContext } from '../../platform/context.js';
import { UnknownAddressError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { AttemptLimit } from '../../platform/limits/attempt-limit.js';
import { auditFailure, transact, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import type { ConsentService } from '../consents/consent.service.js';
import type { ConsentMethod } from '../consents/consent.vocabulary.js';
import type { OptOutFollower } from './suppression.opt-out.js';
import { peopleOf } from './suppression.people.js';
import type { NewSuppression, SuppressionService } from './suppression.service.js';
import { ownReasons } from './suppression.vocabulary.js';
import { type Preferences, preferencesOf } from './unsubscribe.preferences.js';
import type { UnsubscribeClaim, UnsubscribeTokens } from './unsubscribe.tokens.js';

/** Words that a person agrees to by subscribing again; kept in the ledger of consents. */
export const subscribeWording = (practice: string): string =>
  `I agree to get news, invitations and offers from ${practice} by email at this address. I can unsubscribe at any time.`;

const wordingVersion = 'preference-page-1';
interface Saying {
  isGiven: boolean;
  method: ConsentMethod;
  wording?: string;
}

type Query = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;
const useCase = useCasesOf('SUPPRESSION');
/** More than a person presses, or a mail program repeats. */
const perAddress = { points: 100, duration: 600 };

/** What people decide by the links in their mail, without signing in: acts at once, however often it is asked. */
export class UnsubscribeService {
  readonly #limit: AttemptLimit;

  constructor(
    private readonly ground: Ground,
    private readonly tokens: UnsubscribeTokens,
    private readonly suppressions: SuppressionService,
    private readonly consents: ConsentService,
    private readonly followers: readonly OptOutFollower[],
  ) {
    this.#limit = new AttemptLimit(ground, 'unsubscribe', perAddress);
  }

  /** Before anything is read of a call. @throws UnknownAddressError of a token that was not made here. */
  assertKnown(token: string): void {
    this.#claimOf(token);
  }

  #claimOf(token: string): UnsubscribeClaim {
    const claim = this.tokens.read(token);
    if (!claim) throw new UnknownAddressError('PAGE');
    return claim;
  }

  /** What holds for the address now; changes nothing. @throws UnknownAddressError of a token that was not made here. */
  view(ctx: RequestContext, token: string): Promise<Preferences> {
    return this.#acting(ctx, token, 'mailPreferences', async (acting, claim) => {
      const { database, audit } = this.ground;
      const run: Query = async (text, values) => (await database.query<never>(text, values)).rows;
      const preferences = await preferencesOf(this.ground, run, claim);
      const { operation, action, objectType } = useCase('mailPreferences', 'suppression:read', 'READ');
      await audit.append(acting, { operation, action, objectType, objectIds: [], outcome: 'SUCCEEDED' });
      return preferences;
    });
  }

  /** Everything commercial ends. @throws UnknownAddressError, RateLimitedError. */
  unsubscribe(ctx: RequestContext, token: string, by: 'ONE_CLICK' | 'PREFERENCES'): Promise<void> {
    return this.#change(ctx, token, 'unsubscribe', async (unit, claim, found) => {
      const news = await this.#news(unit, claim, found, by);
      if (!(await this.suppressions.suppress(unit, news))) return;
      await this.#say(unit, claim, { isGiven: false, method: by === 'ONE_CLICK' ? 'ONE_CLICK' : 'FORM' });
      for (const follower of this.followers) await follower.optedOut(unit, claim);
    });
  }

  /** The topics that are offered: those of these keys are wanted, the others no longer. */
  choose(ctx: RequestContext, token: string, wanted: readonly string[]): Promise<void> {
    return this.#change(ctx, token, 'chooseMailTopics', async (unit, claim, found) => {
      const news = await this.#news(unit, claim, found, 'PREFERENCES');
      const { addressIndex, at } = news;
      const keys = found.topics.map(({ key }) => key);
      for (const topicKey of keys.filter(key => wanted.includes(key))) {
        await this.suppressions.lift(unit, { addressIndex, reasons: ['UNSUBSCRIBED'], topicKey, at, by: 'CONSENT' });
      }
      const left = keys.filter(key => !wanted.includes(key)).map(topicKey => ({ ...news, topicKey }));
      if ((await this.suppressions.suppressAll(unit, left)) === 0) return;
      for (const follower of this.followers) await follower.optedOut(unit, claim);
    });
  }

  /** A new consent by the person, which ends an opt-out or complaint, and nothing else. */
  subscribe(ctx: RequestContext, token: string): Promise<void> {
    return this.#change(ctx, token, 'subscribeAgain', async (unit, claim, { practice }) => {
      const { addressIndex } = claim;
      const at = this.ground.clock.now();
      const over = { addressIndex, reasons: ownReasons, topicKey: null, at, by: 'CONSENT' as const };
      if ((await this.suppressions.lift(unit, over)).length === 0) return;
      await this.#say(unit, claim, { isGiven: true, method: 'FORM', wording: subscribeWording(practice) });
    });
  }

  async #news(
    unit: UnitOfWork,
    { addressIndex, deliveryId }: UnsubscribeClaim,
    { address }: Preferences,
    origin: 'ONE_CLICK' | 'PREFERENCES',
  ): Promise<NewSuppression> {
    const text = 'select email_campaign_id as id from deliveries where practice_id = $1 and id = $2';
    const [campaign] = deliveryId ? await unit.sql<{ id: string }>(text, [unit.ctx.practiceId, deliveryId]) : [];
    const from = { deliveryId, emailCampaignId: campaign?.id ?? null };
    return { addressIndex, address, reason: 'UNSUBSCRIBED', origin, at: this.ground.clock.now(), ...from };
  }

  /** In the ledger of everyone who is written to at the address. */
  async #say(unit: UnitOfWork, { addressIndex }: UnsubscribeClaim, { isGiven, ...by }: Saying): Promise<void> {
    const said = { channel: 'EMAIL', purpose: 'MARKETING', wordingVersion, ...by } as const;
    const people = await peopleOf((text, values) => unit.sql(text, values), unit.ctx.practiceId, addressIndex);
    for (const person of people) await this.consents.enter(unit, { person, ...said }, isGiven);
  }

  #change(
    ctx: RequestContext,
    token: string,
    operation: string,
    work: (unit: UnitOfWork, claim: UnsubscribeClaim, found: Preferences) => Promise<void>,
  ): Promise<void> {
    return this.#acting(ctx, token, operation, async (acting, claim) => {
      await this.#limit.spend(`${claim.practiceId} ${claim.addressIndex}`);
      await transact(this.ground, acting, useCase(operation, 'suppression:create', 'UPDATE'), async unit => {
        const found = await preferencesOf(this.ground, (text, values) => unit.sql(text, values), claim);
        await work(unit, claim, found);
        unit.record([], undefined, { details: { deliveryId: claim.deliveryId } });
      });
    });
  }

  /** On behalf of the practice whose mail it is. */
  async #acting<T>(
    ctx: RequestContext,
    token: string,
    operation: string,
    work: (acting: RequestContext, claim: UnsubscribeClaim) => Promise<T>,
  ): Promise<T> {
    const claim = this.#claimOf(token);
    const { requestId, ip, userAgent } = ctx;
    const acting = RequestContext.system(claim.practiceId, 'form', { requestId, ip, userAgent });
    const failing = { operation, action: 'UPDATE', objectType: 'SUPPRESSION' } as const;
    try {
      return await auditFailure(this.ground, acting, failing, () => work(acting, claim));
    } finally {
      ctx.audited += Math.max(acting.audited, 1);
    }
  }
}
