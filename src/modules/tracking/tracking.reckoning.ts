import type { DeliveryOutcome, LedgerRow } from '../deliveries/delivery.outcomes.js';
import { judge } from './tracking.judgement.js';
import type { AppliedReaction, MatchedEvent } from './tracking.matching.js';
import type { Judgement } from './tracking.vocabulary.js';

/** What a batch of events comes to. */
export interface Reckoning {
  outcomes: DeliveryOutcome[];
  /** By event: new judgements, also of events that were judged otherwise before. */
  judgements: Map<string, Judgement>;
}

const latest = (dates: readonly Date[]) => (dates.length > 0 ? new Date(Math.max(...dates.map(Number))) : null);
const first = (dates: readonly Date[]) => (dates.length > 0 ? new Date(Math.min(...dates.map(Number))) : null);

/**
 * What the events say of their deliveries, with what was known of them before. Only instants, counts and judgements
 * of all that is known come out, so that neither order nor grouping of the events matters.
 */
export function reckon(
  events: readonly MatchedEvent[],
  known: readonly AppliedReaction[],
  scannerSeconds: number,
): Reckoning {
  const judgements = new Map<string, Judgement>();
  const knownOf = Map.groupBy(known, ({ deliveryId }) => deliveryId);
  const outcomes = [...Map.groupBy(events, ({ row }) => row.id).values()].map(own => {
    const row = own[0]!.row;
    const before = knownOf.get(row.id) ?? [];
    return outcomeOf(row, own, before, judgements, scannerSeconds);
  });
  return { outcomes, judgements };
}

function outcomeOf(
  row: LedgerRow,
  own: readonly MatchedEvent[],
  before: readonly AppliedReaction[],
  judgements: Map<string, Judgement>,
  scannerSeconds: number,
): DeliveryOutcome {
  const when = (holds: (event: MatchedEvent) => boolean | undefined) => own.filter(holds).map(({ at }) => at);
  const isProof = own.some(event => event.isProof);
  const delivered = when(({ kind }) => kind === 'DELIVERY');
  const deliveredAt = latest([...delivered, ...(row.deliveredAt ? [row.deliveredAt] : [])]);
  // As the ledger will have it.
  const acceptedAt = row.acceptedAt ?? (isProof ? row.attemptedAt : null);
  const reactions = [...before, ...own.filter(({ kind }) => kind === 'OPEN' || kind === 'CLICK')].map(asReaction);
  const judged = judge(reactions, { acceptedAt, deliveredAt }, scannerSeconds);
  const old = new Map(before.map(({ id, judgement }) => [id, judgement]));
  for (const [id, judgement] of judged) if (old.get(id) !== judgement) judgements.set(id, judgement);
  return {
    id: row.id,
    isProof,
    messageId: own.find(event => event.isProof && event.messageId)?.messageId ?? null,
    deliveredAt,
    bouncedAt: latest(when(({ details }) => details.bounce === 'HARD')),
    softBouncedAt: first(when(({ details }) => details.bounce === 'SOFT')),
    complainedAt: first(when(({ details }) => details.isComplaint)),
    unsubscribedAt: first(when(({ details }) => details.isOptOut)),
    opens: own.filter(({ kind }) => kind === 'OPEN').length,
    clicks: own.filter(({ kind }) => kind === 'CLICK').length,
    ...flags(row, before, reactions, judged),
  };
}

const asReaction = ({ id, kind, origin, at, details }: MatchedEvent | AppliedReaction) => ({
  id,
  kind: kind as 'OPEN' | 'CLICK',
  origin,
  at,
  link: details.link ?? null,
  agent: details.agent ?? 'UNKNOWN',
});

/** A flag stays that no event which is still kept accounts for: the one that did was forgotten since. */
function flags(
  row: LedgerRow,
  before: readonly AppliedReaction[],
  reactions: readonly { id: string; kind: 'OPEN' | 'CLICK' }[],
  judged: ReadonlyMap<string, Judgement>,
) {
  const holds = (wasSet: boolean, kind: 'OPEN' | 'CLICK', as: Judgement) =>
    reactions.some(reaction => reaction.kind === kind && judged.get(reaction.id) === as) ||
    (wasSet && !before.some(event => event.kind === kind && event.judgement === as));
  return {
    hasHumanOpen: holds(row.hasHumanOpen, 'OPEN', 'HUMAN'),
    hasScannerOpen: holds(row.hasScannerOpen, 'OPEN', 'SCANNER'),
    hasHumanClick: holds(row.hasHumanClick, 'CLICK', 'HUMAN'),
    hasScannerClick: holds(row.hasScannerClick, 'CLICK', 'SCANNER'),
  };
}
