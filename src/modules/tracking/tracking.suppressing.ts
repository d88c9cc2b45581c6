import type { UnitOfWork } from '../../platform/use-case.js';
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
  constructor(private readonly suppressions: SuppressionService) {}

  async apply(unit: UnitOfWork, events: readonly MatchedEvent[]): Promise<void> {
    const news = events.flatMap(event => reasonsOf(event).map(reason => suppressionOf(event, reason)));
    await this.suppressions.suppressAll(
      unit,
      news.filter(one => one !== null),
    );
    const words = events.filter(({ details }) => details.isBlocked !== undefined);
    const addresses = [...new Set(words.map(addressOf).filter(address => address !== null))].sort();
    if (addresses.length === 0) return;
    for (const { addressIndex, isBlocked, at } of await newestWords(unit, words, addresses)) {
      const said = words.find(event => addressOf(event) === addressIndex)!;
      await this.suppressions.followProvider(unit, { ...circumstances(said), addressIndex, at, isBlocked });
    }
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

const circumstances = ({ origin, row }: MatchedEvent) => ({
  origin: origin === 'SWEEP' ? ('SWEEP' as const) : ('PROVIDER' as const),
  emailCampaignId: row.emailCampaignId,
  deliveryId: row.id,
});

function suppressionOf(event: MatchedEvent, reason: SuppressionReason): NewSuppression | null {
  const addressIndex = addressOf(event);
  return addressIndex ? { ...circumstances(event), addressIndex, reason, at: event.at } : null;
}

/**
 * The newest word about each address among all that are kept, so that the order in which they come does not matter;
 * workers take turns at an address.
 */
async function newestWords(
  unit: UnitOfWork,
  events: readonly MatchedEvent[],
  addresses: readonly string[],
): Promise<ProviderWord[]> {
  const { practiceId } = unit.ctx;
  await unit.sql(
    `select pg_advisory_xact_lock(hashtextextended('provider-word:' || $1 || a.address, 0))
     from unnest($2::text[]) with ordinality a (address, position) order by a.position`,
    [practiceId, addresses],
  );
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
