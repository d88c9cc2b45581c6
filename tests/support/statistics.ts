import fc from 'fast-check';
import type { Person, Story } from './story.js';

export interface DateRange {
  from?: string;
  to?: string;
}

/** Asks for statistics: `taskStats` with these fields. */
export async function statsOf(who: Person, operation: string, fields: string, range?: DateRange) {
  const text = `query ($range: DateRange) { ${operation}(range: $range) { ${fields} } }`;
  const { data, errors } = await who.graphql(text, { range });
  if (errors) throw new Error(JSON.stringify(errors));
  return data[operation];
}

export const instants = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2026-06-01T00:00:00Z'),
  noInvalidDate: true,
});
export const zones = fc.constantFrom('America/New_York', 'Asia/Kolkata', 'UTC', 'Pacific/Auckland');

/** No range, and one between the two instants. */
export const rangesOf = (one: Date, two: Date): (DateRange | undefined)[] => {
  const [from, to] = one < two ? [one, two] : [two, new Date(one.getTime() + 1)];
  return [undefined, { from: from.toISOString(), to: to.toISOString() }];
};

/** Steps that any table of rows may go through, besides a noun's own. */
export const commonSteps = [
  fc.record({ kind: fc.constant('fold' as const), batch: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ kind: fc.constant('zone' as const), zone: zones }),
  fc.record({ kind: fc.constant('rebuild' as const) }),
];
type CommonStep = { kind: 'fold'; batch: number } | { kind: 'zone'; zone: string } | { kind: 'rebuild' };

/** Takes such a step; false of a step that is none. */
export async function takeCommonStep(story: Story, practiceId: string, step: { kind: string }): Promise<boolean> {
  const common = step as CommonStep;
  if (common.kind === 'fold') await story.services.counters.fold(common.batch, 1);
  else if (common.kind === 'rebuild') await story.services.counters.rebuild(practiceId);
  else if (common.kind === 'zone') {
    await story.database.query('update practices set time_zone = $2 where id = $1', [practiceId, common.zone]);
    await story.services.counters.recut();
  } else return false;
  return true;
}

/** Counts by their words, without those that are 0. */
export const byWord = (lines: { count: number }[], word: string): Record<string, number> =>
  Object.fromEntries(lines.map(line => [(line as unknown as Record<string, string>)[word] ?? 'none', line.count]));
