import type { Agent, Judgement } from './tracking.vocabulary.js';

/** An open or a click, as far as it tells by whom it was. */
export interface Reaction {
  id: string;
  kind: 'OPEN' | 'CLICK';
  /** Links of one origin can be told apart; the same link of two can't. */
  origin: string;
  link: string | null;
  at: Date;
  agent: Agent;
}

/** When a message was with its receiver, as far as is known. */
export interface Arrival {
  acceptedAt: Date | null;
  deliveredAt: Date | null;
}

/** Nobody follows another link so soon. */
const handMs = 1_500;
/** Who looks with a machine looks with others at the same time. */
const visitMs = 10_000;
/** So many different links in one visit are no choice. */
const manyLinks = 3;
/** A receiver that looks before it takes a message says so after. */
const beforeMs = 60_000;

const msOf = (date: Date) => date.getTime();
const isNear = (a: Reaction, b: Reaction, ms: number) => Math.abs(msOf(a.at) - msOf(b.at)) <= ms;
const isOtherLink = (a: Reaction, b: Reaction) => a.origin === b.origin && a.link !== b.link;

/**
 * Who opened and clicked: a function of all that is known of one message, whatever the order in which it came, so
 * that what looked like a person is judged anew when the rest of the burst is there.
 */
export function judge(
  reactions: readonly Reaction[],
  arrival: Arrival,
  scannerSeconds: number,
): Map<string, Judgement> {
  const isSoon = soonAfter(arrival, scannerSeconds * 1_000);
  const clicks = reactions.filter(({ kind }) => kind === 'CLICK');
  const scanned = clicks.filter(click => click.agent === 'MACHINE' || isSoon(click) || isInBurst(click, clicks));
  const judged = new Map<string, Judgement>(clicks.map(({ id }) => [id, 'HUMAN']));
  for (const { id } of scanned) judged.set(id, 'SCANNER');
  for (const open of reactions.filter(({ kind }) => kind === 'OPEN')) {
    const isMachine = open.agent === 'MACHINE' || scanned.some(click => isNear(open, click, handMs));
    if (open.agent === 'PROXY') judged.set(open.id, 'UNVERIFIED');
    else judged.set(open.id, isMachine || isSoon(open) ? 'SCANNER' : 'HUMAN');
  }
  return judged;
}

function soonAfter({ acceptedAt, deliveredAt }: Arrival, ms: number): (reaction: Reaction) => boolean {
  return ({ at }) => {
    const afterAccepted = acceptedAt ? msOf(at) - msOf(acceptedAt) : Number.POSITIVE_INFINITY;
    const afterDelivered = deliveredAt ? msOf(at) - msOf(deliveredAt) : Number.POSITIVE_INFINITY;
    return afterAccepted < ms || (afterDelivered >= -beforeMs && afterDelivered < ms);
  };
}

function isInBurst(click: Reaction, clicks: readonly Reaction[]): boolean {
  const visit = clicks.filter(other => isNear(click, other, visitMs));
  if (visit.some(other => other.agent === 'MACHINE')) return true;
  if (visit.some(other => isOtherLink(click, other) && isNear(click, other, handMs))) return true;
  const links = new Set(visit.filter(({ origin }) => origin === click.origin).map(({ link }) => link));
  return links.size >= manyLinks;
}
