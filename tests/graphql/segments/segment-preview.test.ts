import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead } from '../../support/leads.js';
import { addSegment, codesOf, leaf, previewRule, segmentById } from '../../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let marketer: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  marketer = await story.marketer(practice);
});

const preview = async (caller: Person, rule: object, appliesTo = 'LEAD') => {
  const answer = await caller.graphql(previewRule, { rule, appliesTo });
  return { ...answer, preview: answer.data?.segmentPreview };
};
const skipped = (found: { skipped: { reason: string; count: number }[] }) =>
  Object.fromEntries(found.skipped.filter(({ count }) => count > 0).map(({ reason, count }) => [reason, count]));

/** A group of its own, by a tag. */
let tags = 0;
const tagged = async (leads: Record<string, unknown>[]) => {
  const tag = `group ${++tags}`;
  const ids = [];
  for (const lead of leads) ids.push(await addLead(owner, { ...lead, tags: [tag] }));
  return { ids, rule: leaf('tags', 'IS', tag) };
};

describe('segmentPreview', () => {
  test('counts who is held, who is mailed, and why the others are not', async () => {
    const { ids, rule } = await tagged([
      { email: 'one@example.org' },
      { email: 'two@example.org' },
      { email: 'TWO@example.org' },
      { email: 'three@example.org', okToEmail: false },
      { okToEmail: false },
      { email: 'four@example.org' },
      { email: 'five@example.org' },
    ]);
    await owner.rest('POST', `/leads/${ids[5]}/convert`, { force: true });
    await owner.rest('DELETE', `/leads/${ids[6]}`);
    const { preview: found } = await preview(owner, rule);
    expect(found).toMatchObject({ count: 6, isSuppressed: false, mailable: 2 });
    expect(skipped(found)).toEqual({
      AUTHORIZATION_REQUIRED: 1,
      NO_EMAIL_ADDRESS: 1,
      NOT_OK_TO_EMAIL: 1,
      DUPLICATE_ADDRESS: 1,
    });
    expect(found.sample.map((one: { id: string }) => one.id).sort()).toEqual(ids.slice(0, 6).sort());
  });

  test('where the practice requires consent, only who gave it is mailed', async () => {
    const { ids, rule } = await tagged([
      { email: 'yes@example.org' },
      { email: 'no@example.org' },
      { email: 'was@example.org' },
    ]);
    const say = async (id: string, isGiven: boolean, at: string) =>
      story.database.query(
        `insert into consent_records (id, practice_id, at, person_type, person_id, channel, purpose, is_given, wording_version, method)
         values (gen_random_uuid(), $1, $2, 'LEAD', $3, 'EMAIL', 'MARKETING', $4, '1', 'FORM')`,
        [practice.id, at, id, isGiven],
      );
    await say(ids[0]!, true, '2026-01-01T00:00:00Z');
    await say(ids[2]!, true, '2026-01-01T00:00:00Z');
    await say(ids[2]!, false, '2026-02-01T00:00:00Z');
    expect((await preview(owner, rule)).preview.mailable).toBe(3);
    const require = (value: boolean) =>
      story.database.query('update practices set requires_marketing_consent = $2 where id = $1', [practice.id, value]);
    await require(true);
    const { preview: found } = await preview(owner, rule);
    await require(false);
    expect(found.mailable).toBe(1);
    expect(skipped(found)).toEqual({ NO_MARKETING_CONSENT: 2 });
  });

  test('of contacts: the same address in another case is the same', async () => {
    for (const email of ['desk@clinic.example', 'Desk@Clinic.example', undefined]) {
      await owner.rest('POST', '/contacts', { firstName: 'C', lastName: 'D', category: 'preview', email });
    }
    const { preview: found } = await preview(owner, leaf('category', 'IS', 'Preview'), 'CONTACT');
    expect(found).toMatchObject({ count: 3, mailable: 1 });
    expect(skipped(found)).toEqual({ NO_EMAIL_ADDRESS: 1, DUPLICATE_ADDRESS: 1 });
    expect(found.sample).toHaveLength(3);
  });

  test('marketing sees no count under 11, nobody of so few, and no part that gives one away', async () => {
    const { rule } = await tagged(Array.from({ length: 10 }, (_, at) => ({ email: `s${at}@example.org` })));
    const few = (await preview(marketer, rule)).preview;
    expect(few).toMatchObject({ count: null, isSuppressed: true, mailable: null, sample: [] });
    expect(few.skipped.every((part: { count: number | null }) => part.count === null)).toBe(true);
    const segment = await addSegment(owner, { rule });
    expect(segment.count).toBe(10);
    const seen = await marketer.graphql(segmentById, { id: segment.id });
    expect(seen.data.segment).toMatchObject({ count: null, isCountSuppressed: true });
    const more = await tagged(
      Array.from({ length: 15 }, (_, at) => ({ email: `m${at}@example.org`, okToEmail: at > 1 })),
    );
    const many = (await preview(marketer, more.rule)).preview;
    expect(many).toMatchObject({ count: 15, isSuppressed: false, mailable: null });
    expect(many.skipped.find((part: { reason: string }) => part.reason === 'NOT_OK_TO_EMAIL').count).toBeNull();
    expect(many.sample).toHaveLength(10);
    expect((await preview(owner, more.rule)).preview).toMatchObject({ count: 15, mailable: 13 });
  });

  test('shows of the sample what the viewer may see', async () => {
    const { rule } = await tagged(
      Array.from({ length: 11 }, (_, at) => ({
        firstName: 'Seen',
        email: `x${at}@example.org`,
        phone: '+15035550142',
      })),
    );
    const answer = await preview(marketer, rule);
    expect(answer.preview.sample[0].lead).toMatchObject({ firstName: 'Seen', phone: null });
    expect(new Set(codesOf(answer))).toEqual(new Set(['FORBIDDEN']));
    expect(answer.errors![0]!.path).toEqual(['segmentPreview', 'sample', 0, 'lead', 'phone']);
  });

  test.each([
    ['services', leaf('interestedServices', 'IS', 'PSYCHIATRY')],
    [
      'what was said, deep inside',
      { not: { any: [leaf('source', 'IS_SET'), { not: leaf('lastInteractionAt', 'IS_SET') }] } },
    ],
    ['a telephone number', leaf('phone', 'IS', '+15035550142')],
    ['a birthday', leaf('age', 'GTE', 65)],
  ])('refuses marketing a rule by %s', async (_, rule) => {
    expect(codesOf(await preview(marketer, rule))).toEqual(['FORBIDDEN']);
  });

  test('of own people only for whom the role reads no further', async () => {
    const mixed = await story.person(practice, 'CLINICIAN', 'MARKETING');
    const { ids } = await tagged([
      { interestedServices: ['ASSESSMENT'], assignedToId: mixed.id },
      { interestedServices: ['ASSESSMENT'] },
    ]);
    const { preview: found } = await preview(mixed, leaf('interestedServices', 'IS', 'ASSESSMENT'));
    expect(found).toMatchObject({ count: 1, sample: [{ id: ids[0] }] });
    const all = (await preview(owner, leaf('interestedServices', 'IS', 'ASSESSMENT'))).preview;
    expect(all.count).toBe(2);
  });

  test('hostile values are values', async () => {
    const hostile = ["'; delete from leads; --", '$1', '{practice}', '{t}.id', '\\', '%', '"'];
    const before = await story.database.query('select count(*)::int as n from leads');
    for (const value of hostile) {
      for (const rule of [
        leaf('firstName', 'CONTAINS', value),
        leaf('utm.source', 'IS', value),
        leaf('tags', 'IN', [value]),
        { not: leaf('sourceDetail', 'STARTS_WITH', value) },
      ]) {
        const answer = await preview(owner, rule);
        expect(answer.errors).toBeUndefined();
      }
    }
    const { preview: found } = await tagged([{ firstName: "{practice} $1 '; --" }]).then(() =>
      preview(owner, leaf('firstName', 'IS', "{PRACTICE} $1 '; --")),
    );
    expect(found.count).toBe(1);
    expect(await story.database.query('select count(*)::int as n from leads')).toEqual([{ n: before[0]!.n + 1 }]);
  });

  test('costs the same number of statements however many people it holds', async () => {
    const counted = async (rule: object) => {
      await preview(owner, rule);
      const { database } = story.services.ground;
      let statements = 0;
      const query = database.query.bind(database);
      database.query = ((...args: Parameters<typeof query>) => {
        statements++;
        return query(...args);
      }) as typeof query;
      await preview(owner, rule);
      database.query = query;
      return statements;
    };
    const [one, many] = [await tagged([{}]), await tagged(Array.from({ length: 20 }, () => ({})))];
    expect(await counted(one.rule)).toBe(await counted(many.rule));
  });
});
