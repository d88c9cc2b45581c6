/** One line of statistics as the database answers it; `key` and `total` mean what the metric says. */
export interface StatLine {
  metric: string;
  key: string;
  day: string | null;
  count: number;
  total: number;
}

export interface Count {
  key: string;
  count: number;
}

/** Whose rows are counted where it is not one person's own. */
export const wholePractice = '00000000-0000-0000-0000-000000000000';

/** Times are counted in classes that each are 5 % wider than the one before. */
const classWidth = 1.05;

/** Sums by a part of the key, the largest first. */
export function countsBy(rows: StatLine[], metric: string, part: (key: string) => string = key => key): Count[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    if (row.metric === metric) sums.set(part(row.key), (sums.get(part(row.key)) ?? 0) + row.count);
  }
  return [...sums]
    .filter(([, count]) => count > 0)
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

export const sumOf = (counts: { count: number }[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** The middle of values that stand in classes: of an even number, the mean of the two in the middle. */
export function medianOf(classes: { value: number; count: number }[]): number | null {
  const sorted = classes.filter(({ count }) => count > 0).sort((a, b) => a.value - b.value);
  const size = sorted.reduce((sum, { count }) => sum + count, 0);
  if (size === 0) return null;
  const at = (rank: number): number => {
    let seen = 0;
    return sorted.find(({ count }) => {
      seen += count;
      return seen > rank;
    })!.value;
  };
  return (at(Math.floor((size - 1) / 2)) + at(Math.floor(size / 2))) / 2;
}

/** Minutes in the middle of a class, counted as the database does: floor(ln(1 + minutes) / ln(1.05)). */
function classMinutes(key: string): number {
  const index = Number(key);
  return (classWidth ** index + classWidth ** (index + 1)) / 2 - 1;
}

export interface Duration {
  medianMinutes: number | null;
  averageMinutes: number | null;
}
export const noDuration: Duration = { medianMinutes: null, averageMinutes: null };

/** How long something took, by its classes of minutes: the median to within 5 %, the mean exact. */
export function durationOf(rows: StatLine[], metric: string): Duration {
  const classes = rows.filter(row => row.metric === metric);
  const median = medianOf(classes.map(({ key, count }) => ({ value: classMinutes(key), count })));
  if (median === null) return noDuration;
  const [seconds, count] = [classes.reduce((sum, row) => sum + row.total, 0), sumOf(classes)];
  return { medianMinutes: round(median, 1), averageMinutes: round(seconds / count / 60, 1) };
}

/** A part of a key made of several words: `LOST|PHONE`. */
export const keyPart =
  (at: number) =>
  (key: string): string =>
    key.split('|')[at]!;

/** Null of nothing. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole, 4));

export const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
