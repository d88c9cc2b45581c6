import { shareOf } from '../../platform/statistics/lines.js';
import { canShowShare, suppress } from '../../platform/statistics/privacy.js';

const states = ['pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'] as const;
const outcomes = ['delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed'] as const;
const engagements = ['opens', 'clicks'] as const;
type Engagement = (typeof engagements)[number];

/** The counts of the ledger, of one email campaign or of several together. */
export type Counts = Record<'recipients' | (typeof states)[number] | (typeof outcomes)[number], number> &
  Record<`${Engagement}${'Total' | 'Unique' | 'Human' | 'Scanner'}`, number>;

/** Opens or clicks: how many, and how many people, apart by whether a person or a program did it. */
export interface EngagementFigures {
  total: number | null;
  unique: number | null;
  human: number | null;
  scanner: number | null;
}

/** Shares from 0 to 1; of opens and clicks raw, and of people only. Null of nothing, and where a part is hidden. */
export interface Rates {
  delivered: number | null;
  bounced: number | null;
  complained: number | null;
  unsubscribed: number | null;
  opens: number | null;
  humanOpens: number | null;
  clicks: number | null;
  humanClicks: number | null;
}

export type Figures = Record<'recipients' | (typeof states)[number] | (typeof outcomes)[number], number | null> &
  Record<Engagement, EngagementFigures> & { rates: Rates };

/** The figures that the counts come to. */
export function figuresOf(counts: Counts): Figures {
  const plain = ['recipients', ...states, ...outcomes] as const;
  const engaged = (name: Engagement): EngagementFigures => ({
    total: counts[`${name}Total`],
    unique: counts[`${name}Unique`],
    human: counts[`${name}Human`],
    scanner: counts[`${name}Scanner`],
  });
  return withRates({
    ...(Object.fromEntries(plain.map(name => [name, counts[name]])) as Record<(typeof plain)[number], number>),
    opens: engaged('opens'),
    clicks: engaged('clicks'),
  });
}

/** Bounces and complaints are shares of what the provider took; what people did is one of what was delivered. */
function withRates(figures: Omit<Figures, 'rates'>): Figures {
  const { accepted, delivered, opens, clicks } = figures;
  const share = (part: number | null, whole: number | null) =>
    part === null || whole === null ? null : shareOf(part, whole);
  const rates = {
    delivered: share(delivered, accepted),
    bounced: share(figures.bounced, accepted),
    complained: share(figures.complained, accepted),
    unsubscribed: share(figures.unsubscribed, delivered),
    opens: share(opens.unique, delivered),
    humanOpens: share(opens.human, delivered),
    clicks: share(clicks.unique, delivered),
    humanClicks: share(clicks.human, delivered),
  };
  return { ...figures, rates };
}

const hidden = { total: null, unique: null, human: null, scanner: null };

/** The figures for who may see none of them. */
export const hiddenFigures: Figures = withRates({
  ...(Object.fromEntries([...states, ...outcomes].map(name => [name, null])) as Record<
    (typeof states)[number] | (typeof outcomes)[number],
    null
  >),
  recipients: null,
  opens: hidden,
  clicks: hidden,
});

/**
 * The figures for who may see no small ones: what is hidden can not be had from the others either. Of an audience
 * that is not one whole segment none is shown.
 */
export function shownFigures(figures: Figures, isPlain: boolean): Figures {
  const recipients = figures.recipients!;
  const isShown = isPlain && canShowShare(recipients, recipients);
  const parts = suppress(
    states.map(name => ({ name, count: figures[name] as number })),
    isShown ? undefined : () => true,
  );
  const state = Object.fromEntries(parts.map(({ name, count }) => [name, count])) as Record<string, number | null>;
  const part = (value: number | null): number | null =>
    isShown && state.accepted !== null && canShowShare(value!, figures.accepted!) ? value : null;
  const engaged = ({ total, unique, human, scanner }: EngagementFigures): EngagementFigures => {
    const people = { unique: part(unique), human: part(human), scanner: part(scanner) };
    return people.unique === null ? hidden : { ...people, total };
  };
  return withRates({
    ...(state as Record<(typeof states)[number], number | null>),
    ...(Object.fromEntries(outcomes.map(name => [name, part(figures[name])])) as Record<
      (typeof outcomes)[number],
      number | null
    >),
    recipients: isShown ? recipients : null,
    opens: engaged(figures.opens),
    clicks: engaged(figures.clicks),
  });
}
