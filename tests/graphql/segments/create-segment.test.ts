import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead } from '../../support/leads.js';
import { addSegment, codesOf, createSegment, leaf, segmentById, updateSegment } from '../../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let marketer: Person;
let intake: Person;
let auditor: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  [marketer, intake, auditor] = await Promise.all([
    story.marketer(practice),
    story.intake(practice),
    story.auditor(practice),
  ]);
});

const create = (caller: Person, input: object) => caller.graphql(createSegment, { input });
const row = async (id: string) => (await story.database.query('select * from segments where id = $1', [id]))[0]!;
const faults = (answer: { data: { createSegment: { userErrors: { code: string; path: string[] }[] } } }) =>
  answer.data.createSegment.userErrors.map(({ code, path }) => [code, path.join('.')]);

describe('createSegment', () => {
  test('a rule: kept in the clear, counted as it holds', async () => {
    await addLead(owner, { source: 'EVENT', tags: ['fair'] });
    const rule = { all: [leaf('source', 'IN', ['event']), leaf('tags', 'CONTAINS', 'fair')] };
    const segment = await addSegment(owner, { name: 'Fair', rule });
    expect(segment).toMatchObject({ kind: 'DYNAMIC', isSensitive: false, count: 1, fields: ['source', 'tags'] });
    // in its one written form
    expect(segment.rule).toEqual({ all: [leaf('source', 'IN', ['EVENT']), leaf('tags', 'CONTAINS', ['fair'])] });
    expect((await row(segment.id)).sealed_rule).toBeNull();
  });

  test('a rule written out in the document, words without quotes', async () => {
    const answer = await owner.graphql(`mutation { createSegment(input: { name: "Recent", appliesTo: LEAD, rule: {
      any: [{ field: "createdAt", op: WITHIN_LAST, value: { last: 30, unit: DAY } }, { field: "stage", op: IS, value: SCREENING }]
    } }) { segment { rule } userErrors { code } } }`);
    expect(answer.data.createSegment.segment.rule).toEqual({
      any: [leaf('createdAt', 'WITHIN_LAST', { last: 30, unit: 'DAY' }), leaf('stage', 'IS', 'SCREENING')],
    });
  });

  test('a list', async () => {
    const segment = await addSegment(owner, { name: 'By hand', appliesTo: 'CONTACT' });
    expect(segment).toMatchObject({ kind: 'STATIC', rule: null, count: 0, appliesTo: 'CONTACT' });
  });

  test.each([
    ['lead by service', leaf('interestedServices', 'IN', ['PSYCHIATRY'])],
    ['lead by what was said', leaf('lastInteractionAt', 'IS_SET')],
    ['lead by insurance', leaf('isSelfPay', 'IS', true)],
    ['lead by city', { not: leaf('address.city', 'IS', 'Portland') }],
  ])('a rule on a protected field makes it sensitive and is sealed: %s', async (_, rule) => {
    const segment = await addSegment(intake, { rule });
    expect(segment).toMatchObject({ isSensitive: true, rule });
    const kept = await row(segment.id);
    expect(kept.rule).toBeNull();
    expect(kept.sealed_rule).toMatch(/^v1:/);
    const seen = await marketer.graphql(segmentById, { id: segment.id });
    expect(seen.data.segment).toMatchObject({ name: segment.name, rule: null, fields: null, viewerCanUpdate: false });
    expect(codesOf(seen)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    const refused = await create(marketer, { name: `M ${segment.name}`, appliesTo: 'LEAD', rule });
    expect(codesOf(refused)).toEqual(['FORBIDDEN']);
  });

  test('of a mail address too, which those build by who see it', async () => {
    const segment = await addSegment(marketer, { rule: leaf('email', 'IS', 'Ann@Example.org') });
    expect(segment).toMatchObject({ isSensitive: true, rule: leaf('email', 'IS', 'ann@example.org') });
    expect((await row(segment.id)).rule).toBeNull();
  });

  test.each([
    ['no rule', { kind: 'DYNAMIC' }, [['REQUIRED', 'rule']]],
    ['a rule for a list', { kind: 'STATIC', rule: leaf('source', 'IS_SET') }, [['INVALID', 'rule']]],
    ['nothing asked', { rule: {} }, [['INVALID', 'rule']]],
    ['an empty group', { rule: { all: [] } }, [['REQUIRED', 'rule.all']]],
    ['two forms', { rule: { all: [leaf('source', 'IS_SET')], not: leaf('source', 'IS_SET') } }, [['INVALID', 'rule']]],
    ['a strange field', { rule: { any: [leaf('password', 'IS', 'x')] } }, [['UNKNOWN_FIELD', 'rule.any.0.field']]],
    ['a field of the prototype', { rule: leaf('constructor', 'IS', 'x') }, [['UNKNOWN_FIELD', 'rule.field']]],
    ['an operator of another type', { rule: leaf('source', 'GT', 'A') }, [['INVALID', 'rule.op']]],
    ['no operator', { rule: { field: 'source' } }, [['REQUIRED', 'rule.op']]],
    ['no value', { rule: leaf('source', 'IS') }, [['REQUIRED', 'rule.value']]],
    ['a value too many', { rule: leaf('source', 'IS_SET', 'x') }, [['INVALID', 'rule.value']]],
    ['a word that is none', { rule: leaf('source', 'IN', ['WEBSITE', 'MOON']) }, [['INVALID', 'rule.value.1']]],
    [
      'a unit that is none',
      { rule: leaf('createdAt', 'WITHIN_LAST', { last: 3, unit: 'EON' }) },
      [['INVALID', 'rule.value.unit']],
    ],
    ['a day that is none', { rule: leaf('dateOfBirth', 'IS', '2001-02-30') }, [['INVALID_FORMAT', 'rule.value']]],
    ['an id that is none', { rule: leaf('assignedToId', 'IS', "x' or '1'='1") }, [['INVALID_FORMAT', 'rule.value']]],
    ['no name', { name: ' ' }, [['REQUIRED', 'name']]],
  ])('refuses %s', async (_, input, expected) => {
    const answer = await create(owner, { name: `Refused ${Math.random()}`, appliesTo: 'LEAD', ...input });
    expect(faults(answer)).toEqual(expected);
  });

  test('nests to a depth of five', async () => {
    const nested = (depth: number): object => (depth === 0 ? leaf('source', 'IS_SET') : { not: nested(depth - 1) });
    expect(faults(await create(owner, { name: 'Five', appliesTo: 'LEAD', rule: nested(5) }))).toEqual([]);
    const deep = await create(owner, { name: 'Six', appliesTo: 'LEAD', rule: nested(6) });
    expect(faults(deep)).toEqual([['OUT_OF_RANGE', 'rule.not.not.not.not.not']]);
  });

  test('no larger than a hundred questions', async () => {
    const wide = { all: [1, 2, 3].map(() => ({ any: Array(40).fill(leaf('source', 'IS_SET')) })) };
    expect(faults(await create(owner, { name: 'Wide', appliesTo: 'LEAD', rule: wide }))[0]).toEqual([
      'TOO_LONG',
      'rule',
    ]);
  });

  test('a name belongs to one segment, in any case and spelling', async () => {
    await addSegment(owner, { name: 'Été à Paris' });
    expect(faults(await create(owner, { name: 'ete A paris', appliesTo: 'CONTACT' }))).toEqual([['DUPLICATE', 'name']]);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => create(owner, { name: 'At once', appliesTo: 'LEAD' })),
    );
    expect(answers.filter(answer => faults(answer).length === 0)).toHaveLength(1);
  });

  test('is not for those who may not', async () => {
    const biller = await story.biller(practice);
    for (const person of [auditor, biller, await story.clinician(practice)]) {
      expect(codesOf(await create(person, { name: 'Not mine', appliesTo: 'LEAD' }))).toEqual(['FORBIDDEN']);
    }
  });

  test('the log names it and not its rule, and subscribers of the practice are told', async () => {
    const segment = await addSegment(owner, { rule: leaf('presentingConcern', 'CONTAINS', 'zq7-concern') });
    await owner.graphql(updateSegment, {
      id: segment.id,
      input: { rule: leaf('presentingConcern', 'CONTAINS', 'zq8-concern') },
    });
    const audited = await story.database.query(
      "select operation, changes, details from audit_log where $1 = any(object_ids) and action in ('CREATE', 'UPDATE') order by seq",
      [segment.id],
    );
    expect(audited.map(entry => entry.operation)).toEqual(['createSegment', 'updateSegment']);
    expect(JSON.stringify(audited)).not.toMatch(/zq[78]/);
    const told = await story.database.query('select type, data from outbox where object_id = $1 order by sequence', [
      segment.id,
    ]);
    expect(told).toEqual([
      { type: 'SEGMENT_CREATED', data: null },
      { type: 'SEGMENT_UPDATED', data: { fields: ['rule'] } },
    ]);
  });
});

describe('updateSegment', () => {
  test('checks anew whether the rule is sensitive', async () => {
    const segment = await addSegment(owner, { rule: leaf('source', 'IS', 'EVENT') });
    const change = async (rule: object) => {
      const { data } = await owner.graphql(updateSegment, { id: segment.id, input: { rule } });
      return data.updateSegment.segment;
    };
    expect(await change(leaf('preferences.language', 'IS', 'Urdu'))).toMatchObject({ isSensitive: true });
    expect((await row(segment.id)).rule).toBeNull();
    expect(await change(leaf('source', 'IS', 'EVENT'))).toMatchObject({ isSensitive: false });
    expect((await row(segment.id)).sealed_rule).toBeNull();
  });

  test('changes no version when nothing changes, and refuses an old one', async () => {
    const segment = await addSegment(owner, { rule: leaf('source', 'IS', 'EVENT'), description: 'One' });
    const same = { rule: segment.rule, name: segment.name, description: 'One' };
    const { data } = await owner.graphql(updateSegment, { id: segment.id, input: same });
    expect(data.updateSegment.segment.version).toBe(segment.version);
    const changed = await owner.graphql(updateSegment, { id: segment.id, input: { description: 'Two' } });
    expect(changed.data.updateSegment.segment.version).toBe(segment.version + 1);
    const stale = await owner.graphql(updateSegment, {
      id: segment.id,
      input: { description: 'Three' },
      expectedVersion: segment.version,
    });
    expect(stale.data.updateSegment.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
  });

  test('by marketing: its own rules, and none on what it may not see', async () => {
    const sensitive = await addSegment(owner, { rule: leaf('interestedServices', 'IS', 'PSYCHIATRY') });
    const renamed = await marketer.graphql(updateSegment, { id: sensitive.id, input: { name: 'Mine now' } });
    expect(codesOf(renamed)).toEqual(['FORBIDDEN']);
    const plain = await addSegment(marketer, { rule: leaf('source', 'IS', 'EVENT') });
    const input = { rule: leaf('interestedServices', 'IS', 'PSYCHIATRY') };
    expect(codesOf(await marketer.graphql(updateSegment, { id: plain.id, input }))).toEqual(['FORBIDDEN']);
    expect(await row(plain.id)).toMatchObject({ is_sensitive: false, sealed_rule: null });
  });

  test('of another practice answers like one that is nobody’s', async () => {
    const other = (await story.practice()).owner;
    const { id } = await addSegment(other);
    for (const wrong of [id, '0190a000-0000-7000-8000-000000000000', 'no id']) {
      const { data } = await owner.graphql(updateSegment, { id: wrong, input: { name: 'Taken' } });
      expect(data.updateSegment.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
      expect((await owner.graphql(segmentById, { id: wrong })).data.segment).toBeNull();
    }
  });
});
