import { beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecipientType } from '../../../src/modules/segments/segment.vocabulary.js';
import { transact } from '../../../src/platform/use-case.js';
import { createSegment, explain, previewRule } from '../../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { belongs, type Rule } from './evaluation.js';
import {
  addresses,
  birthdays,
  contactTypes,
  kinds,
  Population,
  type Someone,
  services,
  sources,
  stages,
  tagWords,
  words,
} from './population.js';

/** 500 rules: whom SQL finds, whom a plain evaluation in memory finds, whom a campaign would freeze, what is explained. */
const seed = 20_261_122;
const timeZone = 'America/St_Johns';
jest.setTimeout(240_000);

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
const people = {} as Record<RecipientType, Someone[]>;

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  await story.database.query('update practices set time_zone = $2 where id = $1', [practice.id, timeZone]);
  story.clock.stop();
  const population = new Population(story, owner, story.clock.now());
  people.LEAD = await population.leads(seed, 120);
  people.CONTACT = await population.contacts(seed + 1, 60);
});

const equality = (values: readonly string[]) =>
  fc.oneof(
    fc.record({ op: fc.constantFrom('IS', 'IS_NOT'), value: fc.constantFrom(...values) }),
    fc.record({
      op: fc.constantFrom('IN', 'NOT_IN'),
      value: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
    }),
    presence,
  );
const presence = fc.record({ op: fc.constantFrom('IS_SET', 'IS_NOT_SET') });
const parts = fc.constantFrom(...words, 'o', 'Ł', '%', "'", 'ó', 'PRI', 'пр', '_');
const text = fc.oneof(equality(words), fc.record({ op: fc.constantFrom('CONTAINS', 'STARTS_WITH'), value: parts }));
const several = (values: readonly string[]) =>
  fc.oneof(
    equality(values),
    fc.record({
      op: fc.constant('CONTAINS'),
      value: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
    }),
  );
const number = (max: number) =>
  fc.oneof(
    fc.record({ op: fc.constantFrom('IS', 'IS_NOT', 'GT', 'GTE', 'LT', 'LTE'), value: fc.integer({ min: 0, max }) }),
    presence,
  );
const boolean = fc.oneof(fc.record({ op: fc.constantFrom('IS', 'IS_NOT'), value: fc.boolean() }), presence);
const period = fc.record({
  last: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'YEAR'),
});
const day = fc
  .date({ min: new Date('2024-06-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10));
const instantText = fc
  .date({ min: new Date('2024-06-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map(date => date.toISOString());
const instant = fc.oneof(
  fc.record({ op: fc.constantFrom('WITHIN_LAST', 'NOT_WITHIN_LAST'), value: period }),
  fc.record({
    op: fc.constantFrom('BEFORE', 'AFTER'),
    value: fc.oneof<fc.Arbitrary<unknown>[]>(period, day, instantText),
  }),
  presence,
);
const date = fc.oneof(
  fc.record({ op: fc.constantFrom('WITHIN_LAST', 'NOT_WITHIN_LAST'), value: period }),
  fc.record({ op: fc.constantFrom('BEFORE', 'AFTER', 'IS', 'IS_NOT'), value: fc.constantFrom(...birthdays) }),
  presence,
);

const common = {
  firstName: text,
  lastName: text,
  tags: several(tagWords),
  createdAt: instant,
  lastInteractionAt: instant,
  interactionKinds: several(kinds),
  interactionCount: number(3),
  'engagement.opened': instant,
  'engagement.clicked': instant,
  'address.city': text,
  'address.country': text,
};
const fields: Record<RecipientType, Record<string, fc.Arbitrary<{ op: string; value?: unknown }>>> = {
  LEAD: {
    ...common,
    preferredName: text,
    email: equality(addresses),
    dateOfBirth: date,
    age: number(60),
    okToEmail: boolean,
    source: equality(sources),
    sourceDetail: text,
    'utm.source': text,
    'utm.medium': text,
    stage: equality(stages),
    interestedServices: several(services),
    presentingConcern: text,
    'preferences.language': text,
    'preferences.days': several(words),
    'insurance.payer': text,
    isSelfPay: boolean,
    nextFollowUpAt: instant,
  },
  CONTACT: {
    ...common,
    title: text,
    type: equality(contactTypes),
    category: text,
    email: equality(addresses),
    acceptsReferrals: boolean,
    specialties: several(tagWords),
  },
};

const ruleOf = (appliesTo: RecipientType): fc.Arbitrary<Rule> => {
  const leaf = fc.oneof(
    ...Object.entries(fields[appliesTo]).map(([field, arbitrary]) =>
      arbitrary.map(question => ({ field, ...question })),
    ),
  );
  const group = (inner: fc.Arbitrary<Rule>) => fc.array(inner, { minLength: 1, maxLength: 3 });
  const { rule } = fc.letrec<{ rule: Rule }>(tie => ({
    rule: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      group(tie('rule')).map(all => ({ all })),
      group(tie('rule')).map(any => ({ any })),
      tie('rule').map(not => ({ not })),
    ),
  }));
  return rule;
};

const sorted = (ids: Iterable<string>) => [...ids].sort();

async function frozen(segmentId: string): Promise<string[]> {
  const ctx = story.systemContext(practice);
  const useCase = { operation: 'freeze', permission: 'segment:read', action: 'READ', objectType: 'SEGMENT' } as const;
  return transact(story.services.ground, ctx, useCase, async unit => {
    const { text: rows, values } = await story.services.segmentAudience.rows(unit, { segmentIds: [segmentId] });
    return (await unit.sql<{ person_id: string }>(rows, values)).map(row => row.person_id);
  });
}

test.each([
  ['LEAD', 350, seed],
  ['CONTACT', 150, seed],
] as const)('rules about a %s: %i of them, from seed %i', async (appliesTo, numRuns, from) => {
  const at = { now: story.clock.now(), timeZone };
  let run = 0;
  const sizes = new Set<number>();
  await fc.assert(
    fc.asyncProperty(ruleOf(appliesTo), fc.nat(), async (rule, nth) => {
      const expected = people[appliesTo].filter(person => belongs(rule, person, at)).map(person => person.id);
      sizes.add(expected.length);
      const preview = await owner.graphql(previewRule, { rule, appliesTo });
      expect(preview.data?.segmentPreview?.count).toBe(expected.length);
      const input = { name: `${appliesTo} ${++run} ${nth}`, appliesTo, rule };
      const created = await owner.graphql(createSegment, { input });
      const { id, count } = created.data.createSegment.segment;
      expect(count).toBe(expected.length);
      expect(sorted(await frozen(id))).toEqual(sorted(expected));
      const someone = people[appliesTo][nth % people[appliesTo].length]!;
      const explained = await owner.graphql(explain, { id, person: { type: appliesTo, id: someone.id } });
      expect(explained.data.explainMembership).toMatchObject({
        isMember: expected.includes(someone.id),
        rule: { holds: expected.includes(someone.id) },
      });
    }),
    { seed: from, numRuns, endOnFailure: true, reporter: undefined },
  );
  // a population that all rules miss or all hold of would prove nothing
  expect(sizes.size).toBeGreaterThan(10);
});
