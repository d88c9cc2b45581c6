import type { UnitOfWork } from '../../platform/use-case.js';
import { DeliveryOutcomes } from '../deliveries/delivery.outcomes.js';
import type { NewSuppression, SuppressionService } from '../suppressions/suppression.service.js';
import type { SuppressionReason } from '../suppressions/suppression.vocabulary.js';
import type { MatchedEvent } from './tracking.matching.js';

/** What the provider said of an address, and when. */
interface ProviderWord {
  addressIndex: string;
  isBlocked: boolean;
  at: Date;
}

/** Addresses that get no more mail from now on: in the transaction that applies the events, so before any later claim. */
export class EventSuppressions {
  constructor(
    private readonly suppressions: SuppressionService,
    private readonly softBouncesToSuppress: number,
  ) {}

  async apply(unit: UnitOfWork, events: readonly MatchedEvent[]): Promise<void> {
    const news = events.flatMap(event => reasonsOf(event).map(reason => suppressionOf(event, reason)));
    const words = events.filter(({ details }) => details.isBlocked !== undefined);
    const soft = events.filter(({ details }) => details.bounce === 'SOFT');
    await takeTurns(unit, addressesOf([...words, ...soft]));
    const worn = await this.#wornOut(unit, soft);
    await this.suppressions.suppressAll(unit, [...news.filter(one => one !== null), ...worn]);
    if (words.length === 0) return;
    for (const { addressIndex, isBlocked, at } of await newestWords(unit, words, addressesOf(words))) {
      const said = words.find(event => addressOf(event) === addressIndex)!;
      await this.suppressions.followProvider(unit, { ...circumstances(said), addressIndex, at, isBlocked });
    }
  }

  /**
   * An address from which message after message came back for the moment, none arriving between, is as dead as one that
   * never was, also for service mail; that an earlier one did arrive, and was told too late, changes nothing any more.
   */
  async #wornOut(unit: UnitOfWork, soft: readonly MatchedEvent[]): Promise<NewSuppression[]> {
    if (soft.length === 0) return [];
    const bounced = await DeliveryOutcomes.bouncedInARow(unit, addressesOf(soft), this.softBouncesToSuppress);
    return bounced.map(({ addressIndex, sentAt }) => {
      const last = soft.find(event => addressOf(event) === addressIndex)!;
      return { ...circumstances(last), addressIndex, reason: 'HARD_BOUNCED', at: sentAt! };
    });
  }
}

function reasonsOf({ details }: MatchedEvent): SuppressionReason[] {
  return [
    ...(details.bounce === 'HARD' ? (['HARD_BOUNCED'] as const) : []),
    ...(details.isComplaint ? (['COMPLAINED'] as const) : []),
    ...(details.isOptOut ? (['UNSUBSCRIBED'] as const) : []),
  ];
}

const addressOf = ({ kind, addressIndex, row }: MatchedEvent): string | null =>
  kind === 'SUBSCRIPTION_CHANGE' ? (addressIndex ?? row.addressIndex) : (row.addressIndex ?? addressIndex);

const addressesOf = (events: readonly MatchedEvent[]): string[] =>
  [...new Set(events.map(addressOf).filter(address => address !== null))].sort();

/** Workers take turns at an address, so that each sees what the other has written of it. */
async function takeTurns(unit: UnitOfWork, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await unit.sql(
    `select pg_advisory_xact_lock(hashtextextended('provider-word:' || $1 || a.address, 0))
     from unnest($2::text[]) with ordinality a (address, position) order by a.position`,
    [unit.ctx.practiceId, addresses],
  );
}

const circumstances = ({ origin, row }: MatchedEvent) => ({
  origin: origin === 'SWEEP' ? ('SWEEP' as const) : ('PROVIDER' as const),
  emailCampaignId: row.emailCampaignId,
  deliveryId: row.id,
});

function suppressionOf(event: MatchedEvent, reason: SuppressionReason): NewSuppression | null {
  const addressIndex = addressOf(event);
  return addressIndex ? { ...circumstances(event), addressIndex, reason, at: event.at } : null;
}

/** The newest word about each address among all that are kept, so that the order in which they come does not matter. */
async function newestWords(
  unit: UnitOfWork,
  events: readonly MatchedEvent[],
  addresses: readonly string[],
): Promise<ProviderWord[]> {
  const { practiceId } = unit.ctx;
  const text = `select address_index as "addressIndex", (details ->> 'isBlocked')::boolean as "isBlocked", at
    from mail_events where practice_id = $1 and kind = 'SUBSCRIPTION_CHANGE' and address_index = any ($2::text[])
      and details ? 'isBlocked' and applied_at is not null`;
  const kept = (await unit.sql<ProviderWord>(text, [practiceId, addresses])).map(word => ({
    ...word,
    at: new Date(word.at),
  }));
  const now = events.map(event => ({
    addressIndex: addressOf(event)!,
    isBlocked: event.details.isBlocked!,
    at: event.at,
  }));
  const all = Map.groupBy([...kept, ...now], word => word.addressIndex);
  return addresses.map(address => all.get(address)!.reduce((a, b) => (isNewer(b, a) ? b : a)));
}

/** Of two words of one moment the one that sends nothing holds. */
const isNewer = (a: ProviderWord, b: ProviderWord) =>
  a.at > b.at || (a.at.getTime() === b.at.getTime() && a.isBlocked && !b.isBlocked);
