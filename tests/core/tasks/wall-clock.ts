/** Time on the wall told by Intl alone, so that what it says is no echo of what is tested. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { ...numeric, second: 'numeric', hourCycle: 'h23', timeZone });
  formats.set(timeZone, made);
  return made;
}

/** What a clock on the wall of the zone shows, as if it were UTC, in milliseconds. */
export function shownAt(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(type =>
    Number(parts.find(part => part.type === type)!.value),
  );
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
}

const dayMs = 86_400_000;

/** The first instant at which the clock shows this; where it skips it, as much later as the clock jumps. */
export function instantOf(shown: number, timeZone: string): number {
  const offsets = [shown - 2 * dayMs, shown + 2 * dayMs].map(at => shownAt(at, timeZone) - at);
  const fitting = offsets.map(offset => shown - offset).filter(at => shownAt(at, timeZone) === shown);
  return fitting.length > 0 ? Math.min(...fitting) : shown - offsets[0]!;
}
