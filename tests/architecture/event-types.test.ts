import { expect, test } from '@jest/globals';
import { eventTypes } from '../../src/server/event-types.js';
import { isDoor, sources } from './source.js';

/** Files that tell of something; who hears of it is told by the platform. */
const tellers = sources.filter(({ path, text }) => !isDoor(path) && /\.publish\(/.test(text));

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1] as string);

/** The nouns whose rows are merged, imported and tagged, which tell of it in the same words. */
const kindred = [
  ...new Set(
    sources
      .filter(({ path }) => /\.(merge|tags)\.ts$/.test(path))
      .flatMap(({ text }) => all(text, /objectType: '([A-Z]+)'/g)),
  ),
];

/** A word that is compared, refused with or the kind of something else is no event. */
const pastTense = /(?<!kind[:,] |=== |!== |Error\()'([A-Z]+(?:_[A-Z]+)*_(?:[A-Z]*ED|SENT|WITHDRAWN))'/g;

function spelled(text: string): string[] {
  const nouns = all(text, /objectType: '([A-Z_]+)'/g);
  // Where the word is chosen before, it stands in the same file, in the past tense.
  const chosen = all(text, pastTense).filter(word => nouns.some(noun => word.startsWith(`${noun}_`)));
  return [...all(text, /publish\(\{\s*type: '([A-Z_]+)'/g), ...chosen];
}

const published = new Set(
  tellers.flatMap(({ text }) => [
    ...spelled(text),
    ...all(text, /`\$\{objectType\}(_[A-Z_]+)`/g).flatMap(word => kindred.map(noun => `${noun}${word}`)),
  ]),
);

test('every event that is published can be asked for, and none that never comes', () => {
  const known: readonly string[] = eventTypes;
  expect(kindred.sort()).toEqual(['CONTACT', 'LEAD']);
  expect(published.size).toBeGreaterThan(40);
  expect([...published].filter(type => !known.includes(type)).sort()).toEqual([]);
  expect(known.filter(type => !published.has(type)).sort()).toEqual([]);
});

test('every event is named once', () => {
  expect(eventTypes.length).toBe(new Set<string>(eventTypes).size);
});
