import { describe, expect, test } from '@jest/globals';
import { judge, type Reaction } from '../../../src/modules/tracking/tracking.judgement.js';

const noon = Date.parse('2030-05-01T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1_000);
const arrived = { acceptedAt: at(-60), deliveredAt: at(0) };

type Told = [kind: 'OPEN' | 'CLICK', seconds: number, more?: Partial<Reaction>];
const click = (seconds: number, link = 'a', more: Partial<Reaction> = {}): Told => [
  'CLICK',
  seconds,
  { link, ...more },
];
const open = (seconds: number, more: Partial<Reaction> = {}): Told => ['OPEN', seconds, more];
const scanned = (seconds: number, link = 'a') => click(seconds, link, { agent: 'MACHINE' });

const reactionsOf = (told: readonly Told[]): Reaction[] =>
  told.map(([kind, seconds, more], n) => ({
    ...{ id: String(n), kind, origin: 'LINK', link: null, at: at(seconds), agent: 'UNKNOWN' as const },
    ...more,
  }));

/** What each of them is taken for, in the order in which they are told. */
const judged = (told: readonly Told[], arrival: Parameters<typeof judge>[1] = arrived) => {
  const found = judge(reactionsOf(told), arrival, 10);
  return told.map((_, n) => found.get(String(n)));
};

const table: [string, Told[], string[]][] = [
  ['a click a minute after', [click(60)], ['HUMAN']],
  ['a click at the end of the first seconds', [click(10)], ['HUMAN']],
  ['a click within them', [click(9.999)], ['SCANNER']],
  ['a click a moment before the delivery is told', [click(-30)], ['SCANNER']],
  ['a click soon after it was accepted', [click(-55)], ['SCANNER']],
  ['a click by what calls itself a machine', [scanned(600)], ['SCANNER']],
  ['a click beside one of a machine', [scanned(600), click(608, 'b')], ['SCANNER', 'SCANNER']],
  ['a click long after one of a machine', [scanned(600), click(611, 'b')], ['SCANNER', 'HUMAN']],
  ['another link faster than a hand', [click(600), click(601.5, 'b')], ['SCANNER', 'SCANNER']],
  ['another link as fast as a hand', [click(600), click(601.6, 'b')], ['HUMAN', 'HUMAN']],
  ['the same link twice', [click(600), click(600.5)], ['HUMAN', 'HUMAN']],
  ['three links in a visit', [click(600), click(603, 'b'), click(606, 'c')], ['SCANNER', 'SCANNER', 'SCANNER']],
  ['three links in an hour', [click(600), click(1800, 'b'), click(3600, 'c')], ['HUMAN', 'HUMAN', 'HUMAN']],
  ['one click as two sources tell it', [click(600), click(600.2, 'hash', { origin: 'POSTMARK' })], ['HUMAN', 'HUMAN']],
  ['an open an hour after', [open(3600)], ['HUMAN']],
  ['an open within the first seconds', [open(5)], ['SCANNER']],
  ['an open by a mail service', [open(5, { agent: 'PROXY' })], ['UNVERIFIED']],
  ['an open by a machine', [open(600, { agent: 'MACHINE' })], ['SCANNER']],
  ["an open beside a machine's click", [scanned(600), open(601)], ['SCANNER', 'SCANNER']],
  ["an open beside a person's click", [click(600), open(599)], ['HUMAN', 'HUMAN']],
];

describe('who opened and clicked', () => {
  test.each(table)('%s', (_, told, expected) => {
    expect(judged(told)).toEqual(expected);
  });

  test('when nothing is known of the arrival, nothing was too soon', () => {
    expect(judged([click(0), open(0)], { acceptedAt: null, deliveredAt: null })).toEqual(['HUMAN', 'HUMAN']);
  });

  test('in whatever order they are told', () => {
    for (const [, told, expected] of table) expect(judged(told.toReversed())).toEqual(expected.toReversed());
  });
});
