import type { Viewer } from '../access/viewer.js';

/** Counts from 1 to 10 could point at persons. */
export const smallestShown = 11;

export interface Count {
  count: number;
}

/** A count for a viewer from whom small ones are hidden: null when it is. */
export interface ShownCount {
  count: number | null;
  isSuppressed: boolean;
}

/**
 * Hides small counts of one breakdown, and as many next larger ones as it takes so that the rest of the total
 * gives none away: what is hidden is at least two counts and at least 11 together. Zero shows.
 */
export function suppress<T extends Count>(
  counts: T[],
  mustHide: (one: T) => boolean = ({ count }) => count > 0 && count < smallestShown,
): (Omit<T, 'count'> & ShownCount)[] {
  const hidden = new Set(counts.filter(mustHide));
  const sum = () => [...hidden].reduce((total, { count }) => total + count, 0);
  const others = counts.filter(one => one.count > 0 && !hidden.has(one)).sort((a, b) => a.count - b.count);
  while (hidden.size > 0 && (hidden.size < 2 || sum() < smallestShown)) {
    const next = others.shift();
    if (!next) break;
    hidden.add(next);
  }
  return counts.map(one =>
    hidden.has(one) ? { ...one, count: null, isSuppressed: true } : { ...one, isSuppressed: false },
  );
}

export function show<T extends Count>(counts: T[]): (Omit<T, 'count'> & ShownCount)[] {
  return counts.map(one => ({ ...one, isSuppressed: false }));
}

/** A share of a total: both it and what it leaves must be large enough to show. */
export function canShowShare(part: number, whole: number): boolean {
  const isSmall = (count: number) => count > 0 && count < smallestShown;
  return !isSmall(whole) && !isSmall(part) && !isSmall(whole - part);
}

/** Whether MARKETING alone lets the viewer in; whoever has another role that reads statistics sees every count. */
export function seesNoSmallCounts({ kind, roles }: Viewer): boolean {
  return kind === 'STAFF' && roles.length > 0 && roles.every(role => role === 'MARKETING');
}

/** One figure that is part of another, for a viewer who may see the other. */
export function partShown(part: number, whole: number, isRestricted: boolean): number | null {
  return !isRestricted || canShowShare(part, whole) ? part : null;
}
